//! E-mails that could not be delivered.

use foh_app::StoreError;
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use crate::{
    playhouse::{Playhouse, Role},
    staff::{done, staff},
};

both_engines! {
    async fn what_is_parked_is_seen_and_sent_again(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        office.get("/admin/outbox").await.says("Everything has been delivered");
        office.get("/admin").await.keeps_quiet_about(&["could not be delivered"]);
        theatre.reserve(theatre.tomorrow, "2").await;
        let park = theatre.house.database().write::<u64, StoreError, _>(Uuid::nil(), |tx| {
            tx.execute(
                "UPDATE outbox SET parked_at = created_at, next_attempt_at = NULL, attempts = 16,
                        last_error = 'the mail was refused: the server answered 550'",
                &[],
            )
        });
        assert_eq!(park.await.unwrap(), 1);

        office.get("/admin").await.says("One e-mail could not be delivered");
        let list = office.get("/admin/outbox").await;
        list.says("Confirmation link");
        list.says("The mail was refused: the server answered 550.");
        list.keeps_quiet_about(&["Ada", "ada@example.org", "token"]);
        assert_eq!(list.links("/admin/reservations/0").len(), 1);
        let retry = list.body.split("action=\"").find(|rest| rest.starts_with("/admin/outbox/")).unwrap();
        let retry = retry.split('"').next().unwrap().to_owned();
        let (_, page) = done(&office, &retry, &[]).await;
        page.says("The e-mail is on its way again");
        page.says("Everything has been delivered");
        let (_, page) = done(&office, &retry, &[]).await;
        page.says("does not wait here any more");
    }
}
