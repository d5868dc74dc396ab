//! The CRM that is told of bookings.

use crate::house::House;

const URL: &str = "https://crm.example.org";
const TOKEN: &str = "8f1d6c0b9a7e4352c1f0d9e8b7a65443";

fn with(house: House, url: &str, token: &str) -> House {
    house.with("FOH_CRM_URL", url).with("FOH_CRM_TOKEN", token)
}

#[test]
fn address_and_token_go_together() {
    assert!(House::new().load().unwrap().crm.is_none());
    let config = with(House::in_production(), URL, TOKEN).load().unwrap();
    assert!(config.crm.is_some());
    assert!(!format!("{config:?}").contains(TOKEN));
    for (url, token, key) in [(URL, "", "crm_url"), ("", TOKEN, "crm_token")] {
        let fault = with(House::new(), url, token).fault();
        assert_eq!(fault.key, key);
        assert!(fault.remedy.contains("both"), "{fault}");
    }
}

#[test]
fn addresses_that_cannot_be_asked_are_refused_in_every_mode() {
    for (url, problem) in [
        ("crm.example.org", "not an address"),
        ("http://crm.example.org", "https://"),
        ("https://a:hunter2@crm.example.org", "more in it"),
        ("https://crm.example.org/?a=b", "more in it"),
    ] {
        let fault = with(House::new(), url, TOKEN).fault();
        assert_eq!(fault.key, "crm_url");
        let told = fault.to_string();
        assert!(
            told.contains(problem) && !told.contains("hunter2"),
            "{told}"
        );
    }
    let here = with(House::in_production(), "http://127.0.0.1:9000/crm", TOKEN);
    assert!(here.load().unwrap().crm.is_some());
}

#[test]
fn production_refuses_tokens_that_somebody_may_guess() {
    for (token, problem) in [
        (
            "REPLACE_THIS_BY_A_RANDOM_TOKEN_OF_AT_LEAST_32_CHARACTERS",
            "placeholder",
        ),
        ("8f1d6c0b9a7e4352c1f0d9e8b7a6544", "shorter than 32"),
        ("abababababababababababababababab", "repeat"),
    ] {
        assert!(
            with(House::new(), URL, token).load().is_ok(),
            "in development"
        );
        let fault = with(House::in_production(), URL, token).fault();
        assert_eq!(fault.key, "crm_token");
        assert!(fault.problem.contains(problem), "{fault}");
        assert!(!fault.to_string().contains(token), "{fault}");
    }
}
