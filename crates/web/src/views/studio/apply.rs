//! Applying to hold sessions.

use askama::Template;

use crate::views::frame::Frame;
use crate::views::parts::{Field, FieldError, Notice, NoticeKind};

/// `/account/facilitator`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/apply.html")]
pub struct ApplyPage {
    /// The frame.
    pub frame: Frame,
    /// Why nothing was applied for.
    pub notice: Option<Notice>,
    /// How it stands with whoever looks.
    pub application: Application,
    /// Who they are.
    pub bio: Field,
    /// What they do.
    pub specialization: Field,
}

/// How it stands with an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Application {
    /// There is none.
    None,
    /// An administrator is to decide.
    Waiting {
        /// "Saturday 28 November 2026".
        since: String,
    },
    /// It was refused.
    Refused,
    /// They hold sessions.
    Holds {
        /// Their page for everybody, once there is something on it.
        public_href: Option<String>,
    },
    /// Their account has another role, in words.
    OtherRole(&'static str),
}

impl ApplyPage {
    fn errors(&self) -> Vec<FieldError> {
        [
            ("specialization", "What you do", &self.specialization),
            ("bio", "About you", &self.bio),
        ]
        .into_iter()
        .filter_map(|(name, label, field)| {
            field.error.as_ref().map(|message| FieldError {
                field: name.to_owned(),
                message: format!("{label}: {message}"),
            })
        })
        .collect()
    }

    /// Whether one can apply, or say something else.
    fn has_form(&self) -> bool {
        matches!(
            self.application,
            Application::None | Application::Waiting { .. } | Application::Refused
        )
    }

    /// What the button says.
    fn button(&self) -> &'static str {
        match self.application {
            Application::Waiting { .. } => "Change the application",
            Application::Refused => "Apply again",
            _ => "Apply",
        }
    }

    /// How it stands, in words.
    fn told(&self) -> Option<Notice> {
        let notice = match &self.application {
            Application::None => return None,
            Application::Waiting { since } => Notice::new(
                NoticeKind::Info,
                "Your application is being looked at",
                format!(
                    "You applied on {since}. We write to you once it is decided; until then you can change what you said."
                ),
            ),
            Application::Refused => Notice::new(
                NoticeKind::Warning,
                "Your application was refused",
                "You may say more about yourself and apply again.",
            ),
            Application::Holds { .. } => Notice::new(
                NoticeKind::Done,
                "You hold sessions",
                "Make them and see who comes in the studio.",
            ),
            Application::OtherRole(role) => Notice::new(
                NoticeKind::Info,
                format!("Yours is the account of a {role}"),
                "Only a member’s account can become a facilitator’s. Ask an administrator, or open another account.",
            ),
        };
        Some(notice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::frame::Desk;

    #[test]
    fn the_form_is_there_where_one_can_apply() {
        for (application, form, words) in [
            (Application::None, true, "Apply"),
            (
                Application::Waiting {
                    since: "Saturday".into(),
                },
                true,
                "You applied on Saturday",
            ),
            (Application::Refused, true, "Apply again"),
            (
                Application::Holds {
                    public_href: Some("/facilitators/1".into()),
                },
                false,
                "/facilitators/1",
            ),
            (
                Application::OtherRole("content manager"),
                false,
                "content manager",
            ),
        ] {
            let page = ApplyPage {
                frame: Frame::new("Hold sessions", "The House", Desk::Account),
                notice: None,
                application,
                bio: Field::default(),
                specialization: Field::default(),
            };
            let html = page.render().unwrap();
            assert!(html.contains(words), "{words}");
            assert_eq!(html.contains("name=\"bio\""), form, "{words}");
        }
    }
}
