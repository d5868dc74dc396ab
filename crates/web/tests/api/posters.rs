//! Posters of shows: sent by content managers, seen by everybody.

use foh_domain::identity::Role;
use foh_testkit::{
    both_engines,
    engines::Engine,
    pictures::{flag, jpeg, png, png_claiming},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Evening, Hall, TestApp, keys, together};

/// Where the poster of the hall's show is set.
fn address(hall: &Hall) -> String {
    format!("/api/admin/shows/{}/poster", hall.show)
}

fn with_words(hall: &Hall, alt: &str) -> String {
    format!("{}?alt={}", address(hall), alt.replace(' ', "%20"))
}

/// The poster that everybody is told of.
async fn told(app: &TestApp, hall: &Hall) -> Value {
    let shown = app
        .anybody()
        .get(&format!("/api/shows/{}", hall.slug))
        .await
        .expect(200);
    let list = app.anybody().get("/api/shows").await.expect(200);
    let managed = app
        .content()
        .get(&format!("/api/admin/shows/{}", hall.show))
        .await
        .expect(200);
    let managed_list = app.content().get("/api/admin/shows").await.expect(200);
    for other in [&list["items"][0], &managed, &managed_list["items"][0]] {
        assert_eq!(shown["poster"], other["poster"]);
    }
    shown["poster"].clone()
}

fn url(poster: &Value) -> String {
    poster["url"].as_str().expect("an address").to_owned()
}

both_engines! {
    async fn a_poster_is_set_seen_replaced_and_removed(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        assert_eq!(told(&app, &hall).await, Value::Null);

        let set = app.content().send_bytes(Method::PUT, &with_words(&hall, "A flag"), "image/png", png(flag(300, 450))).await.expect(200);
        assert_eq!(keys(&set), ["description", "duration_minutes", "id", "language", "poster", "published", "slug", "title"]);
        let first = told(&app, &hall).await;
        assert_eq!(set["poster"], first);
        assert_eq!(keys(&first), ["alt", "height", "url", "width"]);
        assert_eq!(first, json!({ "url": url(&first), "alt": "A flag", "width": 300, "height": 450 }));

        let seen = app.anybody().get_bytes(&url(&first)).await;
        assert_eq!(seen.status, 200);
        assert_eq!(seen.header("content-type"), "image/jpeg");
        assert_eq!(seen.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(seen.header("x-content-type-options"), "nosniff");
        assert_eq!(seen.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(&seen.bytes[..3], [0xFF, 0xD8, 0xFF]);
        assert!(seen.bytes.len() <= 40_000);
        let etag = seen.header("etag").to_owned();
        assert!(url(&first).contains(etag.trim_matches('"')), "{etag}");
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}")] {
            let again = app.anybody().with("if-none-match", &known).get_bytes(&url(&first)).await;
            assert_eq!((again.status, again.bytes.len()), (304, 0));
            assert_eq!(again.header("etag"), etag);
            assert_eq!(again.header("cache-control"), "public, max-age=31536000, immutable");
        }
        assert_eq!(app.anybody().with("if-none-match", "\"other\"").get_bytes(&url(&first)).await.status, 200);

        // Another picture has another address, and the old one leads nowhere.
        app.content().send_bytes(Method::PUT, &with_words(&hall, "Another"), "image/jpeg", jpeg(flag(450, 300))).await.expect(200);
        let second = told(&app, &hall).await;
        assert_ne!(url(&first), url(&second));
        assert_eq!(second["alt"], "Another");
        assert_eq!(app.anybody().get_bytes(&url(&second)).await.status, 200);
        let gone = app.anybody().with("if-none-match", &etag).get_bytes(&url(&first)).await;
        assert_eq!(gone.status, 404);
        assert_eq!(gone.header("cache-control"), "no-store");

        for _ in 0..2 {
            let removed = app.content().send(Method::DELETE, &address(&hall), None).await.expect(200);
            assert_eq!(removed["poster"], Value::Null);
        }
        assert_eq!(told(&app, &hall).await, Value::Null);
        assert_eq!(app.anybody().get_bytes(&url(&second)).await.status, 404);
    }

    async fn a_change_of_the_show_leaves_its_poster(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        app.content().send_bytes(Method::PUT, &with_words(&hall, "A flag"), "image/png", png(flag(200, 200))).await.expect(200);
        let poster = told(&app, &hall).await;
        let show = format!("/api/admin/shows/{}", hall.show);
        let changed = app.content().patch(&show, json!({ "title": "Renamed" })).await.expect(200);
        assert_eq!(changed["poster"], poster);
        app.content().patch(&show, json!({ "poster": null })).await.refused(400, "malformed_request");
        let new = json!({ "title": "New", "duration_minutes": 9, "poster": poster });
        app.content().post("/api/admin/shows", new).await.refused(400, "malformed_request");
        assert_eq!(told(&app, &hall).await, poster);
    }

    async fn the_poster_of_what_is_not_published_is_for_content_managers(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening { published: false, ..Evening::default() }).await;
        let set = app.content().send_bytes(Method::PUT, &with_words(&hall, "A flag"), "image/png", png(flag(200, 200))).await.expect(200);
        let poster = url(&set["poster"]);
        assert_eq!(app.anybody().get_bytes(&poster).await.status, 404);
        for (role, status) in [(Role::Content, 200), (Role::Administrator, 200), (Role::BoxOffice, 404), (Role::Door, 404)] {
            let seen = app.staff(role).get_bytes(&poster).await;
            assert_eq!(seen.status, status, "{role:?}");
            assert!(!seen.header("cache-control").contains("public"), "{role:?}");
        }
        let show = format!("/api/admin/shows/{}", hall.show);
        app.content().patch(&show, json!({ "published": true })).await.expect(200);
        assert_eq!(app.anybody().get_bytes(&poster).await.status, 200);
        app.content().patch(&show, json!({ "published": false })).await.expect(200);
        assert_eq!(app.anybody().get_bytes(&poster).await.status, 404);
    }

    async fn what_is_no_poster_is_refused(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let fine = png(flag(200, 200));
        let put = async |role: Option<Role>, path: String, kind: &str, body: Vec<u8>| {
            let caller = role.map_or(app.anybody(), |role| app.staff(role));
            caller.send_bytes(Method::PUT, &path, kind, body).await
        };
        let words = with_words(&hall, "A flag");
        put(None, words.clone(), "image/png", fine.clone()).await.refused(401, "authentication_required");
        app.anybody().send(Method::DELETE, &address(&hall), None).await.refused(401, "authentication_required");
        for role in [Role::BoxOffice, Role::Door] {
            put(Some(role), words.clone(), "image/png", fine.clone()).await.refused(403, "forbidden");
            app.staff(role).send(Method::DELETE, &address(&hall), None).await.refused(403, "forbidden");
        }
        let content = Some(Role::Content);
        for unknown in ["01900000-0000-7000-8000-000000000000", "x"] {
            let path = format!("/api/admin/shows/{unknown}/poster");
            put(content, format!("{path}?alt=A"), "image/png", fine.clone()).await.refused(404, "not_found");
            app.content().send(Method::DELETE, &path, None).await.refused(404, "not_found");
        }
        for kind in ["image/gif", "image/svg+xml", "application/json", "multipart/form-data", ""] {
            put(content, words.clone(), kind, fine.clone()).await.refused(415, "unsupported_media_type");
        }
        put(content, words.clone(), "image/png", vec![0; 8 * 1024 * 1024 + 1]).await.refused(413, "too_large");
        // As much as that is read, though nothing else may be so long.
        put(content, words.clone(), "image/png", vec![0; 8 * 1024 * 1024]).await.faults(422, "invalid_fields", &["image"]);
        for body in [Vec::new(), b"GIF89a".to_vec(), png_claiming(50_000, 50_000), fine[..90].to_vec(), png(flag(199, 300))] {
            put(content, words.clone(), "image/png", body).await.faults(422, "invalid_fields", &["image"]);
        }
        put(content, address(&hall), "image/png", fine.clone()).await.faults(422, "invalid_fields", &["alt"]);
        put(content, with_words(&hall, &"x".repeat(201)), "image/png", Vec::new()).await.faults(422, "invalid_fields", &["image", "alt"]);
        put(content, format!("{words}&title=x"), "image/png", fine.clone()).await.refused(400, "malformed_request");
        assert_eq!(told(&app, &hall).await, Value::Null);
        let longer = "x".repeat(100_000);
        app.content().post("/api/admin/shows", json!({ "title": longer, "duration_minutes": 9 })).await.refused(413, "too_large");
        for path in ["/posters/x/y.jpg", "/posters/01900000-0000-7000-8000-000000000000/0123456789abcdef.jpg", "/posters/x"] {
            assert_eq!(app.anybody().get_bytes(path).await.status, 404, "{path}");
        }
    }

    async fn two_at_once_leave_one_whole_poster(engine: Engine) {
        let app = TestApp::open(engine).await;
        let elsewhere = app.another_node().await;
        let hall = app.put_on(Evening::default()).await;
        let sent = together((0..6_u32).map(|number| {
            let caller = if number % 2 == 0 { app.content() } else { elsewhere.content() };
            let side = 200 + 20 * number;
            let (path, picture) = (with_words(&hall, &format!("Flag {side}")), png(flag(side, side)));
            async move { caller.send_bytes(Method::PUT, &path, "image/png", picture).await.expect(200) }
        }))
        .await;
        assert_eq!(sent.len(), 6);
        let poster = told(&app, &hall).await;
        assert_eq!(poster["alt"], format!("Flag {}", poster["width"]));
        assert_eq!(poster["width"], poster["height"]);
        let seen = app.anybody().get_bytes(&url(&poster)).await;
        let picture = image::load_from_memory(&seen.bytes).unwrap();
        assert_eq!(json!(picture.width()), poster["width"]);
        let others = sent.iter().map(|show| url(&show["poster"])).filter(|other| *other != url(&poster));
        for other in others {
            assert_eq!(app.anybody().get_bytes(&other).await.status, 404);
        }
    }

    async fn the_kept_programme_knows_of_a_change_at_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let page = format!("/shows/{}", hall.slug);
        for side in [200, 220, 240] {
            app.anybody().get(&page).await;
            let set = app.content().send_bytes(Method::PUT, &with_words(&hall, "A <b>flag</b>"), "image/png", png(flag(side, side))).await.expect(200);
            let drawn = app.anybody().get(&page).await.body;
            let expected = format!("src=\"{}\" alt=\"A &#60;b&#62;flag&#60;/b&#62;\" width=\"{side}\" height=\"{side}\"", url(&set["poster"]));
            assert!(drawn.contains(&expected), "{expected} in {drawn}");
            assert_eq!(told(&app, &hall).await, set["poster"]);
        }
        app.content().send(Method::DELETE, &address(&hall), None).await.expect(200);
        assert!(!app.anybody().get(&page).await.body.contains("<img"));
    }
}
