//! What could not be delivered.

use foh_app::StoreError;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    playhouse::{Playhouse, Role, Visitor},
    staff::{done, staff},
};

/// A confirmation link that is parked, an account's e-mail that waits for its second attempt, and a booking that the CRM is told
/// of at this moment; answers the account.
async fn stuck(theatre: &Playhouse) -> Uuid {
    theatre.reserve(theatre.tomorrow, "2").await;
    let now = theatre.house.now();
    let id = |number| Uuid::from_u128(u128::MAX - number);
    let written = theatre.house.database().write::<_, StoreError, _>(Uuid::nil(), move |tx| {
        tx.execute(
            "UPDATE outbox SET channel = 'smtp', parked_at = created_at, next_attempt_at = NULL, attempts = 16,
                    last_error = 'the mail was refused: the server answered 550'",
            &[],
        )?;
        for (number, channel, kind, minutes, reason) in [
            (2, "smtp", "password_reset", 60, "the mail could not be sent for now"),
            (1, "crm", "crm_booking", 2, "the CRM could not be told for now: it answered 503"),
        ] {
            let next = now + SignedDuration::from_mins(minutes);
            tx.execute(
                "INSERT INTO outbox (id, channel, kind, subject_id, attempts, next_attempt_at, created_at, last_error)
                 VALUES ($1, $2, $3, $4, 1, $5, $6, $7)",
                &[
                    id(number).into(), channel.into(), kind.into(), id(number + 10).into(), next.into(), now.into(),
                    reason.into(),
                ],
            )?;
        }
        Ok(())
    });
    written.await.unwrap();
    id(12)
}

fn retries(body: &str) -> Vec<String> {
    body.split("action=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|action| action.starts_with("/admin/outbox/"))
        .map(str::to_owned)
        .collect()
}

async fn everything_again(office: &Visitor, channel: &str) -> String {
    let (_, page) = done(office, "/admin/outbox/retry", &[("channel", channel)]).await;
    page.body
}

both_engines! {
    async fn every_way_is_seen_and_sent_again(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        office.get("/admin/outbox").await.says("Everything has been delivered");
        office.get("/admin").await.keeps_quiet_about(&["could not be delivered"]);
        let account = stuck(&theatre).await;

        office.get("/admin").await.says("One message could not be delivered");
        let list = office.get("/admin/outbox").await;
        for words in [
            "Confirmation link", "The mail was refused: the server answered 550.", "Not by itself",
            "Link for a new password", "The mail could not be sent for now.",
            "Booking, to the CRM", "The CRM could not be told for now: it answered 503.", "In a few minutes",
        ] {
            list.says(words);
        }
        list.keeps_quiet_about(&["Ada", "ada@example.org", "token"]);
        assert_eq!(list.links("/admin/reservations/0").len(), 1);
        assert_eq!(list.links(&format!("/admin/accounts/{account}")).len(), 1);
        assert_eq!(retries(&list.body).len(), 2, "what is being tried has no button");

        let crm = office.get("/admin/outbox?channel=crm").await;
        crm.says("Booking, to the CRM");
        crm.keeps_quiet_about(&["Confirmation link"]);
        assert_eq!(office.get("/admin/outbox?channel=pigeon").await.status, 400);

        let retry = retries(&list.body).remove(0);
        let (_, page) = done(&office, &retry, &[]).await;
        page.says("It is on its way again");
        page.keeps_quiet_about(&["Confirmation link"]);
        let (_, page) = done(&office, &retry, &[]).await;
        page.says("does not wait here any more");
    }

    async fn everything_of_a_way_is_sent_again(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        stuck(&theatre).await;
        let ask = office.get("/admin/outbox/retry").await;
        ask.says("Send everything again?");
        assert!(everything_again(&office, "crm").await.contains("Nothing of this waits here any more"));
        let page = everything_again(&office, "smtp").await;
        assert!(page.contains("Everything is on its way again") && page.contains("Booking, to the CRM"), "{page}");
        assert!(!page.contains("Link for a new password") && !page.contains("Confirmation link"), "{page}");
        assert_eq!(office.post("/admin/outbox/retry", &[("channel", "pigeon")]).await.status, 400);
    }
}
