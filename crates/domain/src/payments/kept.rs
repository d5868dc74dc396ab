//! What is kept, sealed, of the talk with providers.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::privacy::Personal;

/// The address of a hosted page: whoever has it can pay. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VisitPage(String);

impl VisitPage {
    /// This address.
    #[must_use]
    pub fn new(address: String) -> Self {
        Self(address)
    }

    /// The address itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for VisitPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VisitPage(…)")
    }
}

impl Personal for VisitPage {
    const COLUMN: &'static str = "payment.visit";
}

/// What a provider answered or sent, as it came. Its `Debug` shows nothing of it, for it names the payer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderAnswer {
    /// What names a piece of news for ever, with its provider: hashed anew with another key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The body, byte for byte.
    #[serde(serialize_with = "written", deserialize_with = "read")]
    pub body: Vec<u8>,
}

impl std::fmt::Debug for ProviderAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProviderAnswer({} bytes)", self.body.len())
    }
}

impl Personal for ProviderAnswer {
    const COLUMN: &'static str = "payment_event.content";
}

fn written<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(body))
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::Keyring;
    use uuid::Uuid;

    #[test]
    fn what_is_kept_comes_back_byte_for_byte() {
        let (keyring, row) = (Keyring::new(&[1; 32]), Uuid::nil());
        for body in [vec![], b"{\"a\":1}".to_vec(), vec![0, 255, 128]] {
            let kept = ProviderAnswer {
                event: None,
                body: body.clone(),
            };
            let sealed = keyring.seal(row, [2; 24], &kept).unwrap();
            assert_eq!(keyring.open(row, &sealed).unwrap(), kept);
            assert!(!format!("{kept:?}").contains('{'));
        }
        let page = VisitPage::new("https://pay.example.org/secret".to_owned());
        let sealed = keyring.seal(row, [3; 24], &page).unwrap();
        assert_eq!(keyring.open(row, &sealed).unwrap().expose(), page.expose());
        assert!(!format!("{page:?}").contains("secret"));
    }
}
