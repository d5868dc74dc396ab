//! A member applies to hold sessions.

use foh_domain::limits::{Limit, Rate};
use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role, unlimited},
    studio::{account_id, member, signed_in},
};

const PATH: &str = "/account/facilitator";
const ADA: &str = "ada@example.org";

both_engines! {
    async fn a_member_applies_and_is_answered(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let ada = member(&theatre, ADA).await;
        assert_eq!(ada.get("/account").await.links(PATH), [PATH]);
        ada.get(PATH).await.says("Apply");
        let long = "x".repeat(121);
        let refused = ada.post(PATH, &[("specialization", &long), ("bio", "I <b>breathe</b>.")]).await;
        assert_eq!(refused.status, 422);
        refused.says("href=\"#specialization\"");
        refused.says("I &#60;b&#62;breathe");
        for role in ["role", "state"] {
            assert_eq!(ada.post(PATH, &[("bio", "x"), (role, "facilitator")]).await.status, 400, "{role}");
        }
        for bio in ["I breathe.", "I breathe deeply."] {
            let sent = ada.post(PATH, &[("specialization", "Breath"), ("bio", bio)]).await;
            assert_eq!((sent.status, sent.header("location")), (303, PATH));
            let page = ada.get(PATH).await;
            page.says("Your application is being looked at");
            page.says("You applied on Friday 27 November 2026");
            page.says(bio);
        }
        // Still a member.
        assert_eq!(ada.get("/facilitator").await.status, 403);
        let id = account_id(&theatre, ADA).await;
        assert_eq!(ada.get(&format!("/facilitators/{id}")).await.status, 404);

        theatre.house.decide_on_facilitator(id, false).await.unwrap();
        let page = ada.get(PATH).await;
        page.says("Your application was refused");
        page.says("I breathe deeply.");
        ada.post(PATH, &[("bio", "I do.")]).await;
        theatre.house.decide_on_facilitator(id, true).await.unwrap();
        let page = ada.get(PATH).await;
        page.says("You hold sessions");
        page.keeps_quiet_about(&["<textarea"]);
        assert_eq!(page.links("/facilitators/"), [format!("/facilitators/{id}")]);
        ada.get(&format!("/facilitators/{id}")).await.says("I do.");
        let again = ada.post(PATH, &[("bio", "x")]).await;
        assert_eq!(again.status, 409);
        again.says("Nothing was sent");
    }

    async fn staff_is_told_that_it_is_staff(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.account("door@example.org", Role::Door).await;
        let door = signed_in(&theatre, "door@example.org").await;
        let page = door.get(PATH).await;
        page.says("door staff");
        page.keeps_quiet_about(&["<textarea"]);
        assert_eq!(door.post(PATH, &[("bio", "x")]).await.status, 409);
        assert_eq!(theatre.visitor().get(PATH).await.status, 303);
    }

    async fn applying_often_is_limited(engine: Engine) {
        let limits = unlimited().with(Limit::FacilitatorApply, Rate::new(1, 3_600));
        let theatre = Playhouse::open_with(engine, limits, true).await;
        let ada = member(&theatre, ADA).await;
        assert_eq!(ada.post(PATH, &[("bio", "First")]).await.status, 303);
        let refused = ada.post(PATH, &[("bio", "Second")]).await;
        assert_eq!(refused.status, 429);
        assert!(!refused.header("retry-after").is_empty());
        refused.says("Second</textarea>");
        ada.get(PATH).await.says("First</textarea>");
    }
}
