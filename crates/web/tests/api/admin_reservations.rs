//! The box office looks reservations up.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::support::{Evening, TestApp, keys};

async fn found(app: &TestApp, query: &str) -> Vec<String> {
    let page = app
        .office()
        .get(&format!("/api/admin/reservations?{query}"))
        .await;
    let mut ids: Vec<_> = page.expect(200)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort_unstable();
    ids
}

fn sorted(mut ids: Vec<&str>) -> Vec<&str> {
    ids.sort_unstable();
    ids
}

both_engines! {
    async fn reservations_are_found_by_what_guests_say(engine: Engine) {
        let app = TestApp::open(engine).await;
        let [here, there] = [app.put_on(Evening::default()).await, app.put_on(Evening::default()).await];
        let mut ids = Vec::new();
        for (hall, name, email) in [
            (&here, "Ada Rossi", "Ada.Rossi@example.org"),
            (&here, "Ádám Nagy", "adam@example.org"),
            (&there, "Ada Bianchi", "ada.rossi@example.org"),
        ] {
            let wish = json!({ "name": name, "email": email, "party_size": 1 });
            let answer = app.anybody().post(&hall.reservations(), wish).await.expect(201);
            ids.push(answer["reservation_id"].as_str().unwrap().to_owned());
        }
        let [rossi, nagy, bianchi] = [&ids[0], &ids[1], &ids[2]].map(String::as_str);
        assert_eq!(found(&app, "").await, sorted(vec![rossi, nagy, bianchi]));
        for (query, expected) in [
            (format!("performance_id={}", here.id), vec![rossi, nagy]),
            (format!("q={nagy}"), vec![nagy]),
            (format!("q={}", nagy.replace('-', "").to_uppercase()), vec![nagy]),
            (format!("q={}&performance_id={}", &nagy[30..], here.id), vec![nagy]),
            (format!("q={}&performance_id={}", nagy[30..].to_uppercase(), there.id), vec![]),
            (format!("q=%23{}+{}", &bianchi[30..33], &bianchi[33..]), vec![bianchi]),
            (format!("q={nagy}&performance_id={}", there.id), vec![]),
            ("q=ADA.ROSSI@EXAMPLE.ORG".into(), vec![rossi, bianchi]),
            (format!("q=ada.rossi@example.org&performance_id={}", here.id), vec![rossi]),
            ("q=nobody@example.org".into(), vec![]),
            (format!("q=ada&performance_id={}", there.id), vec![bianchi]),
            (format!("q=%C3%A1D%C3%81M&performance_id={}", here.id), vec![nagy]),
            (format!("q=example.org&performance_id={}", here.id), vec![rossi, nagy]),
            (format!("q=zzz&performance_id={}", here.id), vec![]),
        ] {
            assert_eq!(found(&app, &query).await, sorted(expected), "{query}");
        }
        let everywhere = app.office().get("/api/admin/reservations?q=ada").await;
        everywhere.faults(422, "invalid_fields", &["q"]);
    }

    async fn reservations_are_listed_by_how_they_stand(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let pending = app.reserve(&hall, 1).await;
        let confirmed = app.ticket(&hall, 1).await;
        let inside = app.ticket(&hall, 1).await;
        app.scan(&inside.token).await.expect(200);
        let cancelled = app.reserve(&hall, 1).await;
        app.cancel(&cancelled.cancellation).await.expect(200);
        for (status, expected) in [
            ("pending", vec![&pending.id]),
            ("confirmed", vec![&confirmed.reservation]),
            ("checked_in", vec![&inside.reservation]),
            ("cancelled", vec![&cancelled.id]),
            ("expired", vec![]),
        ] {
            for more in [String::new(), format!("&performance_id={}", hall.id)] {
                let ids = found(&app, &format!("status={status}{more}")).await;
                assert_eq!(ids.iter().collect::<Vec<_>>(), expected, "{status}{more}");
            }
        }
        let one = format!("status=pending&q={}", confirmed.reservation);
        assert_eq!(found(&app, &one).await, [] as [&str; 0]);
        for query in ["status=gone", "performance_id=x", "secret=1"] {
            let answer = app.office().get(&format!("/api/admin/reservations?{query}")).await;
            answer.refused(400, "malformed_request");
        }
    }

    async fn pages_are_turned_without_losing_any(engine: Engine) {
        let app = TestApp::open(engine).await;
        let [here, there] = [app.put_on(Evening::default()).await, app.put_on(Evening::default()).await];
        let mut made: Vec<_> = app.reserve_many(&here, 1, 25).await.into_iter().map(|one| one.id).collect();
        app.reserve_many(&there, 1, 3).await;
        made.sort_unstable();
        made.reverse();
        for (query, limit) in [("", 1), ("", 7), ("", 25), ("&q=guest", 4), ("&status=pending", 6)] {
            let mut ids = Vec::new();
            let mut after = String::new();
            loop {
                let path =
                    format!("/api/admin/reservations?performance_id={}&limit={limit}{query}{after}", here.id);
                let page = app.office().get(&path).await.expect(200);
                let items = page["items"].as_array().unwrap();
                ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
                let Some(next) = page["next"].as_str() else { break };
                assert_eq!(items.len(), limit);
                after = format!("&after={next}");
            }
            assert_eq!(ids, made, "{limit}{query}");
        }
    }

    async fn an_item_says_what_the_box_office_needs(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let reservation = app.reserve(&hall, 2).await;
        let mut one = app.office().get(&format!("/api/admin/reservations/{}", reservation.id)).await.expect(200);
        let check_ins = one.as_object_mut().unwrap().remove("check_ins");
        assert_eq!(check_ins, Some(json!([])));
        assert_eq!(
            keys(&one),
            ["cancelled_at", "checked_in", "checked_in_at", "confirmed_at", "created_at", "created_by", "email", "id", "name",
                "notes", "party_size", "performance_id", "phone", "reference", "status"]
        );
        assert_eq!(one["reference"], reservation.id[30..].to_uppercase());
        assert_eq!(app.reservations_of(&hall).await, [one]);
        for id in ["01900000-0000-7000-8000-000000000000", "x"] {
            app.office().get(&format!("/api/admin/reservations/{id}")).await.refused(404, "not_found");
        }
    }

    async fn no_mail_is_parked_as_long_as_none_fails(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        app.ticket(&hall, 2).await;
        let parked = app.office().get("/api/admin/outbox").await.expect(200);
        assert_eq!(parked, json!({ "items": [], "next": null }));
        for id in ["01900000-0000-7000-8000-000000000000", "x"] {
            let path = format!("/api/admin/outbox/{id}/retry");
            app.office().post(&path, json!({})).await.refused(404, "not_found");
        }
    }
}
