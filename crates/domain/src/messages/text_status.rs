//! What is known of a text message that was handed over.

/// How a text message stands. Later in the list is later in its life; news that is not later changes nothing, so that news may come twice and in
/// any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextStatus {
    /// The provider has it.
    Queued,
    /// A network has it.
    Sent,
    /// It could not be sent at all.
    Failed,
    /// The network says that it did not arrive.
    Undelivered,
    /// The network says that it arrived: whatever else is said, that counts.
    Delivered,
}

impl TextStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Queued,
        Self::Sent,
        Self::Failed,
        Self::Undelivered,
        Self::Delivered,
    ];

    /// The word for it in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Undelivered => "undelivered",
            Self::Delivered => "delivered",
        }
    }

    /// The status a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// Whether it did not arrive, as far as is known.
    #[must_use]
    pub const fn is_lost(self) -> bool {
        matches!(self, Self::Failed | Self::Undelivered)
    }

    /// How it stands after this news.
    #[must_use]
    pub fn after(self, news: Self) -> Self {
        self.max(news)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_only_moves_forward() {
        use TextStatus::{Delivered, Failed, Queued, Sent, Undelivered};
        for (before, news, expected) in [
            (Queued, Sent, Sent),
            (Sent, Queued, Sent),
            (Sent, Delivered, Delivered),
            (Delivered, Sent, Delivered),
            (Queued, Failed, Failed),
            (Undelivered, Sent, Undelivered),
            (Undelivered, Delivered, Delivered),
            (Delivered, Undelivered, Delivered),
        ] {
            assert_eq!(before.after(news), expected, "{before:?} {news:?}");
        }
    }

    #[test]
    fn any_order_ends_alike() {
        let all = TextStatus::ALL;
        for news in all.map(|a| all.map(|b| (a, b))).concat() {
            for status in all {
                let one = status.after(news.0).after(news.1);
                assert_eq!(one, status.after(news.1).after(news.0).after(news.0));
            }
        }
    }

    #[test]
    fn words_go_both_ways() {
        for status in TextStatus::ALL {
            assert_eq!(TextStatus::parse(status.as_str()), Some(status));
        }
        assert_eq!(TextStatus::parse("read"), None);
    }
}
