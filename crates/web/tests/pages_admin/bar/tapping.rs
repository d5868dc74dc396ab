//! Taps: with the buttons as forms, and as a script sends them.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::Value;

use super::desk::{Desk, of};
use crate::playhouse::{Page, form};

const JSON: (&str, &str) = ("accept", "application/json");

fn key(page: &Page, stock: uuid::Uuid) -> String {
    let (_, rest) = page
        .body
        .split_once(&format!("/bar/stock/{stock}/adjust"))
        .unwrap();
    let (_, rest) = rest.split_once("name=\"form_key\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

both_engines! {
    async fn a_button_is_a_form_that_leads_back_to_its_row(engine: Engine) {
        let desk = Desk::open(engine).await;
        let page = desk.counter.get(&desk.at("")).await;
        let form_key = key(&page, desk.bar.lager);
        let adjust = of(desk.bar.lager, "/adjust");
        let fields = [("form_key", form_key.as_str()), ("adjustment", "1"), ("q", "la ger&"), ("low", "true")];
        let answer = desk.counter.post(&adjust, &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(answer.header("location"), format!("{}?q=la%20ger%26&low=true#stock-{}", desk.at(""), desk.bar.lager));
        // The same press once more, as a reload sends it.
        assert_eq!(desk.counter.post(&adjust, &fields).await.status, 303);
        assert_eq!(desk.units(desk.bar.lager).await, "1");
        // The other button of the same row is another press.
        let fields = [("form_key", form_key.as_str()), ("adjustment", "-1")];
        let answer = desk.counter.post(&adjust, &fields).await;
        assert_eq!(answer.header("location"), format!("{}#stock-{}", desk.at(""), desk.bar.lager));
        assert_eq!(desk.units(desk.bar.lager).await, "0");
    }

    async fn what_is_refused_is_said_above_the_list(engine: Engine) {
        let desk = Desk::open(engine).await;
        let adjust = of(desk.bar.lager, "/adjust");
        for (adjustment, words) in [
            ("-1", "There are 0 left."),
            ("much", "role=\"alert\""),
            ("0.001", "role=\"alert\""),
            ("", "role=\"alert\""),
        ] {
            let page = desk.counter.post(&adjust, &[("adjustment", adjustment), ("q", "Lager")]).await;
            assert_eq!(page.status, 400, "{adjustment}");
            page.says("nothing was changed");
            page.says(words);
            assert_eq!(page.value("q"), Some("Lager"));
        }
        assert_eq!(desk.units(desk.bar.lager).await, "0");
        let wrong = [("adjustment", "1"), ("form_key", "with a space")];
        assert_eq!(desk.counter.post(&adjust, &wrong).await.status, 400);
        let unknown = [("adjustment", "1"), ("units", "9")];
        assert_eq!(desk.counter.post(&adjust, &unknown).await.status, 400);
        assert_eq!(desk.units(desk.bar.lager).await, "0");
    }

    async fn a_script_is_answered_the_row_and_counts_a_key_once(engine: Engine) {
        let desk = Desk::open(engine).await;
        let adjust = of(desk.bar.lager, "/adjust");
        let headers = [JSON, ("idempotency-key", "tap-1"), ("sec-fetch-mode", "cors")];
        let mut bodies = Vec::new();
        for _ in 0..3 {
            let answer = desk.scripted(&adjust, &headers, &[("adjustment", "1")]).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert_eq!(answer.header("content-type"), "application/json");
            bodies.push(answer.body);
        }
        assert_eq!(bodies[0], bodies[1]);
        assert_eq!(bodies[0], bodies[2]);
        let row: Value = serde_json::from_str(&bodies[0]).unwrap();
        assert_eq!(row["units"], "1.00");
        assert_eq!(row["number"], 1);
        assert_eq!(row["low"], true);
        let other = desk.scripted(&adjust, &headers, &[("adjustment", "-1")]).await;
        assert!((400..500).contains(&other.status), "{}", other.body);
        assert_eq!(desk.units(desk.bar.lager).await, "1");
        let set = [JSON, ("idempotency-key", "tap-2")];
        let answer = desk.scripted(&of(desk.bar.lager, "/update"), &set, &[("quantity", "12,5")]).await;
        let row: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(row["units"], "12.50");
    }

    async fn a_script_may_send_json_as_the_module_does(engine: Engine) {
        let desk = Desk::open(engine).await;
        let staff = &desk.counter;
        for (deed, body, status, says) in [
            ("/adjust", r#"{"adjustment":"+2.5"}"#, 200, "\"units\":\"2.50\""),
            ("/adjust", r#"{"adjustment":-1}"#, 200, "\"units\":\"1.50\""),
            ("/adjust", r#"{"adjustment":"-2"}"#, 400, "below_nought"),
            ("/adjust", r#"{"quantity":"2"}"#, 400, "malformed_request"),
            ("/update", r#"{"quantity":"1.005"}"#, 400, "quantity"),
            ("/update", r#"{"quantity":"100001"}"#, 400, "quantity"),
            ("/update", r#"{"quantity":"7"}"#, 200, "\"units\":\"7.00\""),
        ] {
            let request = staff.client.post(staff.at(&of(desk.bar.lager, deed)));
            let request = request.header("origin", &staff.base).header("accept", "application/json");
            let sent = request.header("content-type", "application/json").body(body).send().await.unwrap();
            let answer = Page::of(sent).await;
            assert_eq!(answer.status, status, "{body}: {}", answer.body);
            answer.says(says);
            assert!(answer.header("content-type").contains("json"), "{}", answer.header("content-type"));
        }
        assert_eq!(desk.units(desk.bar.lager).await, "7");
    }

    async fn a_fetch_is_answered_the_row_of_the_list(engine: Engine) {
        let desk = Desk::open(engine).await;
        let headers = [("sec-fetch-mode", "same-origin")];
        let answer = desk.scripted(&of(desk.bar.lager, "/adjust"), &headers, &[("adjustment", "2")]).await;
        assert_eq!(answer.status, 200);
        answer.says(&format!("<li class=\"tap is-low\" id=\"stock-{}\"", desk.bar.lager));
        answer.says("data-units=\"200\"");
        answer.keeps_quiet_about(&["<html", "<main"]);
        let refused = desk.scripted(&of(desk.bar.lager, "/adjust"), &headers, &[("adjustment", "-9")]).await;
        assert_eq!(refused.status, 400);
        refused.says("below_nought");
        refused.keeps_quiet_about(&["<html"]);
    }

    async fn forms_pressed_at_once_count_once_each(engine: Engine) {
        let desk = Desk::open(engine).await;
        let adjust = of(desk.bar.lager, "/adjust");
        let mut presses = tokio::task::JoinSet::new();
        for number in 0..16 {
            let staff = &desk.counter;
            // Each of eight keys twice.
            let key = format!("press-{}", number % 8);
            let request = staff.client.post(staff.at(&adjust)).header("origin", &staff.base);
            let request = form(request, &[("form_key", &key), ("adjustment", "1")]);
            presses.spawn(async move { request.send().await.unwrap().status().as_u16() });
        }
        let answers = presses.join_all().await;
        assert_eq!(answers, [303; 16]);
        assert_eq!(desk.units(desk.bar.lager).await, "8");
    }
}
