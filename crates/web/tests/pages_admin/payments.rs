//! Administrators look after payments that call for it, and give money back.

use foh_domain::payments::Reported;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::{
    playhouse::{
        Playhouse, Role, Visitor,
        line::{Line, NEVER_GIVEN_BACK},
    },
    staff::{booked, done, refused, staff},
};

const LIST: &str = "/admin/payments";

/// The page of the only payment of a booking.
async fn page_of(line: &Line, token: &str) -> String {
    let token = foh_domain::token::Token::parse(token).unwrap();
    let item = line.house.travel_booking_of(token).await.unwrap();
    format!("{LIST}/{}", item.payments[0].id)
}

/// Opens the form that gives money back; answers its key.
async fn opened(admin: &Visitor, page: &str) -> String {
    let form = admin.get(&format!("{page}/refund")).await;
    assert_eq!(form.status, 200, "{}", form.body);
    form.value("form_key").unwrap().to_owned()
}

both_engines! {
    async fn what_calls_for_a_look_is_looked_at(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        admin.get(LIST).await.says("Nothing calls for a look");
        let line = Line::of(&house.house, 30).await;
        let token = booked(&house, line.tonight).await;
        line.ask_providers().await;
        house.clock.advance(SignedDuration::from_mins(3));
        let waiting = admin.get(&format!("{LIST}/pending")).await;
        waiting.says("RWF 10,000");
        waiting.keeps_quiet_about(&["Ada", "+250788123451"]);
        line.decide(&token, Reported::Unknown).await;
        let list = admin.get(LIST).await;
        list.says("To look at (1)");
        list.says("The provider reports something this program does not know.");
        let page = page_of(&line, &token).await;
        assert!(list.links(&page).contains(&page));
        let seen = admin.get(&page).await;
        seen.says("I have looked at it");
        assert_eq!(seen.links("/travel/bookings/").len(), 1);
        seen.keeps_quiet_about(&["Ada", "+250788123451", "Give money back"]);
        done(&admin, &format!("{page}/look"), &[]).await.1.says("It is noted that somebody has looked");
        done(&admin, &format!("{page}/look"), &[]).await.1.says("There is nothing to be noted");
        admin.get(LIST).await.says("Nothing calls for a look");
        assert_eq!(admin.get(&format!("{page}/refund")).await.status, 409, "nothing was taken");
    }

    async fn money_is_given_back_once(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 30).await;
        let token = booked(&house, line.tonight).await;
        line.paid(&token, 10_000).await;
        let page = page_of(&line, &token).await;
        admin.get(&page).await.says("RWF 10,000 can still be given back.");
        let key = opened(&admin, &page).await;
        let form = format!("{page}/refund");
        for (amount, status) in [("", 422), ("0", 422), ("much", 422), ("10001", 409)] {
            let told = refused(&admin, &form, &[("form_key", &key), ("amount", amount)], status).await;
            told.says("id=\"amount-error\"");
            assert_eq!((told.value("amount"), told.value("form_key")), (Some(amount), Some(key.as_str())));
        }
        let fields = [("form_key", key.as_str()), ("amount", "4000")];
        done(&admin, &form, &fields).await.1.says("The refund is ordered");
        let (_, again) = done(&admin, &form, &fields).await;
        again.says("The refund was ordered once");
        again.says("RWF 6,000 can still be given back.");
        admin.get(&format!("{LIST}/refunds")).await.says("On its way");
        line.ask_providers().await;
        admin.get(&format!("{LIST}/refunds")).await.says("Everything has been given back");

        house.clock.advance(SignedDuration::from_mins(11));
        let answer = admin.post(&form, &[("form_key", &key), ("amount", "1")]).await;
        assert!(answer.header("location").starts_with("/confirm-password"), "money needs the password");
        assert!(admin.get(&form).await.header("location").starts_with("/confirm-password"));
    }

    async fn a_refund_that_failed_is_tried_again_or_settled(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 30).await;
        let token = booked(&house, line.tonight).await;
        line.paid(&token, 10_000).await;
        let page = page_of(&line, &token).await;
        let key = opened(&admin, &page).await;
        let amount = NEVER_GIVEN_BACK.to_string();
        done(&admin, &format!("{page}/refund"), &[("form_key", &key), ("amount", &amount)]).await;
        line.ask_providers().await;
        let list = admin.get(&format!("{LIST}/refunds")).await;
        list.says("Refunds (1)");
        list.says("Failed");
        let settle = list.links(&format!("{LIST}/refunds/")).remove(0);
        let retry = settle.replace("/settle", "/retry");
        done(&admin, &retry, &[]).await.1.says("on its way again");
        refused(&admin, &retry, &[], 409).await.says("This refund is on its way");
        line.ask_providers().await;
        admin.get(&settle).await.says("Does the payer have the money?");
        refused(&admin, &settle, &[("reason", " ")], 422).await.says("id=\"reason-error\"");
        let reason = [("reason", "Transfer 8812 in their account")];
        done(&admin, &settle, &reason).await.1.says("It is noted as given back");
        refused(&admin, &settle, &reason, 409).await;
        admin.get("/admin/audit").await.says("Transfer 8812 in their account");
        admin.get(&format!("{LIST}/refunds")).await.says("Everything has been given back");
    }
}
