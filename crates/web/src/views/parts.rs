//! The data of the parts in `templates/parts`: written once, used on every page.

/// A form field as it was sent: its value is kept, its error stands beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// What the visitor typed; empty on a fresh form.
    pub value: String,
    /// What to do about it, when it was refused.
    pub error: Option<String>,
}

impl Field {
    /// A field with a value and nothing wrong with it.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: None,
        }
    }

    /// The same field, refused for a reason.
    #[must_use]
    pub fn refused(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }
}

/// A line of the error summary above a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The `id` of the field, which equals its name.
    pub field: String,
    /// The sentence that stands beside the field, after the field's label where it says nothing by itself.
    pub message: String,
}

/// One choice of a `<select>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// What a notice is about; each has a colour, a symbol and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Worth knowing.
    Info,
    /// It has been done.
    Done,
    /// Something to mind.
    Warning,
    /// It was not done.
    Refused,
}

impl NoticeKind {
    /// The class that sets the colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "notice-info",
            Self::Done => "notice-done",
            Self::Warning => "notice-warning",
            Self::Refused => "notice-refused",
        }
    }

    /// The symbol, so that colour never speaks alone.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Info => "i",
            Self::Done => "✓",
            Self::Warning => "!",
            Self::Refused => "✕",
        }
    }

    /// The live role: refusals interrupt, everything else waits.
    #[must_use]
    pub const fn role(self) -> &'static str {
        match self {
            Self::Refused => "alert",
            Self::Info | Self::Done | Self::Warning => "status",
        }
    }
}

/// A notice above the content of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// The sentence in bold.
    pub title: String,
    /// What to do next; may be empty.
    pub text: String,
}

impl Notice {
    /// A notice of a kind.
    #[must_use]
    pub fn new(kind: NoticeKind, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            text: text.into(),
        }
    }
}

/// How full a house is, for the places meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// Places that can still be reserved.
    pub left: u32,
    /// All places of the performance.
    pub total: u32,
}

impl Places {
    /// The filled part of the bar, in whole percent; never 100 while a place is left.
    #[must_use]
    pub fn percent_taken(self) -> u32 {
        if self.left == 0 {
            return 100;
        }
        let taken = u64::from(self.total.saturating_sub(self.left));
        let percent = taken * 100 / u64::from(self.total.max(1));
        u32::try_from(percent).unwrap_or(100).min(98)
    }

    /// The words beside the bar.
    #[must_use]
    pub fn words(self) -> String {
        if self.left == 0 {
            "Full house".to_owned()
        } else {
            format!("{} of {} left", self.left, self.total)
        }
    }

    /// The class of the bar: many places, few, or none.
    #[must_use]
    pub fn class(self) -> &'static str {
        if self.left == 0 {
            "places-none"
        } else if u64::from(self.left) * 10 <= u64::from(self.total) {
            "places-few"
        } else {
            "places-many"
        }
    }

    /// Whether nothing can be reserved any more.
    #[must_use]
    pub const fn is_full(self) -> bool {
        self.left == 0
    }
}

/// Links to the neighbouring pages of a long list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pagination {
    /// This page, from 1.
    pub page: u32,
    /// How many there are.
    pub pages: u32,
    /// Where the page before is, if there is one.
    pub previous_href: Option<String>,
    /// Where the page after is, if there is one.
    pub next_href: Option<String>,
}

/// "1 place", "2 places".
#[must_use]
pub fn places_in_words(count: u32) -> String {
    if count == 1 {
        "1 place".to_owned()
    } else {
        format!("{count} places")
    }
}

#[cfg(test)]
mod tests {
    use super::{Places, places_in_words};

    #[test]
    fn the_bar_is_full_only_when_the_house_is() {
        for (left, total, percent, words) in [
            (80, 80, 0, "80 of 80 left"),
            (12, 80, 85, "12 of 80 left"),
            (1, 1000, 98, "1 of 1000 left"),
            (0, 80, 100, "Full house"),
            (0, 0, 100, "Full house"),
            (5, 0, 0, "5 of 0 left"),
        ] {
            let places = Places { left, total };
            assert_eq!(places.percent_taken(), percent, "{left} of {total}");
            assert_eq!(places.words(), words);
        }
    }

    #[test]
    fn one_place_is_not_places() {
        assert_eq!(places_in_words(1), "1 place");
        assert_eq!(places_in_words(2), "2 places");
    }
}
