//! Reading limits.

use proptest::prelude::*;

use super::*;

#[test]
fn defaults() {
    assert_eq!(
        LimitsConfig::default().to_string(),
        "reservation_create=20/hour,reservation_confirm=60/hour,reservation_cancel=60/hour,\
         check_in_preview=600/hour,check_in_confirm=600/hour,sign_in=5/minute,\
         register=5/minute,password_reset=5/minute,email_verification=5/minute,password_change=5/minute,token_refresh=60/minute,privacy_request=5/hour,\
         booking_create=60/hour,session_change=120/hour,facilitator_apply=5/hour,\
         text_message=5/hour,text_message_daily=20/day,text_status_forged=60/minute,\
         travel_book=60/hour,travel_find=20/hour,travel_cancel=60/hour,travel_pay=60/hour,payment_webhook=6000/minute"
    );
}

#[test]
fn named_limits_change_and_the_others_stay() {
    let limits =
        LimitsConfig::parse(" reservation_create = 1/second, check_in_confirm=off, ").unwrap();
    let rate = limits.get(Limit::ReservationCreate).unwrap();
    assert_eq!((rate.count(), rate.per_seconds()), (1, 1));
    assert_eq!(limits.get(Limit::CheckInConfirm), None);
    assert_eq!(
        limits.get(Limit::SignIn),
        LimitsConfig::default().get(Limit::SignIn)
    );
}

#[test]
fn one_limit_can_differ_from_all() {
    for text in ["all=off,sign_in=5/minute", "sign_in=5/minute,all=off"] {
        let limits = LimitsConfig::parse(text).unwrap();
        assert!(!limits.all_off());
        assert!(limits.get(Limit::SignIn).is_some());
        assert!(limits.get(Limit::ReservationCreate).is_none());
    }
    assert!(LimitsConfig::parse("all=off").unwrap().all_off());
}

#[test]
fn faults_name_the_limit_and_all_are_told() {
    for (text, problem) in [
        ("bookings=1/hour", "\"bookings\" is not the name of a limit"),
        ("sign_in", "\"sign_in\" has the value \"\""),
        ("sign_in=5", "\"sign_in\" has the value \"5\""),
        ("sign_in=0/hour", "\"0/hour\""),
        ("sign_in=1000001/hour", "\"1000001/hour\""),
        ("sign_in=99999999999/hour", "\"99999999999/hour\""),
        ("sign_in=+5/hour", "\"+5/hour\""),
        ("sign_in=/hour", "\"/hour\""),
        ("sign_in=5/week", "\"5/week\""),
        ("sign_in=5/hours", "\"5/hours\""),
        ("sign_in=OFF", "\"OFF\""),
        ("all=5/hour", "only all=off"),
        ("sign_in=off,sign_in=5/hour", "\"sign_in\" is set twice"),
    ] {
        let faults = LimitsConfig::parse(text).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains(problem), "{faults:?}");
    }
    let faults = LimitsConfig::parse("a=off,sign_in=x,b=1/day").unwrap_err();
    assert_eq!(faults.len(), 3);
}

#[test]
fn the_remedy_names_every_limit_and_unit() {
    for name in Limit::ALL {
        assert!(Key::Limits.remedy().contains(name.as_str()));
    }
    for period in Period::ALL {
        assert!(Key::Limits.remedy().contains(period.as_str()));
    }
}

fn any_rate() -> impl Strategy<Value = Option<Rate>> {
    let rate = (
        1..=HIGHEST_COUNT,
        prop::sample::select(Period::ALL.to_vec()),
    );
    prop::option::of(rate.prop_map(|(count, per)| Rate { count, per }))
}

proptest! {
    #[test]
    fn what_is_written_is_read(rates in prop::collection::vec(any_rate(), Limit::ALL.len())) {
        let limits = LimitsConfig(Limit::ALL.into_iter().zip(rates).collect());
        prop_assert_eq!(LimitsConfig::parse(&limits.to_string()), Ok(limits));
    }

    #[test]
    fn no_text_breaks_the_reader(text in ".*") {
        let _ = LimitsConfig::parse(&text);
    }
}
