//! The provider of text messages.

use crate::house::House;

const ACCOUNT: &str = "AC00112233445566778899aabbccddeeff";
const TOKEN: &str = "7b3f9e0c1d2a4856b7c8d9e0f1a2b3c4";
const FROM: &str = "+250788000000";

fn with(house: House, account: &str, token: &str, from: &str) -> House {
    house
        .with("FOH_SMS_ACCOUNT", account)
        .with("FOH_SMS_TOKEN", token)
        .with("FOH_SMS_FROM", from)
}

#[test]
fn account_token_and_sender_go_together() {
    assert!(House::new().load().unwrap().texts.is_none());
    assert!(House::in_production().load().unwrap().texts.is_none());
    let config = with(House::in_production(), ACCOUNT, TOKEN, FROM)
        .load()
        .unwrap();
    let provider = config.texts.as_ref().unwrap();
    assert_eq!(provider.place(), "https://api.twilio.com");
    assert!(!format!("{config:?}").contains(TOKEN));
    for (account, token, from, key, missing) in [
        (ACCOUNT, "", "", "sms_account", "sms_token and sms_from"),
        ("", TOKEN, FROM, "sms_token", "sms_account"),
        ("", "", FROM, "sms_from", "sms_account and sms_token"),
    ] {
        let fault = with(House::new(), account, token, from).fault();
        assert_eq!(fault.key, key);
        assert!(fault.problem.ends_with(missing), "{fault}");
    }
    let alone = House::new().with("FOH_SMS_URL", "https://sms.example.org");
    assert_eq!(alone.fault().key, "sms_url");
}

#[test]
fn what_cannot_be_used_is_refused_in_every_mode() {
    for (variable, value, key) in [
        ("FOH_SMS_URL", "sms.example.org", "sms_url"),
        ("FOH_SMS_URL", "http://sms.example.org", "sms_url"),
        (
            "FOH_SMS_URL",
            "https://a:hunter2@sms.example.org",
            "sms_url",
        ),
        ("FOH_SMS_ACCOUNT", "AC/../", "sms_account"),
        ("FOH_SMS_TOKEN", "hunter2 hunter2", "sms_token"),
        ("FOH_SMS_FROM", "0788 000 000", "sms_from"),
    ] {
        let fault = with(House::new(), ACCOUNT, TOKEN, FROM)
            .with(variable, value)
            .fault();
        assert_eq!(fault.key, key);
        assert!(!fault.to_string().contains("hunter2"), "{fault}");
    }
    let service = with(
        House::new(),
        ACCOUNT,
        TOKEN,
        "MG00112233445566778899aabbccddeeff",
    );
    assert!(service.load().unwrap().texts.is_some());
}

#[test]
fn production_refuses_placeholders_and_plain_http() {
    for (variable, value, problem) in [
        ("FOH_SMS_URL", "http://127.0.0.1:9000", "http://"),
        (
            "FOH_SMS_ACCOUNT",
            "AC00000000000000000000000000000000",
            "placeholder",
        ),
        (
            "FOH_SMS_TOKEN",
            "REPLACE_THIS_BY_THE_TOKEN_OF_THE_ACCOUNT",
            "placeholder",
        ),
        ("FOH_SMS_TOKEN", "7b3f9e0c1d2a4856", "shorter than 32"),
    ] {
        let set = |house| with(house, ACCOUNT, TOKEN, FROM).with(variable, value);
        assert!(set(House::new()).load().is_ok(), "in development");
        let fault = set(House::in_production()).fault();
        assert!(fault.problem.contains(problem), "{fault}");
    }
}
