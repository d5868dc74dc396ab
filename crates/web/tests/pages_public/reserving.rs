//! The form refuses what the rules refuse, beside the field, and keeps what was typed.

use foh_domain::limits::{Limit, Rate};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::playhouse::{Playhouse, unlimited};

const GUEST: [(&str, &str); 3] = [
    ("name", "Ada Lovelace"),
    ("email", "ada@example.org"),
    ("party_size", "2"),
];

/// The form with some fields changed.
fn with<'f>(changes: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = GUEST
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

both_engines! {
    async fn faults_stand_beside_their_fields_and_values_are_kept(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let path = format!("/performances/{}", theatre.tomorrow);
        let guest = theatre.visitor();
        let long = "x".repeat(1_001);
        for (field, value) in [
            ("name", ""),
            ("name", "Ada\u{7}"),
            ("email", ""),
            ("email", "nobody\"><script>alert(1)</script>"),
            ("phone", "12"),
            ("notes", long.as_str()),
            ("party_size", ""),
            ("party_size", "0"),
            ("party_size", "-1"),
            ("party_size", "21"),
            ("party_size", "two"),
            ("party_size", "99999999999999999999"),
        ] {
            let page = guest.post(&path, &with(&[(field, value)])).await;
            assert_eq!(page.status, 422, "{field} {value}");
            page.says(&format!("id=\"{field}-error\""));
            page.says(&format!("<a href=\"#{field}\">"));
            assert_eq!(page.body.matches("aria-invalid").count(), 1, "{field} {value}");
            page.keeps_quiet_about(&["<script>alert"]);
            for (kept, value) in GUEST.iter().filter(|(name, _)| *name != field) {
                assert_eq!(page.value(kept), Some(*value));
            }
            assert_eq!(page.header("cache-control"), "no-store");
        }
        let all = guest.post(&path, &[]).await;
        assert_eq!((all.status, all.body.matches("aria-invalid").count()), (422, 3));
        for (name, value) in [("status", "confirmed"), ("token", "x"), ("checked_in", "1")] {
            assert_eq!(guest.post(&path, &with(&[(name, value)])).await.status, 400);
        }
        assert!(guest.get("/dev/mailbox").await.links("/dev/mailbox/").is_empty());
    }

    async fn what_cannot_be_reserved_is_said_and_nothing_is_stored(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let guest = theatre.visitor();
        let path = format!("/performances/{}", theatre.tomorrow);
        theatre.confirmed(theatre.tomorrow, "7").await;
        let mails = || async { theatre.visitor().get("/dev/mailbox").await.links("/dev/mailbox/").len() };
        let before = mails().await;

        let few = guest.post(&path, &with(&[("party_size", "4")])).await;
        assert_eq!(few.status, 409);
        few.says("Only 3 places are left.");
        assert_eq!(few.value("name"), Some("Ada Lovelace"));
        assert_eq!(few.value("party_size"), Some("4"));

        theatre.confirmed(theatre.tomorrow, "3").await;
        let full = guest.post(&path, &GUEST).await;
        assert_eq!(full.status, 409);
        full.says("Every place is taken");
        assert_eq!(full.links("/performances/"), [format!("/performances/{}", theatre.later)]);

        let later = theatre.later;
        theatre.house.change_performance(later, Box::new(|mut performance| {
            performance.booking_open = false;
            Ok(performance)
        })).await.unwrap();
        let closed = guest.post(&format!("/performances/{later}"), &GUEST).await;
        assert_eq!(closed.status, 409);
        closed.says("Booking is closed");

        theatre.clock.advance(SignedDuration::from_hours(40));
        let begun = guest.post(&path, &GUEST).await;
        assert_eq!(begun.status, 409);
        begun.says("This performance has begun");
        assert!(!begun.body.contains("<form method=\"post\" action=\"/performances"));

        let hidden = theatre.show("Not yet", "not-yet", false).await;
        let unpublished = theatre.performance(hidden, theatre.clock.now() + SignedDuration::from_hours(9)).await;
        for id in [unpublished.to_string(), Uuid::nil().to_string(), "nonsense".into()] {
            let path = format!("/performances/{id}");
            assert_eq!(guest.get(&path).await.status, 404, "{id}");
            assert_eq!(guest.post(&path, &GUEST).await.status, 404, "{id}");
            assert_eq!(guest.get(&format!("{path}/reserved?places=2")).await.status, 404, "{id}");
        }
        // The ticket of the seven and of the three; their questions have been answered.
        assert_eq!(mails().await, before + 1);
    }

    async fn too_many_reservations_are_told_when_to_come_again(engine: Engine) {
        let limits = unlimited().with(Limit::ReservationCreate, Rate::new(2, 3_600));
        let theatre = Playhouse::open_with(engine, limits, true).await;
        let guest = theatre.visitor();
        let path = format!("/performances/{}", theatre.tomorrow);
        // What is refused for its fields is not counted.
        assert_eq!(guest.post(&path, &[]).await.status, 422);
        for _ in 0..2 {
            assert_eq!(guest.post(&path, &GUEST).await.status, 303);
        }
        let page = guest.post(&path, &GUEST).await;
        assert_eq!(page.status, 429);
        assert_eq!(page.header("retry-after"), "1800");
        page.says("Nothing was reserved");
        assert_eq!(page.value("email"), Some("ada@example.org"));
        theatre.clock.advance(SignedDuration::from_secs(1_800));
        assert_eq!(guest.post(&path, &GUEST).await.status, 303);
    }

    async fn the_page_after_reserving_takes_numbers_only(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let form = format!("/performances/{}", theatre.tomorrow);
        for query in ["", "?places=0", "?places=21", "?places=%3Cb%3E", "?places=ada%40example.org"] {
            let page = theatre.visitor().get(&format!("{form}/reserved{query}")).await;
            assert_eq!((page.status, page.header("location")), (303, form.as_str()), "{query}");
        }
    }
}
