//! Every way a link can fail to lead on, and that it changes nothing then.

use foh_domain::limits::{Limit, Rate};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::playhouse::{Page, Playhouse, unlimited};

const PAGES: [&str; 2] = ["/reservations/confirm", "/reservations/cancel"];

/// Opens the link and sends its form; both must say the same.
async fn both(theatre: &Playhouse, path: &str, token: &str, status: u16, words: &str) {
    let opened = theatre
        .visitor()
        .get(&format!("{path}?token={token}"))
        .await;
    let sent = theatre.visitor().post(path, &[("token", token)]).await;
    for page in [opened, sent] {
        refused(&page, path, token, status, words);
    }
}

fn refused(page: &Page, path: &str, token: &str, status: u16, words: &str) {
    assert_eq!(page.status, status, "{path}: {}", page.body);
    page.says(words);
    assert_eq!(page.header("cache-control"), "no-store");
    page.keeps_quiet_about(&["Ada", "ada@example.org"]);
    if token.len() > 20 {
        page.keeps_quiet_about(&[token]);
    }
}

both_engines! {
    async fn tokens_that_are_none(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let invalid = "This link does not open anything";
        let unknown = "A".repeat(64);
        for token in ["", "x", &unknown, &"A".repeat(63), &"A".repeat(5_000), "%3Cscript%3E", "%00"] {
            for path in PAGES {
                both(&theatre, path, token, 404, invalid).await;
            }
            let ticket = theatre.visitor().get(&format!("/ticket?token={token}")).await;
            refused(&ticket, "/ticket", token, 404, invalid);
        }
        for path in ["/reservations/confirm", "/reservations/cancel", "/ticket"] {
            assert_eq!(theatre.visitor().get(path).await.status, 404, "{path} without a token");
        }
    }

    async fn a_token_serves_its_purpose_only(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let invalid = "This link does not open anything";
        theatre.reserve(theatre.later, "2").await;
        let pending = theatre.newest_token("/reservations/confirm").await;
        both(&theatre, "/reservations/cancel", &pending, 404, invalid).await;
        let page = theatre.visitor().get(&format!("/ticket?token={pending}")).await;
        refused(&page, "/ticket", &pending, 404, invalid);

        let [confirmation, check_in, cancellation] = theatre.confirmed(theatre.tomorrow, "2").await;
        both(&theatre, "/reservations/confirm", &check_in, 404, invalid).await;
        both(&theatre, "/reservations/confirm", &cancellation, 404, invalid).await;
        both(&theatre, "/reservations/cancel", &check_in, 404, invalid).await;
        both(&theatre, "/reservations/cancel", &confirmation, 404, invalid).await;
        for other in [&confirmation, &cancellation] {
            let page = theatre.visitor().get(&format!("/ticket?token={other}")).await;
            refused(&page, "/ticket", other, 404, invalid);
        }
        let altered = format!("{}{}", &check_in[..63], if check_in.ends_with('A') { 'B' } else { 'A' });
        let page = theatre.visitor().get(&format!("/ticket?token={altered}")).await;
        refused(&page, "/ticket", &altered, 404, invalid);
        assert_eq!(theatre.visitor().get(&format!("/ticket?token={check_in}")).await.status, 200);
    }

    async fn tokens_that_come_too_late(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.reserve(theatre.later, "2").await;
        let old = theatre.newest_token("/reservations/confirm").await;
        let unused = theatre.newest_token("/reservations/cancel").await;
        let [used, check_in, cancellation] = theatre.confirmed(theatre.tomorrow, "2").await;
        both(&theatre, "/reservations/confirm", &used, 409, "Your places are confirmed already").await;

        theatre.clock.advance(SignedDuration::from_hours(24));
        both(&theatre, "/reservations/confirm", &old, 410, "This link is too old").await;
        theatre.clock.advance(SignedDuration::from_hours(16));
        both(&theatre, "/reservations/cancel", &cancellation, 409, "The performance has begun").await;
        theatre.house.expire_reservations().await.unwrap();
        both(&theatre, "/reservations/confirm", &old, 410, "This link is too old").await;
        both(&theatre, "/reservations/cancel", &unused, 410, "This link is too old").await;
        let ticket = format!("/ticket?token={check_in}");
        assert_eq!(theatre.visitor().get(&ticket).await.status, 200);
        theatre.clock.advance(SignedDuration::from_hours(24 * 31));
        let page = theatre.visitor().get(&ticket).await;
        refused(&page, "/ticket", &check_in, 410, "It was made for a date that has passed");
    }

    async fn tokens_of_what_has_changed_meanwhile(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.reserve(theatre.tomorrow, "4").await;
        let four = theatre.newest_token("/reservations/confirm").await;
        let [used, check_in, cancellation] = theatre.confirmed(theatre.tomorrow, "9").await;
        both(&theatre, "/reservations/confirm", &four, 409, "one place is left").await;
        theatre.visitor().get("/").await.says("1 of 10 left");

        let done = theatre.visitor().post("/reservations/cancel", &[("token", &cancellation)]).await;
        assert_eq!(done.status, 200);
        both(&theatre, "/reservations/cancel", &cancellation, 409, "This reservation is cancelled").await;
        both(&theatre, "/reservations/confirm", &used, 409, "This reservation is cancelled").await;
        let page = theatre.visitor().get(&format!("/ticket?token={check_in}")).await;
        refused(&page, "/ticket", &check_in, 409, "This reservation is cancelled");
        // The four can be confirmed now: being refused did not use their link up.
        let confirmed = theatre.visitor().post("/reservations/confirm", &[("token", &four)]).await;
        assert_eq!(confirmed.status, 303);
    }

    async fn confirming_and_cancelling_are_limited(engine: Engine) {
        let limits = unlimited()
            .with(Limit::ReservationConfirm, Rate::new(1, 60))
            .with(Limit::ReservationCancel, Rate::new(1, 60));
        let theatre = Playhouse::open_with(engine, limits, true).await;
        let guest = theatre.visitor();
        for path in PAGES {
            assert_eq!(guest.post(path, &[("token", "x")]).await.status, 404);
            let page = guest.post(path, &[("token", "x")]).await;
            assert_eq!((page.status, page.header("retry-after")), (429, "60"));
            page.says("One moment, please");
            // Looking is not limited.
            assert_eq!(guest.get(&format!("{path}?token=x")).await.status, 404);
        }
    }
}
