//! Who reaches what: the location user's world is one location.

use foh_testkit::{both_engines, engines::Engine};

use super::desk::{Desk, of};
use crate::{
    playhouse::Role,
    staff::{done, staff},
};

const LOOKS: [&str; 6] = ["", "/count", "/counts", "/compare", "/trends", "/sheet"];
const DEEDS: [&str; 7] = [
    "/adjust",
    "/update",
    "/deliver",
    "/waste",
    "/transfer",
    "/undo",
    "/alarm",
];

both_engines! {
    async fn other_locations_are_nobodys_business(engine: Engine) {
        let desk = Desk::open(engine).await;
        let there = format!("/bar/locations/{}", desk.bar.there);
        let (count, _) = done(&desk.manager, &format!("{there}/save-count"), &[]).await;
        for look in LOOKS {
            assert_eq!(desk.counter.get(&desk.at(look)).await.status, 200, "{look}");
            assert_eq!(desk.manager.get(&format!("{there}{look}")).await.status, 200, "{look}");
            let page = desk.counter.get(&format!("{there}{look}")).await;
            assert_eq!(page.status, 403, "{look}");
            page.keeps_quiet_about(&["Cellar", "Lager"]);
        }
        for path in [count, of(desk.bar.lager_there, ""), "/bar/all".into(), desk.at("/login-link")] {
            let page = desk.counter.get(&path).await;
            assert_eq!(page.status, 403, "{path}");
            page.keeps_quiet_about(&["Cellar", "Lager"]);
        }
        for deed in DEEDS {
            for fields in [&[][..], &[("adjustment", "1")], &[("quantity", "7"), ("reason", "broken")], &[("nonsense", "1")]] {
                let page = desk.counter.post(&of(desk.bar.lager_there, deed), fields).await;
                // What cannot be read at all is said before anything is looked for.
                let unread = deed == "/undo" || fields.iter().any(|(name, _)| *name == "nonsense" || (*name == "adjustment" && deed != "/adjust"));
                assert!(page.status == 403 || (unread && page.status == 400), "{deed} {fields:?}: {}", page.status);
                page.keeps_quiet_about(&["Cellar", "Lager"]);
            }
        }
        for (deed, status) in [("/transfer", 403), ("/alarm", 403)] {
            assert_eq!(desk.counter.post(&of(desk.bar.lager, deed), &[]).await.status, status);
        }
        assert_eq!(desk.counter.post(&format!("{there}/save-count"), &[]).await.status, 403);
        assert_eq!(desk.counter.post(&desk.at("/login-link"), &[]).await.status, 403);
        assert_eq!(desk.units(desk.bar.lager_there).await, "0");
    }

    async fn strangers_and_other_staff_have_no_bar(engine: Engine) {
        let desk = Desk::open(engine).await;
        let stranger = desk.theatre.visitor();
        let steward = staff(&desk.theatre, Role::Door).await;
        for path in ["/bar".into(), "/bar/low".into(), desk.at(""), of(desk.bar.lager, "")] {
            let answer = stranger.get(&path).await;
            assert!(matches!(answer.status, 303 | 401), "{path}: {}", answer.status);
            assert_eq!(steward.get(&path).await.status, 403, "{path}");
        }
        let tap = [("adjustment", "1")];
        assert!(matches!(stranger.post(&of(desk.bar.lager, "/adjust"), &tap).await.status, 303 | 401));
        assert_eq!(steward.post(&of(desk.bar.lager, "/adjust"), &tap).await.status, 403);
        assert_eq!(desk.units(desk.bar.lager).await, "0");
    }

    async fn what_is_not_there_is_not_found(engine: Engine) {
        let desk = Desk::open(engine).await;
        let nowhere = uuid::Uuid::from_u128(7);
        for look in LOOKS {
            assert_eq!(desk.manager.get(&format!("/bar/locations/{nowhere}{look}")).await.status, 404, "{look}");
        }
        for path in [of(nowhere, ""), format!("/bar/counts/{nowhere}"), format!("/bar/locations/{nowhere}/login-link"), "/bar/stock/x".into()] {
            assert_eq!(desk.manager.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(desk.manager.post(&of(nowhere, "/adjust"), &[("adjustment", "1")]).await.status, 404);
    }

    async fn the_menu_offers_what_one_may_open(engine: Engine) {
        let desk = Desk::open(engine).await;
        let page = desk.manager.get("/bar").await;
        for href in ["/bar", "/bar/all", "/bar/low"] {
            page.says(&format!("<a href=\"{href}\""));
        }
        let page = desk.counter.get(&desk.at("")).await;
        page.says("<a href=\"/bar/low\"");
        page.keeps_quiet_about(&["\"/bar/all\"", "/login-link", "/admin/"]);
    }
}
