//! One session, and booking it.

use askama::Template;

use super::{Payment, When};
use crate::views::frame::Frame;
use crate::views::parts::{Field, FieldError, Notice, NoticeKind, Places};

/// `/sessions/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/session.html")]
pub struct SessionPage {
    /// The frame.
    pub frame: Frame,
    /// What is offered.
    pub session: SessionDetails,
    /// A refusal that belongs to no field.
    pub notice: Option<Notice>,
    /// What whoever looks can do about it.
    pub standing: Standing,
    /// What the guest wants the facilitator to know.
    pub notes: Field,
}

/// A session in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionDetails {
    /// Its page, `/sessions/{id}`.
    pub href: String,
    /// "Session" or "Retreat".
    pub kind: &'static str,
    /// The title.
    pub title: String,
    /// The description, a paragraph each.
    pub description: Vec<String>,
    /// When it is.
    pub when: When,
    /// Where it is; may be empty.
    pub location: String,
    /// "€25.00", or "Free".
    pub price: String,
    /// What has to be paid, if anything.
    pub due: Option<String>,
    /// Whether it is paid here; otherwise the facilitator tells how.
    pub pays_here: bool,
    /// Who holds it; `None` once they are erased.
    pub facilitator: Option<Facilitator>,
    /// How full it is.
    pub places: Places,
}

/// Who holds a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facilitator {
    /// The name.
    pub name: String,
    /// Their page, where they have one.
    pub href: Option<String>,
}

/// What whoever looks at a session can do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Book it.
    Open,
    /// Sign in and book it, or open an account before, where the house lets them.
    SignIn {
        /// Where one signs in.
        href: String,
        /// Where one opens an account.
        register_href: Option<String>,
    },
    /// They have a place.
    Booked {
        /// How it stands with its money, where any is due or was paid.
        payment: Option<Payment>,
        /// Where it is cancelled; `None` once the session has begun.
        cancel_href: Option<String>,
    },
    /// Hold it: it is theirs.
    Yours {
        /// Where they look after it.
        href: String,
    },
    /// Every place is taken.
    Full,
    /// It has begun.
    Begun,
    /// It is over.
    Over,
    /// It does not take place.
    Cancelled,
    /// Nobody holds it at the moment.
    Orphaned,
}

impl SessionPage {
    fn errors(&self) -> Vec<FieldError> {
        let error = self.notes.error.iter().map(|message| FieldError {
            field: "notes".to_owned(),
            message: format!("Notes: {message}"),
        });
        error.collect()
    }

    /// Whether the meter says anything useful.
    fn shows_places(&self) -> bool {
        !matches!(
            self.standing,
            Standing::Full
                | Standing::Begun
                | Standing::Over
                | Standing::Cancelled
                | Standing::Orphaned
        )
    }

    /// What is said where it cannot be booked.
    fn closed(&self) -> Option<Notice> {
        use NoticeKind::{Info, Warning};
        let notice = match self.standing {
            Standing::Full => Notice::new(
                Info,
                "Every place is taken",
                "Places come back when a guest cancels, so it may be worth another look.",
            ),
            Standing::Begun => Notice::new(
                Info,
                "This session has begun",
                "It can no longer be booked.",
            ),
            Standing::Over => Notice::new(Info, "This session is over", ""),
            Standing::Cancelled => Notice::new(
                Warning,
                "This session does not take place",
                "It was cancelled. Whoever had a place was written to.",
            ),
            Standing::Orphaned => Notice::new(
                Warning,
                "This session cannot be booked",
                "Whoever holds it is not here at the moment.",
            ),
            Standing::Open
            | Standing::SignIn { .. }
            | Standing::Booked { .. }
            | Standing::Yours { .. } => return None,
        };
        Some(notice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::frame::Desk;

    fn page(standing: Standing, due: Option<&str>) -> String {
        let page = SessionPage {
            frame: Frame::new("Breath", "The House", Desk::Studio),
            session: SessionDetails {
                href: "/sessions/1".into(),
                kind: "Session",
                title: "Breath & <voice>".into(),
                description: vec!["A <b>morning</b>.".into()],
                when: When {
                    date: "Saturday 28 November 2026".into(),
                    time: "10:00".into(),
                    datetime: "2026-11-28T10:00:00+01:00".into(),
                    until: "11:30".into(),
                    until_datetime: "2026-11-28T11:30:00+01:00".into(),
                    zone: "Berlin time".into(),
                },
                location: String::new(),
                price: "€25.00".into(),
                due: due.map(Into::into),
                pays_here: false,
                facilitator: None,
                places: Places { left: 3, total: 8 },
            },
            notice: None,
            standing,
            notes: Field::new("</textarea><script>"),
        };
        page.render().unwrap()
    }

    #[test]
    fn only_an_open_session_has_the_form() {
        let sign_in = Standing::SignIn {
            href: "/sign-in?next=/sessions/1".into(),
            register_href: Some("/register?next=/sessions/1".into()),
        };
        let booked = |cancel: Option<&str>| Standing::Booked {
            payment: None,
            cancel_href: cancel.map(Into::into),
        };
        for (standing, words) in [
            (sign_in, "Sign in to book"),
            (booked(None), "You are booked"),
            (booked(Some("/bookings/1/cancel")), "/bookings/1/cancel"),
            (
                Standing::Yours {
                    href: "/facilitator/sessions/1".into(),
                },
                "You hold this session",
            ),
            (Standing::Full, "Every place is taken"),
            (Standing::Begun, "has begun"),
            (Standing::Over, "is over"),
            (Standing::Cancelled, "does not take place"),
        ] {
            let html = page(standing, None);
            assert!(html.contains(words), "{words}");
            assert!(!html.contains("action=\"/sessions/1/book\""), "{words}");
        }
        let open = page(Standing::Open, Some("€25.00"));
        assert!(open.contains("action=\"/sessions/1/book\"") && open.contains("€25.00 is due"));
        assert!(!open.contains("<script>") && !open.contains("<b>") && !open.contains("<voice>"));
        assert!(!page(Standing::Open, None).contains("is due"));
    }
}
