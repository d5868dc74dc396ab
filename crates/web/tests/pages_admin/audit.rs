//! The audit log as administrators see it: page, JSON and file say the same, and nobody else sees any of it.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::Value;

use crate::{
    playhouse::{Playhouse, Role, Visitor},
    staff::{done, id, staff},
};

async fn items(visitor: &Visitor, query: &str) -> Vec<Value> {
    let answer = visitor.get(&format!("/api/admin/audit{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    body["items"].as_array().unwrap().clone()
}

/// Somebody of the box office reserves and cancels; gives the path of the reservation.
async fn something_happens(theatre: &Playhouse, office: &Visitor) -> String {
    let performance = theatre.tomorrow.to_string();
    let fields = [
        ("performance_id", performance.as_str()),
        ("party_size", "3"),
        ("name", "Mary Shelley"),
        ("email", "mary@example.org"),
        ("phone", ""),
        ("notes", ""),
    ];
    let (path, _) = done(office, "/admin/reservations", &fields).await;
    done(office, &format!("{path}/cancel"), &[]).await;
    path
}

both_engines! {
    async fn what_staff_did_is_found_again_with_who_and_from_where(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        let administrator = staff(&theatre, Role::Administrator).await;
        let path = something_happens(&theatre, &office).await;

        let log = administrator.get("/admin/audit").await;
        assert_eq!(log.status, 200);
        for words in ["Made a reservation for 3", "Cancelled the reservation for 3", "Reservation ", "127.0.0.1"] {
            log.says(words);
        }
        log.keeps_quiet_about(&["mary@example.org", "Mary Shelley"]);

        let made = items(&administrator, "?group=box_office").await;
        assert_eq!(made.len(), 2, "{made:?}");
        let (cancelled, made) = (&made[0], &made[1]);
        assert_eq!(made["action"], "reservation.made");
        assert_eq!(cancelled["action"], "reservation.cancelled");
        assert_eq!(made["subject_id"], id(&path));
        assert_eq!((&made["via"], &made["from"], &made["details"]["party"]), (&"web".into(), &"127.0.0.1".into(), &3.into()));
        assert_eq!(made["actor_id"], cancelled["actor_id"]);
        assert!(made["actor_id"].is_string() && made["who"] == cancelled["who"]);

        // By each filter, on the page as in the API.
        let (actor, subject) = (made["actor_id"].as_str().unwrap(), id(&path));
        for (page, api, found) in [
            (format!("?q={subject}"), format!("?subject_id={subject}"), true),
            (format!("?subject={subject}"), format!("?subject_id={subject}"), true),
            (format!("?account={actor}"), format!("?actor_id={actor}"), true),
            ("?q=box_office%40example.org".to_owned(), format!("?actor_id={actor}"), true),
            ("?group=box_office&from=2026-01-01&to=2099-01-01".to_owned(), "?group=box_office&from=2026-01-01&to=2099-01-01".to_owned(), true),
            ("?group=stock".to_owned(), "?group=stock".to_owned(), false),
            ("?to=2020-01-01".to_owned(), "?to=2020-01-01".to_owned(), false),
        ] {
            let list = administrator.get(&format!("/admin/audit{page}")).await;
            assert_eq!(list.status, 200, "{page}");
            assert_eq!(list.body.contains("Made a reservation for 3"), found, "{page}");
            let items = items(&administrator, &api).await;
            assert_eq!(items.iter().any(|item| item["action"] == "reservation.made"), found, "{api}");
        }

        // Page by page.
        let whole = items(&administrator, "?limit=200").await;
        let mut leafed = Vec::new();
        let mut query = "?limit=2".to_owned();
        loop {
            let answer = administrator.get(&format!("/api/admin/audit{query}")).await;
            let body: Value = serde_json::from_str(&answer.body).unwrap();
            leafed.extend(body["items"].as_array().unwrap().clone());
            match body["next"].as_str() {
                Some(next) => query = format!("?limit=2&after={next}"),
                None => break,
            }
        }
        assert_eq!(leafed, whole);
    }

    async fn what_cannot_be_searched_for_is_said(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let administrator = staff(&theatre, Role::Administrator).await;
        for query in ["?q=nobody%40example.org", "?q=mary"] {
            let page = administrator.get(&format!("/admin/audit{query}")).await;
            assert_eq!(page.status, 422, "{query}");
            page.says("This cannot be searched for");
        }
        for query in ["?group=everything", "?account=x", "?subject=x", "?from=yesterday", "?after=1-99-1"] {
            assert_eq!(administrator.get(&format!("/admin/audit{query}")).await.status, 400, "{query}");
        }
        for query in ["?group=everything", "?actor_id=x", "?from=yesterday", "?after=1-99-1", "?limit=0", "?limit=201", "?who=x"] {
            assert_eq!(administrator.get(&format!("/api/admin/audit{query}")).await.status, 400, "{query}");
        }
    }

    async fn the_file_has_no_formulas_and_is_itself_in_the_log(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let content = staff(&theatre, Role::Content).await;
        let administrator = staff(&theatre, Role::Administrator).await;
        let fields = [("name", "=1+1"), ("address", "Bologna"), ("time_zone", "Europe/Rome")];
        let key = content.get("/admin/venues/new").await.value("form_key").unwrap().to_owned();
        let mut sent = fields.to_vec();
        sent.push(("form_key", &key));
        done(&content, "/admin/venues", &sent).await;
        let page = administrator.get("/admin/audit?group=content").await;
        let link = page.links("/admin/audit.csv").remove(0);
        let file = administrator.get(&link).await;
        assert_eq!(file.status, 200);
        assert!(file.header("content-type").starts_with("text/csv"));
        let mut reader = csv::Reader::from_reader(file.body.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(rows.iter().any(|row| &row[2] == "content.made" && &row[5] == "made the venue =1+1"), "{rows:?}");
        assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
        let exported = items(&administrator, "?group=privacy").await;
        assert_eq!(exported.len(), 1);
        assert_eq!(exported[0]["details"]["rows"], rows.len());
        assert_eq!(exported[0]["details"]["what"], "the audit log");
    }

    async fn nobody_else_sees_any_of_it(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        for role in [Role::Content, Role::BoxOffice, Role::Door] {
            let visitor = staff(&theatre, role).await;
            for path in ["/admin/audit", "/admin/audit.csv", "/api/admin/audit"] {
                assert_eq!(visitor.get(path).await.status, 403, "{role:?} {path}");
            }
        }
        let nobody = theatre.visitor();
        assert_eq!(nobody.get("/api/admin/audit").await.status, 401);
        assert_eq!(nobody.get("/admin/audit").await.status, 303);
    }

    async fn an_export_of_reservations_is_in_the_log(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        let administrator = staff(&theatre, Role::Administrator).await;
        something_happens(&theatre, &office).await;
        assert_eq!(office.get("/admin/reservations.csv").await.status, 200);
        let exported = items(&administrator, "?group=privacy").await;
        assert_eq!(exported.len(), 1);
        assert_eq!((&exported[0]["details"]["what"], &exported[0]["details"]["rows"]), (&"reservations".into(), &1.into()));
        assert_eq!(exported[0]["what"], "exported reservations, rows: 1");
    }
}
