//! The page for everything that could not be answered.

use askama::Template;

use super::frame::Frame;

/// Says what happened, what to do, and which request to quote.
#[derive(Clone, Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame; its title should be [`ErrorPage::title_of`] the status.
    pub frame: Frame,
    /// The HTTP status, for example 404.
    pub status: u16,
    /// How long to wait, in words ("20 minutes"), where the status is 429 or 503.
    pub retry_after: Option<String>,
    /// The id a visitor can quote; support finds the log line by it.
    pub request_id: Option<String>,
}

impl ErrorPage {
    /// The headline of a status.
    #[must_use]
    pub const fn title_of(status: u16) -> &'static str {
        match status {
            400 => "That request could not be read",
            401 => "Please sign in first",
            403 => "This door is not yours to open",
            404 => "Not on the programme",
            405 => "That cannot be done here",
            410 => "This has closed",
            413 => "That was too much at once",
            429 => "One moment, please",
            503 => "Back in a moment",
            _ => "Something went wrong backstage",
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice_of(status: u16) -> &'static str {
        match status {
            400 => "Go back, look over what you entered, and send it again.",
            401 => "This page is for members of staff.",
            403 => {
                "You are signed in, but your account may not open this page. Ask an administrator if it should."
            }
            404 => {
                "There is no page at this address. It may have moved, or the link may have lost a piece on its way."
            }
            405 => {
                "The address exists, but not for this kind of request. Start again from the programme."
            }
            410 => "What was at this address is over.",
            413 => "What you sent is larger than we can take. Shorten it and send it again.",
            429 => {
                "There have been too many requests from your connection, so this one was not carried out."
            }
            503 => "The box office is not answering just now. Your reservations are safe.",
            _ => {
                "It is our fault, not yours. Nothing you had confirmed is lost. Please try again in a few minutes."
            }
        }
    }

    fn title(&self) -> &'static str {
        Self::title_of(self.status)
    }

    fn advice(&self) -> &'static str {
        Self::advice_of(self.status)
    }
}
