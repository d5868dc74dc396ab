//! The providers of payments.

use foh_domain::payments::PaymentMethod;

use crate::house::House;

const USER: &str = "8f1d6c0b-9a7e-4352-81f0-d9e8b7a65443";
const SECRET: &str = "whsec_8f1d6c0b9a7e4352c1f0d9e8b7a65443";

fn mtn(house: House) -> House {
    house
        .with("FOH_MTN_ENVIRONMENT", "mtnrwanda")
        .with("FOH_MTN_USER", USER)
        .with("FOH_MTN_KEY", SECRET)
        .with("FOH_MTN_SUBSCRIPTION_KEY", SECRET)
}

fn airtel(house: House) -> House {
    house
        .with("FOH_AIRTEL_COUNTRY", "RW")
        .with("FOH_AIRTEL_CALLING_CODE", "250")
        .with("FOH_AIRTEL_CLIENT_ID", "front-of-house")
        .with("FOH_AIRTEL_CLIENT_SECRET", SECRET)
}

fn stripe(house: House) -> House {
    house
        .with("FOH_STRIPE_KEY", "rk_live_8f1d6c0b9a7e4352")
        .with("FOH_STRIPE_WEBHOOK_SECRET", SECRET)
}

#[test]
fn a_way_to_pay_is_offered_when_its_provider_is_set_up() {
    use PaymentMethod::{Airtel, Card, Mtn};
    let offered = |house: House| {
        let config = house.load().unwrap();
        assert!(!format!("{config:?}").contains(SECRET));
        config.payments.offered()
    };
    assert_eq!(offered(House::in_production()), []);
    assert_eq!(offered(mtn(House::in_production())), [Mtn]);
    assert_eq!(offered(airtel(House::new())), [Airtel]);
    assert_eq!(offered(stripe(House::in_production())), [Card]);
    let all = mtn(airtel(stripe(House::in_production())))
        .with("FOH_MTN_REFUND_USER", USER)
        .with("FOH_MTN_REFUND_KEY", SECRET)
        .with("FOH_MTN_REFUND_SUBSCRIPTION_KEY", SECRET)
        .with("FOH_AIRTEL_CALLBACK_KEY", SECRET);
    assert_eq!(offered(all), [Mtn, Airtel, Card]);
}

#[test]
fn half_a_provider_is_refused_and_what_is_missing_is_named() {
    for (house, key, missing) in [
        (
            mtn(House::new()).with("FOH_MTN_KEY", ""),
            "mtn_environment",
            "mtn_key",
        ),
        (
            mtn(House::new()).with("FOH_MTN_REFUND_KEY", SECRET),
            "mtn_refund_key",
            "mtn_refund_user and mtn_refund_subscription_key",
        ),
        (
            airtel(House::in_production()).with("FOH_AIRTEL_COUNTRY", ""),
            "airtel_calling_code",
            "airtel_country",
        ),
        (
            House::new().with("FOH_AIRTEL_CALLBACK_KEY", SECRET),
            "airtel_callback_key",
            "airtel_country and airtel_calling_code and airtel_client_id and airtel_client_secret",
        ),
        (
            stripe(House::in_production()).with("FOH_STRIPE_WEBHOOK_SECRET", ""),
            "stripe_key",
            "stripe_webhook_secret",
        ),
        (
            House::new().with("FOH_STRIPE_URL", "https://stripe.example.org"),
            "stripe_url",
            "stripe_key and stripe_webhook_secret",
        ),
    ] {
        let fault = house.fault();
        assert_eq!(fault.key, key, "{fault}");
        assert!(fault.problem.ends_with(missing), "{fault}");
        assert!(!fault.to_string().contains(SECRET), "{fault}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_in_every_mode() {
    for (house, key) in [
        (
            mtn(House::new()).with("FOH_MTN_URL", "momo.example.org"),
            "mtn_url",
        ),
        (
            mtn(House::new()).with("FOH_MTN_USER", "front-of-house"),
            "mtn_user",
        ),
        (
            airtel(House::new()).with("FOH_AIRTEL_URL", "http://airtel.example.org"),
            "airtel_url",
        ),
        (
            airtel(House::new()).with("FOH_AIRTEL_CALLING_CODE", "+250"),
            "airtel_calling_code",
        ),
        (
            stripe(House::new()).with("FOH_STRIPE_URL", "https://a:b@stripe.example.org"),
            "stripe_url",
        ),
    ] {
        let fault = house.fault();
        assert_eq!(fault.key, key, "{fault}");
    }
    let here = stripe(House::new()).with("FOH_STRIPE_URL", "http://127.0.0.1:9000");
    assert_eq!(
        here.load().unwrap().payments.offered(),
        [PaymentMethod::Card]
    );
}

#[test]
fn production_takes_neither_placeholders_nor_play_money() {
    let placeholder = "REPLACE_THIS";
    for (house, key) in [
        (
            mtn(House::in_production()).with("FOH_MTN_KEY", placeholder),
            "mtn_key",
        ),
        (
            mtn(House::in_production()).with("FOH_MTN_ENVIRONMENT", "sandbox"),
            "mtn_environment",
        ),
        (
            airtel(House::in_production()).with("FOH_AIRTEL_CLIENT_SECRET", placeholder),
            "airtel_client_secret",
        ),
        (
            stripe(House::in_production()).with("FOH_STRIPE_KEY", "sk_test_8f1d6c0b9a7e4352"),
            "stripe_key",
        ),
        (
            stripe(House::in_production()).with("FOH_STRIPE_URL", "http://127.0.0.1:9000"),
            "stripe_url",
        ),
    ] {
        let fault = house.fault();
        assert_eq!(fault.key, key, "{fault}");
    }
}
