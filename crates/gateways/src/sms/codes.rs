//! What the provider's error codes mean, in words for staff (twilio.com/docs/api/errors). They only explain: what follows from an answer is
//! decided by its HTTP status, as Twilio advises, because codes are added and split up (help.twilio.com, "Handling Twilio REST API Error Codes and
//! Implementing Retry Logic").

/// What an error code means; nothing for those of which no more is known than their number.
#[must_use]
pub fn meaning(code: u32) -> Option<&'static str> {
    Some(match code {
        20003 => "the provider does not accept our credentials",
        20429 => "too many questions at once",
        21211 | 21217 | 21265 => "the number is not a valid one",
        21212 | 21606 | 21659 | 21660 => "our own number cannot send text messages",
        21219 | 21608 => "a trial account may write to verified numbers only",
        21408 => "our account may not write to this country",
        21609 => "the provider does not accept the address for its news",
        21610 => "the recipient has asked not to be written to",
        21612 => "the number cannot be reached from ours",
        21614 | 21635 => "the number is not a mobile one",
        21617 => "the message is too long",
        21611 | 30001 => "too many messages wait at the provider",
        30002 => "our account is suspended",
        30003 => "the telephone is switched off or out of reach",
        30004 => "the network or the recipient blocks our messages",
        30005 => "there is no such number any more",
        30006 => "the number is a landline or of a network that cannot be reached",
        30007 => "the network took the message for unwanted",
        30008 => "the network does not say why",
        30034 => "our number is not registered for messages to this country",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_codes_are_explained() {
        assert!(meaning(30003).is_some_and(|words| words.contains("switched off")));
        assert_eq!(meaning(12345), None);
    }
}
