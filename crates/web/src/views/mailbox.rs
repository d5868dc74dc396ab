//! The development mailbox: what would have been sent.

use askama::Template;

use super::frame::Frame;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailLine {
    /// Where the mail is shown.
    pub href: String,
    /// Its subject.
    pub subject: String,
    /// Whom it is for.
    pub to: String,
    /// When it was written, in words.
    pub when: String,
    /// The same for machines.
    pub datetime: String,
}

/// `/dev/mailbox`, newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/mailbox.html")]
pub struct Mailbox {
    /// The frame.
    pub frame: Frame,
    /// The mails.
    pub mails: Vec<MailLine>,
}

/// One mail.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/mail.html")]
pub struct Mail {
    /// The frame; `private` should be set, for the text holds links with tokens.
    pub frame: Frame,
    /// Its subject.
    pub subject: String,
    /// Whom it is for.
    pub to: String,
    /// When it was written, in words.
    pub when: String,
    /// The same for machines.
    pub datetime: String,
    /// The text as it would be sent; line breaks are kept.
    pub text: String,
    /// The addresses found in the text, so that they can be followed.
    pub links: Vec<String>,
    /// Where its calendar entry is, if it has one.
    pub calendar_href: Option<String>,
}
