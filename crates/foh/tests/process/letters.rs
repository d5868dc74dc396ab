//! E-mails that have arrived.

use foh_testkit::{mail, smtp};

use crate::program::LIMIT;

/// The text of the e-mail to this address that contains this, once it has come.
pub fn letter(post: &smtp::Server, email: &str, part: &str) -> String {
    let mut count = 1;
    loop {
        let received = post.wait_for_blocking(count, LIMIT);
        count = received.len() + 1;
        let mine = received
            .iter()
            .filter(|mail| mail.to.iter().any(|to| to.contains(email)));
        let texts = mine
            .map(|received| mail::text(&received.raw))
            .find(|text| text.contains(part));
        if let Some(text) = texts {
            return text;
        }
    }
}

/// The texts of all e-mails to this address so far.
pub fn letters(post: &smtp::Server, email: &str) -> Vec<String> {
    post.received()
        .iter()
        .filter(|mail| mail.to.iter().any(|to| to.contains(email)))
        .map(|received| mail::text(&received.raw))
        .collect()
}
