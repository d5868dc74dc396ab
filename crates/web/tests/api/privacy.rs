//! Who the guest is stays with the box office; raw tokens stay in the e-mails.

use std::fs;

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::support::{Evening, TestApp};

const NAME: &str = "Zephyrine Quillfeather";
const EMAIL: &str = "zephyrine@quillfeather.example";
const PHONE: &str = "+390698765432";
const NOTES: &str = "allergic to trombones";

both_engines! {
    async fn answers_to_guests_and_door_name_nobody(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        let wish = json!({ "name": NAME, "email": EMAIL, "phone": PHONE, "notes": NOTES, "party_size": 2 });
        let mut answers = vec![app.anybody().post(&hall.reservations(), wish).await];
        let letter = app.letter_to(EMAIL, "confirmation").await;
        let [confirmation, cancellation] =
            ["/reservations/confirm", "/reservations/cancel"].map(|path| letter.token(path));
        for token in [&confirmation, &cancellation] {
            assert!(!answers[0].body.contains(token.as_str()), "the raw token is in the e-mail only");
        }

        answers.push(app.confirm(&confirmation).await);
        let id = answers[0].expect(201)["reservation_id"].as_str().unwrap().to_owned();
        let ticket = app.letter_to(EMAIL, "ticket").await.token("/ticket");
        let token = json!({ "token": ticket });
        answers.push(app.anybody().get(&format!("/api/reservations/{id}/qr-code?token={ticket}")).await);
        answers.push(app.door().post("/api/check-ins/preview", token.clone()).await);
        answers.push(app.door().post("/api/check-ins/confirm", token.clone()).await);
        answers.push(app.door().post("/api/check-ins/confirm", token).await);
        answers.push(app.cancel(&cancellation).await);
        answers.push(app.anybody().get(&hall.page()).await);
        for answer in &answers {
            assert!(answer.status < 500, "{}: {}", answer.path, answer.body);
            for secret in [NAME, EMAIL, PHONE, NOTES, "Zephyrine", "quillfeather"] {
                assert!(!answer.body.contains(secret), "{secret} in {}: {}", answer.path, answer.body);
            }
        }

        // Not even the box office sees tokens or their hashes.
        for path in [format!("/api/admin/reservations/{id}"), "/api/admin/reservations".into()] {
            let seen = app.office().get(&path).await;
            assert!(seen.body.contains(NAME));
            for secret in ["token", "hash", confirmation.as_str(), ticket.as_str()] {
                assert!(!seen.body.contains(secret), "{secret} in {}", seen.body);
            }
        }
    }

    async fn refusals_do_not_repeat_what_was_typed(engine: Engine) {
        let app = TestApp::open(engine).await;
        let hall = app.put_on(Evening::default()).await;
        for wish in [
            json!({ "name": NAME, "email": "quillfeather", "phone": PHONE, "notes": NOTES, "party_size": 0 }),
            json!({ "name": NAME, "email": EMAIL, "party_size": NOTES }),
            json!({ "name": [NAME], "email": EMAIL, "party_size": 1 }),
        ] {
            let answer = app.anybody().post(&hall.reservations(), wish).await;
            assert!((400..500).contains(&answer.status));
            for secret in [NAME, EMAIL, PHONE, NOTES, "quillfeather"] {
                assert!(!answer.body.contains(secret), "{secret} in {}", answer.body);
            }
        }
    }
}

/// What is kept is looked at as a thief of the file would: byte by byte.
#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_the_database_gives_nothing_away() {
    let app = TestApp::open(Engine::Sqlite).await;
    let hall = app.put_on(Evening::default()).await;
    let wish =
        json!({ "name": NAME, "email": EMAIL, "phone": PHONE, "notes": NOTES, "party_size": 2 });
    app.anybody()
        .post(&hall.reservations(), wish)
        .await
        .expect(201);
    let confirmation = app
        .letter_to(EMAIL, "confirmation")
        .await
        .token("/reservations/confirm");
    app.confirm(&confirmation).await.expect(200);
    let ticket = app.letter_to(EMAIL, "ticket").await.token("/ticket");

    let directory = app.place().file().parent().unwrap().to_owned();
    let files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect();
    let holds = |needle: &[u8]| {
        files
            .iter()
            .any(|file| file.windows(needle.len()).any(|part| part == needle))
    };
    assert!(holds(hall.slug.as_bytes()), "this looks where things are");
    let verifier = |token: &str| {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        URL_SAFE_NO_PAD.decode(token).unwrap()[16..].to_vec()
    };
    for secret in [NAME, EMAIL, PHONE, NOTES, &confirmation, &ticket] {
        assert!(!holds(secret.as_bytes()), "{secret} is readable");
    }
    for token in [&confirmation, &ticket] {
        assert!(!holds(&verifier(token)), "a verifier is readable");
    }
}
