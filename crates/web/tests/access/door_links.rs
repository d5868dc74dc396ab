//! Scan-only door links: one performance, for a while, until somebody takes them back.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, Evening, Hall, TestApp, keys, together, token_in};

const FORM: &str = "application/x-www-form-urlencoded";

fn links(hall: &Hall) -> String {
    format!("/api/admin/performances/{}/door-links", hall.id)
}

async fn make(app: &TestApp, hall: &Hall) -> Value {
    let body = json!({ "name": "Toni at the side door" });
    app.content().post(&links(hall), body).await.expect(201)
}

async fn post_form(caller: &Caller, path: &str, form: String) -> Answer {
    caller.post_text(Method::POST, path, FORM, form).await
}

async fn press(app: &TestApp, made: &Value) -> Answer {
    let token = token_in(made["url"].as_str().unwrap());
    post_form(&app.anybody(), "/door-link", format!("token={token}")).await
}

/// A phone on which the link was opened.
async fn open(app: &TestApp, made: &Value) -> Caller {
    let answer = press(app, made).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let cookie = answer.header("set-cookie");
    app.anybody()
        .with("cookie", cookie.split(';').next().unwrap())
}

async fn scan(phone: &Caller, token: &str) -> Answer {
    let body = json!({ "token": token });
    phone.post("/api/check-ins/confirm", body).await
}

async fn revoke(app: &TestApp, made: &Value) -> Answer {
    let path = format!("/api/admin/door-links/{}", made["id"].as_str().unwrap());
    app.content().send(Method::DELETE, &path, None).await
}

async fn renew(app: &TestApp, made: &Value) -> Answer {
    let id = made["id"].as_str().unwrap();
    let path = format!("/api/admin/door-links/{id}/renew");
    app.content().send(Method::POST, &path, None).await
}

both_engines! {
    async fn a_helper_scans_for_one_performance(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (hall, other) = (app.put_on(Evening::default()).await, app.put_on(Evening::default()).await);
        let made = make(&app, &hall).await;
        assert_eq!(keys(&made), ["id", "performance_id", "qr_code_image", "url", "valid_until"]);
        // 15:00, 90 minutes, and two hours for those who come late.
        assert_eq!(made["valid_until"], "2027-03-05T18:30:00Z");
        let token = token_in(made["url"].as_str().unwrap());

        // Opening it changes nothing, says what it is for, and sends no referrer.
        let asked = app.anybody().get(&format!("/door-link?token={token}")).await;
        assert_eq!(asked.status, 200);
        assert!(asked.body.contains(&hall.title), "{}", asked.body);
        assert_eq!(asked.header("referrer-policy"), "no-referrer");
        assert_eq!(asked.header("set-cookie"), "");

        // Several phones may open it.
        let phones = [open(&app, &made).await, open(&app, &made).await];
        let tickets = [app.ticket(&hall, 2).await, app.ticket(&hall, 3).await];
        for (phone, ticket) in phones.iter().zip(&tickets) {
            let door = format!("/door/{}", hall.id);
            let page = phone.get(&door).await;
            assert_eq!(page.status, 200);
            assert!(!page.body.contains("href=\"/door\""), "there is no other door");
            let seen = phone.post("/api/check-ins/preview", json!({ "token": ticket.token })).await.expect(200);
            assert_eq!(seen["status"], "valid");
            let looked = post_form(phone, &format!("{door}/check"), format!("token={}", ticket.token)).await;
            assert_eq!(looked.status, 200);
            let admitted = scan(phone, &ticket.token).await.expect(200);
            let check_in = admitted["check_in_id"].as_str().unwrap();
            phone.post("/api/check-ins/undo", json!({ "check_in_id": check_in })).await.expect(200);
            let admitted = post_form(phone, &format!("{door}/admit"), format!("token={}&count=1", ticket.token)).await;
            assert_eq!(admitted.status, 303, "{}", admitted.body);
            assert_eq!(phone.get(admitted.header("location")).await.status, 200);
        }
        let count = phones[0].get(&format!("/api/check-ins/count?performance_id={}", hall.id)).await.expect(200);
        assert_eq!(count["inside"], 2);

        // Everything else is refused: other doors, lists, names, and handing on what it may.
        for path in [
            "/door", "/admin", "/admin/reservations", "/admin/reservations.csv", "/api/admin/reservations",
            "/admin/access", "/api/admin/access", &links(&hall), &format!("/door/{}", other.id),
            &format!("/api/admin/reservations/{}", tickets[0].reservation),
            &format!("/api/check-ins/count?performance_id={}", other.id),
        ] {
            assert_eq!(phones[0].get(path).await.status, 403, "{path}");
        }
        phones[0].post(&links(&hall), json!({ "name": "A friend" })).await.refused(403, "forbidden");

        // The code of a ticket leads to its own door only.
        let own = format!("/api/check-ins/preview?token={}", tickets[0].token);
        assert_eq!(phones[0].get(&own).await.status, 303);
    }

    async fn tickets_of_another_performance_are_never_admitted(engine: Engine) {
        let app = TestApp::open(engine).await;
        let (hall, other) = (app.put_on(Evening::default()).await, app.put_on(Evening::default()).await);
        let phone = open(&app, &make(&app, &hall).await).await;
        let foreign = app.ticket(&other, 2).await;
        for body in [
            json!({ "token": foreign.token }),
            json!({ "token": foreign.token, "performance_id": other.id }),
            json!({ "token": foreign.token, "performance_id": hall.id }),
        ] {
            for path in ["/api/check-ins/preview", "/api/check-ins/confirm"] {
                phone.post(path, body.clone()).await.refused(409, "wrong_performance");
            }
        }
        let form = format!("token={}&count=2", foreign.token);
        assert_eq!(post_form(&phone, &format!("/door/{}/admit", other.id), form.clone()).await.status, 403);
        let verdict = post_form(&phone, &format!("/door/{}/admit", hall.id), form).await;
        assert!(verdict.body.contains("Not this performance"), "{}", verdict.body);
        // A cancelled one says no more than that: what became of it is not this door's business.
        let pending = app.reserve(&other, 1).await;
        scan(&phone, &pending.confirmation).await.refused(404, "invalid_token");
        assert_eq!(phone.get(&format!("/api/check-ins/preview?token={}", foreign.token)).await.status, 200);

        // Neither are they let out again.
        let admitted = app.scan(&foreign.token).await.expect(200);
        let body = json!({ "check_in_id": admitted["check_in_id"] });
        phone.post("/api/check-ins/undo", body.clone()).await.refused(404, "not_found");
        let form = format!("check_in_id={}", admitted["check_in_id"].as_str().unwrap());
        post_form(&phone, &format!("/door/{}/undo", hall.id), form).await;
        scan(&phone, &foreign.token).await.refused(409, "wrong_performance");
        app.scan(&foreign.token).await.refused(409, "already_checked_in");
        app.door().post("/api/check-ins/undo", body).await.expect(200);
    }

    async fn a_revoked_link_ends_at_once_while_it_scans(engine: Engine) {
        let app = TestApp::open(engine).await;
        let node = app.another_node().await;
        let hall = app.put_on(Evening::default()).await;
        let made = make(&app, &hall).await;
        let phones = [open(&app, &made).await, open(&node, &made).await];
        let mut tickets = Vec::new();
        for _ in 0..8 {
            tickets.push(app.ticket(&hall, 1).await.token);
        }
        // All of them scan while the link is taken back, by two people.
        let scans = phones.iter().cycle().zip(&tickets).map(|(phone, token)| {
            phone.to_post("/api/check-ins/confirm", json!({ "token": token }))
        });
        let path = format!("/api/admin/door-links/{}", made["id"].as_str().unwrap());
        let revoking = [app.content(), node.content()].map(|caller| {
            let path = path.clone();
            let asking: crate::support::Asking =
                Box::pin(async move { caller.send(Method::DELETE, &path, None).await });
            asking
        });
        let answers = together(scans.chain(revoking)).await;
        let (scanned, revoked) = answers.split_at(tickets.len());
        for answer in revoked {
            assert_eq!(answer.expect(200)["status"], "revoked");
        }
        let mut admitted = 0;
        for answer in scanned {
            match answer.status {
                200 => admitted += 1,
                401 | 403 => {}
                status => panic!("{status}: {}", answer.body),
            }
        }
        // From here on nothing is admitted any more, and what was is counted.
        for phone in &phones {
            for token in &tickets {
                assert!(matches!(scan(phone, token).await.status, 401 | 403));
            }
            let page = phone.get(&format!("/door/{}", hall.id)).await;
            assert!(matches!(page.status, 303 | 403), "{}", page.status);
        }
        let count = app.door().get(&format!("/api/check-ins/count?performance_id={}", hall.id)).await.expect(200);
        assert_eq!(count["inside"], admitted);
        assert_eq!(press(&app, &made).await.status, 410);
        let token = token_in(made["url"].as_str().unwrap());
        assert_eq!(app.anybody().get(&format!("/door-link?token={token}")).await.status, 410);
        renew(&app, &made).await.refused(410, "door_link_ended");
        let listed = app.content().get(&links(&hall)).await.expect(200);
        assert_eq!(listed["items"][0]["state"], "revoked");
    }

    async fn a_link_ends_with_its_sessions(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let made = make(&app, &hall).await;
        let phone = open(&app, &made).await;
        let ticket = app.ticket(&hall, 1).await;
        app.pass(SignedDuration::from_mins(6 * 60 + 29));
        assert_eq!(phone.get(&format!("/door/{}", hall.id)).await.status, 200);
        app.pass(SignedDuration::from_mins(1));
        scan(&phone, &ticket.token).await.refused(401, "authentication_required");
        assert_eq!(press(&app, &made).await.status, 410);
        let listed = app.content().get(&links(&hall)).await.expect(200);
        assert_eq!(listed["items"][0]["state"], "expired");
        let late = app.content().post(&links(&hall), json!({ "name": "Toni" })).await;
        late.faults(422, "invalid_fields", &["valid_until"]);
    }

    async fn a_renewed_link_has_one_address(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let made = make(&app, &hall).await;
        let phone = open(&app, &made).await;
        let again = renew(&app, &made).await.expect(200);
        assert_eq!(again["id"], made["id"]);
        assert_eq!(again["valid_until"], made["valid_until"]);
        assert_ne!(again["url"], made["url"]);
        let ticket = app.ticket(&hall, 1).await;
        scan(&phone, &ticket.token).await.refused(401, "authentication_required");
        assert_eq!(press(&app, &made).await.status, 410);
        let phone = open(&app, &again).await;
        scan(&phone, &ticket.token).await.expect(200);
        // Renewed and opened at the same time: the former address has no session left.
        let presses = (0..6).map(|_| {
            let token = token_in(again["url"].as_str().unwrap());
            let caller = app.anybody();
            let asking: crate::support::Asking =
                Box::pin(async move { post_form(&caller, "/door-link", format!("token={token}")).await });
            asking
        });
        let path = format!("/api/admin/door-links/{}/renew", made["id"].as_str().unwrap());
        let caller = app.content();
        let renewing: crate::support::Asking =
            Box::pin(async move { caller.send(Method::POST, &path, None).await });
        let answers = together(presses.chain([renewing])).await;
        answers.last().unwrap().expect(200);
        for answer in &answers[..6] {
            if answer.status == 303 {
                let cookie = answer.header("set-cookie").split(';').next().unwrap();
                let phone = app.anybody().with("cookie", cookie);
                assert_eq!(phone.get("/api/check-ins/count").await.status, 401);
            } else {
                assert_eq!(answer.status, 410, "{}", answer.body);
            }
        }
    }

    async fn links_are_listed_without_their_addresses(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let made = make(&app, &hall).await;
        let listed = app.content().get(&links(&hall)).await.expect(200);
        let item = &listed["items"][0];
        assert_eq!(keys(item), ["created_at", "id", "name", "state", "valid_until"]);
        assert_eq!(item["name"], "Toni at the side door");
        assert_eq!(item["state"], "working");
        let token = token_in(made["url"].as_str().unwrap());
        let page = app.content().get(&links(&hall).replace("/api", "")).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Toni at the side door"));
        assert!(!page.body.contains(&token));
        // Whom a door admitted by stands in the box office's list, so does the helper.
        let phone = open(&app, &made).await;
        let ticket = app.ticket(&hall, 1).await;
        scan(&phone, &ticket.token).await.expect(200);
        let seen = app.office().get(&format!("/api/admin/reservations/{}", ticket.reservation)).await.expect(200);
        assert_eq!(seen["status"], "checked_in");
        // Nobody signs in as a helper, and nobody else hands out links.
        for role in [Role::Door, Role::BoxOffice] {
            app.staff(role).post(&links(&hall), json!({ "name": "A friend" })).await.refused(403, "forbidden");
            app.staff(role).get(&links(&hall)).await.refused(403, "forbidden");
            let renew = format!("/api/admin/door-links/{}/renew", made["id"].as_str().unwrap());
            app.staff(role).post(&renew, json!({})).await.refused(403, "forbidden");
        }
        app.staff(Role::Administrator).post(&links(&hall), json!({ "name": "A friend" })).await.expect(201);
        revoke(&app, &made).await.expect(200);
    }

    async fn what_is_wrong_with_a_link_is_said(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let far = app.put_on(Evening::default().in_hours(30 * 24)).await;
        let path = links(&hall);
        for (body, fields) in [
            (json!({ "name": " " }), "name"),
            (json!({ "name": "T", "valid_until": "2027-03-13T12:00:00Z" }), "valid_until"),
            (json!({ "name": "T", "valid_until": "2027-03-05T12:00:00Z" }), "valid_until"),
        ] {
            app.content().post(&path, body).await.faults(422, "invalid_fields", &[fields]);
        }
        app.content().post(&links(&far), json!({ "name": "T" })).await.faults(422, "invalid_fields", &["valid_until"]);
        let nowhere = path.replace(&hall.id, "01900000-0000-7000-8000-000000000000");
        app.content().post(&nowhere, json!({ "name": "T" })).await.refused(404, "not_found");
        app.content().get(&nowhere).await.refused(404, "not_found");
        let nothing = json!({ "id": "01900000-0000-7000-8000-000000000000" });
        revoke(&app, &nothing).await.refused(404, "not_found");
        renew(&app, &nothing).await.refused(404, "not_found");
        for token in ["", "x", &"A".repeat(64)] {
            let answer = post_form(&app.anybody(), "/door-link", format!("token={token}")).await;
            assert!(matches!(answer.status, 404 | 410), "{token}");
        }
        // Nor does any other token open a door.
        let ticket = app.ticket(&hall, 1).await;
        let answer = post_form(&app.anybody(), "/door-link", format!("token={}", ticket.token)).await;
        assert_eq!(answer.status, 410);
    }

    async fn no_more_than_twenty_work_at_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let node = app.another_node().await;
        let hall = app.put_on(Evening::default()).await;
        let asked = together((0..24).map(|at| {
            let caller = if at % 2 == 0 { app.content() } else { node.content() };
            caller.to_post(&links(&hall), json!({ "name": format!("Helper {at}") }))
        })).await;
        let made: Vec<_> = asked.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(made.len(), 20);
        for answer in asked.iter().filter(|answer| answer.status != 201) {
            answer.refused(409, "too_many_door_links");
        }
        revoke(&app, &made[0].expect(201)).await.expect(200);
        make(&app, &hall).await;
    }

    async fn a_form_sent_twice_makes_one_link(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let path = links(&hall).replace("/api", "");
        let form = app.content().get(&path).await;
        let key = form.body.split("name=\"form_key\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let sent = format!("form_key={key}&name=Toni&valid_until=");
        let answers = together((0..4).map(|_| {
            let (caller, path, sent) = (app.content(), path.clone(), sent.clone());
            async move { post_form(&caller, &path, sent).await }
        })).await;
        let shown: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(shown.len(), 1);
        let shown = &shown[0].body;
        assert!(shown.contains("<svg class=\"qr\""));
        let token = shown.split("/door-link?token=").nth(1).unwrap().get(..64).unwrap();
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!(answer.status, 303, "{}", answer.body);
            assert_eq!(answer.header("location"), format!("{path}?done=added_before"));
        }
        let phone = open(&app, &json!({ "url": format!("/door-link?token={token}") })).await;
        assert_eq!(phone.get(&format!("/door/{}", hall.id)).await.status, 200);
        let listed = app.content().get(&links(&hall)).await.expect(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        // The buttons of the list.
        let id = listed["items"][0]["id"].as_str().unwrap();
        let renewed = post_form(&app.content(), &format!("/admin/door-links/{id}/renew"), String::new()).await;
        assert_eq!(renewed.status, 200);
        assert!(renewed.body.contains("/door-link?token=") && !renewed.body.contains(token));
        let revoked = post_form(&app.content(), &format!("/admin/door-links/{id}/revoke"), String::new()).await;
        assert_eq!(revoked.header("location"), format!("{path}?done=door_link_revoked"));
        assert!(app.content().get(revoked.header("location")).await.body.contains("Revoked"));
        // What was mistyped stands there again.
        let again = post_form(&app.content(), &path, "name=&valid_until=2027-03-05T01:00".into()).await;
        assert_eq!(again.status, 422);
    }
}
