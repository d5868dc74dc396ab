//! Administrators say which routes an operator sells; nobody else reaches any of it.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role, line::Line},
    staff::{done, refused, staff},
};

const LIST: &str = "/admin/travel/operators";

both_engines! {
    async fn routes_are_ticked(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        admin.get(LIST).await.says("No operator yet");
        let line = Line::of(&house.house, 30).await;
        house.account("eric@example.org", Role::TravelOperator).await;
        let list = admin.get(LIST).await;
        list.says("None yet");
        let path = list.links(&format!("{LIST}/")).remove(0);
        let page = admin.get(&path).await;
        page.says("Kigali to Huye");
        page.keeps_quiet_about(&["\" checked"]);
        let route = line.route.to_string();
        let (_, page) = done(&admin, &path, &[("routes", &route)]).await;
        page.says("Saved");
        page.says(&format!("value=\"{route}\" checked"));
        admin.get(LIST).await.says("Kigali to Huye");
        let kigali = line.kigali.to_string();
        let page = refused(&admin, &path, &[("routes", &route), ("routes", &kigali)], 422).await;
        page.says("One of these routes does not exist.");
        page.says(&format!("value=\"{route}\" checked"));
        refused(&admin, &path, &[("routes", "x")], 422).await;
        assert_eq!(admin.post(&path, &[("role", "administrator")]).await.status, 400);
        done(&admin, &path, &[]).await.1.keeps_quiet_about(&["\" checked"]);
        admin.get(LIST).await.says("None yet");

        // An account of another role is none of the operators.
        let account = path.replace(LIST, "/admin/accounts");
        done(&admin, &account, &[("role", "door"), ("scopes", "")]).await;
        assert_eq!(admin.get(&path).await.status, 404);
        assert_eq!(admin.post(&path, &[("routes", &route)]).await.status, 404);
    }

    async fn the_password_is_asked_for_again(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 30).await;
        house.account("eric@example.org", Role::TravelOperator).await;
        let path = admin.get(LIST).await.links(&format!("{LIST}/")).remove(0);
        house.clock.advance(jiff::SignedDuration::from_mins(11));
        let answer = admin.post(&path, &[("routes", &line.route.to_string())]).await;
        assert_eq!(answer.status, 303);
        assert!(answer.header("location").starts_with("/confirm-password"));
        admin.get(LIST).await.says("None yet");
    }

    async fn nobody_else_gets_in(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let pages = [
            "/admin/travel".to_owned(), "/admin/travel/departures".to_owned(), "/admin/travel/revenue.csv".to_owned(), LIST.to_owned(),
            format!("/admin/travel/routes/{}", line.route), "/admin/payments".to_owned(), "/admin/payments/refunds".to_owned(),
        ];
        for role in [Role::TravelOperator, Role::Content, Role::BoxOffice] {
            let visitor = staff(&house, role).await;
            for page in &pages {
                assert_eq!(visitor.get(page).await.status, 403, "{page} by {role:?}");
            }
        }
        let nobody = house.visitor();
        for page in &pages {
            assert_eq!(nobody.get(page).await.status, 303, "{page}");
        }
    }
}
