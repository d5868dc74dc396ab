//! Login links: told of, made, shown once.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use super::desk::Desk;
use crate::playhouse::PASSWORD;

both_engines! {
    async fn a_link_is_shown_once_and_leads_to_the_location(engine: Engine) {
        let desk = Desk::open(engine).await;
        let path = desk.at("/login-link");
        let ask = desk.manager.get(&path).await;
        for words in ["Grace Mukamana", "It works once, and for 1 h.", "Make a login link"] {
            ask.says(words);
        }
        let made = desk.manager.post(&path, &[]).await;
        assert_eq!(made.status, 200, "{}", made.body);
        assert!(made.header("cache-control").contains("no-store"), "{}", made.header("cache-control"));
        made.says("<meta name=\"referrer\" content=\"no-referrer\">");
        for words in ["<svg class=\"qr\"", "data-copy=\"link\"", "It works once, until Friday 27 November, 13:00."] {
            made.says(words);
        }
        let url = |page: &crate::playhouse::Page| {
            let (_, rest) = page.body.split_once("id=\"link\"").unwrap();
            let (_, rest) = rest.split_once("value=\"").unwrap();
            rest.split('"').next().unwrap().replace("&#38;", "&")
        };
        let first = url(&made);
        // Sent again, what is shown then is what works.
        let second = url(&desk.manager.post(&path, &[]).await);
        assert_ne!(first, second);
        let open = async |url: &str| {
            let phone = desk.theatre.visitor();
            let token = url.split("token=").nth(1).unwrap();
            let answer = phone.post("/sign-in/link", &[("token", token)]).await;
            (phone, answer)
        };
        assert_ne!(open(&first).await.1.status, 303);
        let (phone, answer) = open(&second).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let bar = phone.get("/bar").await;
        assert_eq!(bar.header("location"), desk.at(""));
        assert_eq!(phone.get(&desk.at("")).await.status, 200);
        assert_ne!(open(&second).await.1.status, 303);
        desk.manager.get(&path).await.keeps_quiet_about(&[&second]);
    }

    async fn the_password_is_asked_for_again_after_a_while(engine: Engine) {
        let desk = Desk::open(engine).await;
        let path = desk.at("/login-link");
        desk.theatre.clock.advance(SignedDuration::from_mins(11));
        let asked = desk.manager.post(&path, &[]).await;
        assert_eq!(asked.status, 303);
        assert!(asked.header("location").starts_with("/confirm-password"), "{}", asked.header("location"));
        let fields = [("password", PASSWORD), ("next", path.as_str())];
        assert_eq!(desk.manager.post("/confirm-password", &fields).await.status, 303);
        assert_eq!(desk.manager.post(&path, &[]).await.status, 200);
    }

    async fn nobody_to_make_it_for(engine: Engine) {
        let desk = Desk::open(engine).await;
        let path = format!("/bar/locations/{}/login-link", desk.bar.there);
        desk.manager.get(&path).await.says("Nobody works here yet");
        let refused = desk.manager.post(&path, &[]).await;
        assert_eq!(refused.status, 409);
        refused.says("Nobody works at this location yet.");
        refused.says("role=\"alert\"");
    }
}
