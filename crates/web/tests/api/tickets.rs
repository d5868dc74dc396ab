//! The ticket: a QR code that carries a URL with a token, and nothing about its guest.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use foh_testkit::{both_engines, engines::Engine};
use serde_json::{Value, json};

use crate::support::{Evening, TestApp, keys};

/// What a scanner reads in an image of an answer.
fn scanned(answer: &Value) -> String {
    let data = answer["qr_code_image"].as_str().unwrap();
    let png = STANDARD
        .decode(data.strip_prefix("data:image/png;base64,").unwrap())
        .unwrap();
    let image = image::load_from_memory_with_format(&png, image::ImageFormat::Png)
        .unwrap()
        .to_luma8();
    let (width, height) = (image.width() as usize, image.height() as usize);
    let pixel = |x: usize, y: usize| image.as_raw()[y * width + x];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
    let codes = prepared.detect_grids();
    assert_eq!(codes.len(), 1, "one code in the image");
    codes[0].decode().unwrap().1
}

both_engines! {
    async fn the_image_says_what_the_url_says(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 2).await;
        assert_eq!(scanned(&ticket.answer), ticket.answer["qr_code_url"].as_str().unwrap());

        let path = format!("/api/reservations/{}/qr-code?token={}", ticket.reservation, ticket.token);
        for path in [path.clone(), path.replace("/qr-code?", "/qr-code/?")] {
            let answer = app.anybody().get(&path).await;
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
            assert_eq!(answer.header("cache-control"), "no-store");
            let code = answer.expect(200);
            assert_eq!(keys(&code), ["printable", "qr_code_image", "qr_code_url", "reservation_id"]);
            assert_eq!(code["printable"], true);
            assert_eq!(code["reservation_id"], ticket.reservation.as_str());
            assert_eq!(code["qr_code_url"], ticket.answer["qr_code_url"]);
            assert_eq!(scanned(&code), ticket.answer["qr_code_url"].as_str().unwrap());
        }
        // The door reads the URL itself as well as the token in it.
        app.scan(&scanned(&ticket.answer)).await.expect(200);
    }

    async fn a_ticket_is_shown_for_its_own_reservation_alone(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let [mine, yours] = [app.ticket(&hall, 1).await, app.ticket(&hall, 1).await];
        let code = async |id: &str, token: &str| {
            app.anybody().get(&format!("/api/reservations/{id}/qr-code?token={token}")).await
        };
        code(&yours.reservation, &mine.token).await.refused(404, "invalid_token");
        code("none", &mine.token).await.refused(404, "invalid_token");
        code("01900000-0000-7000-8000-000000000000", &mine.token).await.refused(404, "invalid_token");
        code(&mine.reservation, "").await.refused(404, "invalid_token");
        code(&mine.reservation, &mine.token).await.expect(200);
        let untold = app.anybody().get(&format!("/api/reservations/{}/qr-code", mine.reservation)).await;
        untold.faults(400, "malformed_request", &["token"]);

        // Admitted guests may look at their ticket; cancelled ones have none.
        app.scan(&mine.token).await.expect(200);
        code(&mine.reservation, &mine.token).await.expect(200);
        let cancel = format!("/api/admin/reservations/{}/cancel", yours.reservation);
        app.office().post(&cancel, json!({})).await.expect(200);
        code(&yours.reservation, &yours.token).await.refused(409, "reservation_not_confirmed");
        app.pass_hours(24 * 31);
        code(&mine.reservation, &mine.token).await.refused(410, "expired_token");
    }

    async fn opened_in_a_browser_the_code_admits_nobody(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let ticket = app.ticket(&hall, 2).await;
        let path = format!("/api/check-ins/preview/?token={}", ticket.token);
        let page = app.anybody().with("accept", "text/html").get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.header("content-type").starts_with("text/html"));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        let led = app.door().get(&path).await;
        assert!((300..400).contains(&led.status), "staff are led to the door: {}", led.status);
        assert!(led.header("location").starts_with("/door"), "{}", led.header("location"));
        let seen = app.door().post("/api/check-ins/preview", json!({ "token": ticket.token })).await.expect(200);
        assert_eq!(seen["checked_in"], 0);
    }
}
