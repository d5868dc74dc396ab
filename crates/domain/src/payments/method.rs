//! How somebody pays.

/// How somebody pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaymentMethod {
    /// MTN `MoMo`: approved on the phone.
    Mtn,
    /// Airtel Money: approved on the phone.
    Airtel,
    /// A card, typed on the provider's page.
    Card,
    /// Notes and coins at the desk.
    Cash,
}

impl PaymentMethod {
    /// Every method, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Mtn, Self::Airtel, Self::Card, Self::Cash];

    /// The word in the database, the API and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mtn => "mtn",
            Self::Airtel => "airtel",
            Self::Card => "card",
            Self::Cash => "cash",
        }
    }

    /// The method a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == word)
    }

    /// The name people know it by.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Mtn => "MTN MoMo",
            Self::Airtel => "Airtel Money",
            Self::Card => "Card",
            Self::Cash => "Cash",
        }
    }

    /// Whether it is approved on a phone, whose number is then needed.
    #[must_use]
    pub const fn needs_phone(self) -> bool {
        matches!(self, Self::Mtn | Self::Airtel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_written() {
        for method in PaymentMethod::ALL {
            assert_eq!(PaymentMethod::parse(method.as_str()), Some(method));
        }
        assert_eq!(PaymentMethod::parse("MTN"), None);
    }
}
