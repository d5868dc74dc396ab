//! The e-mails a guest gets.

use super::TestApp;

/// An e-mail as its reader sees it.
#[derive(Debug, Clone)]
pub struct Letter {
    pub kind: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Letter {
    /// The first link to this path.
    pub fn link(&self, path: &str) -> String {
        self.links(path)
            .next()
            .unwrap_or_else(|| panic!("no link to {path} in {:?}", self.text))
            .to_owned()
    }

    /// The token of the first link to this path.
    pub fn token(&self, path: &str) -> String {
        token_in(&self.link(path))
    }

    fn links(&self, path: &str) -> impl Iterator<Item = &str> {
        self.text.split_whitespace().filter(move |word| {
            word.strip_prefix(super::app::SITE)
                .and_then(|rest| rest.strip_prefix(path))
                .is_some_and(|rest| rest.starts_with('?'))
        })
    }
}

/// The token of a link.
pub fn token_in(link: &str) -> String {
    let (_, token) = link.split_once("token=").expect("a link with a token");
    token.to_owned()
}

impl TestApp {
    /// Every e-mail that is still wanted.
    pub async fn letters(&self) -> Vec<Letter> {
        let kept = self.house.mailbox(None, 100_000).await.unwrap();
        kept.into_iter()
            .filter_map(|(summary, mail)| {
                let mail = mail?;
                Some(Letter {
                    kind: summary.kind,
                    to: mail.to,
                    subject: mail.subject,
                    text: mail.text,
                })
            })
            .collect()
    }

    /// The e-mails of one kind to one address.
    pub async fn letters_to(&self, address: &str, kind: &str) -> Vec<Letter> {
        let mut letters = self.letters().await;
        letters.retain(|letter| letter.to == address && letter.kind == kind);
        letters
    }

    /// The only e-mail of one kind to one address.
    pub async fn letter_to(&self, address: &str, kind: &str) -> Letter {
        let mut letters = self.letters_to(address, kind).await;
        assert_eq!(letters.len(), 1, "{kind} to {address}: {letters:?}");
        letters.remove(0)
    }
}
