//! What every page is set in: the head, the masthead, the navigation and the footer.

/// A part of the house with its own name and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// The public theatre pages: programme, reservations, tickets.
    Theatre,
    /// Check-in at the door.
    Door,
    /// Pages for members of staff.
    Administration,
    /// One's own account.
    Account,
    /// The bus line.
    Travel,
    /// Pages for those who sell on its routes.
    TravelDesk,
    /// Pages for those who look after the bus line.
    TravelAdministration,
    /// Sessions and retreats.
    Studio,
    /// Pages for those who hold sessions.
    Facilitator,
    /// The bar and its stock.
    Bar,
    /// Pages for those who look after what the bar has.
    BarAdministration,
}

impl Desk {
    /// The name a visitor reads beside the name of the house.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Theatre => "Box office",
            Self::Door => "Door",
            Self::Administration => "Administration",
            Self::Account => "Your account",
            Self::Travel | Self::TravelDesk | Self::TravelAdministration => "Travel desk",
            Self::Studio | Self::Facilitator => "Studio",
            Self::Bar | Self::BarAdministration => "Bar",
        }
    }

    /// The class on `<html>` that sets the accent colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Theatre | Self::Account => "desk-theatre",
            Self::Door => "desk-theatre desk-door",
            Self::Administration => "desk-theatre desk-administration",
            Self::Travel => "desk-travel",
            Self::TravelDesk | Self::TravelAdministration => "desk-travel desk-administration",
            Self::Studio => "desk-studio",
            Self::Facilitator => "desk-studio desk-administration",
            Self::Bar | Self::BarAdministration => "desk-bar desk-administration",
        }
    }
}

/// One entry of the navigation in the masthead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// The words of the link.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page shown is this entry.
    pub current: bool,
}

impl NavItem {
    /// An entry that is not the current page.
    #[must_use]
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            current: false,
        }
    }

    /// The same entry, marked as the page being shown.
    #[must_use]
    pub fn current(mut self) -> Self {
        self.current = true;
        self
    }
}

/// What has happened since a facilitator last looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bell {
    /// How many notifications are unread.
    pub unread: u32,
}

impl Bell {
    /// "7", "99+"; empty when there is nothing.
    #[must_use]
    pub fn badge(self) -> String {
        match self.unread {
            0 => String::new(),
            1..=99 => self.unread.to_string(),
            _ => "99+".to_owned(),
        }
    }
}

/// The frame of a page. Every page view has it as its field `frame`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The title of the page, without the name of the house.
    pub title: String,
    /// The name of the house, set in the masthead and after the title.
    pub house: String,
    /// The desk whose name and colour the page wears.
    pub desk: Desk,
    /// The navigation; empty leaves it out.
    pub nav: Vec<NavItem>,
    /// The name of the member of staff who is signed in; shows a button to sign out.
    pub signed_in_name: Option<String>,
    /// Whether that name leads to an account that can be looked after.
    pub has_account: bool,
    /// The bell beside it, for facilitators.
    pub bell: Option<Bell>,
    /// Whether the program runs for development; shows a strip that says so.
    pub development: bool,
    /// BCP 47 language of the page.
    pub language: String,
    /// One sentence about what has just been done, announced to screen readers.
    pub toast: Option<String>,
    /// A note in the footer, for example "Times are Berlin time."
    pub footer_note: Option<String>,
    /// Whether the address carries a token: the page is then kept out of
    /// search engines and sends no referrer.
    pub private: bool,
}

impl Frame {
    /// A public frame in English, nobody signed in, without navigation.
    #[must_use]
    pub fn new(title: impl Into<String>, house: impl Into<String>, desk: Desk) -> Self {
        Self {
            title: title.into(),
            house: house.into(),
            desk,
            nav: Vec::new(),
            signed_in_name: None,
            has_account: false,
            bell: None,
            development: false,
            language: "en".to_owned(),
            toast: None,
            footer_note: None,
            private: false,
        }
    }
}
