//! What is in the database tells nothing about anybody: guests are sealed, tokens are hashed or sealed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use foh_app::identity::NewAccount;
use foh_domain::{
    booking::{Guest, GuestFields},
    identity::Role,
};
use foh_testkit::{both_engines, engines::Engine};
use secrecy::ExposeSecret;

use crate::house::{TestHouse, party, reveal, token, tokens_in};
use crate::sign_in::{at, begun};

/// Everything that the database holds, byte for byte or in the engine's own words.
async fn everything(house: &TestHouse, engine: Engine) -> Vec<u8> {
    let mut all = Vec::new();
    if engine == Engine::Sqlite {
        let file = house.place.file();
        let folder = file.parent().unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            all.extend(std::fs::read(entry.unwrap().path()).unwrap());
        }
        return all;
    }
    let tables = [
        "SELECT CAST(t AS TEXT) AS line FROM users t",
        "SELECT CAST(t AS TEXT) AS line FROM tokens t",
        "SELECT CAST(t AS TEXT) AS line FROM reservations t",
        "SELECT CAST(t AS TEXT) AS line FROM check_ins t",
        "SELECT CAST(t AS TEXT) AS line FROM outbox t",
        "SELECT CAST(t AS TEXT) AS line FROM rate_limits t",
        "SELECT CAST(t AS TEXT) AS line FROM venues t",
        "SELECT CAST(t AS TEXT) AS line FROM shows t",
    ];
    for sql in tables {
        let lines = house
            .house()
            .database()
            .read(move |tx| tx.query(sql, &[], |row| row.get::<String>("line")))
            .await
            .unwrap();
        all.extend(lines.join("\n").bytes());
    }
    all
}

/// The bytes themselves, and as the server writes bytes.
fn holds(all: &[u8], secret: &[u8]) -> bool {
    let hex: String = secret.iter().fold(String::new(), |mut hex, byte| {
        use std::fmt::Write;
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    let within = |needle: &[u8]| all.windows(needle.len()).any(|window| window == needle);
    within(secret) || within(hex.as_bytes())
}

/// A token in all its clear forms: the text, and the secret half of its bytes.
fn forms(text: &str) -> [Vec<u8>; 2] {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap();
    [text.into(), bytes[16..].into()]
}

both_engines! {
    async fn nothing_personal_and_no_token_is_readable(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let new = NewAccount {
            email: "mitarbeiter@haus.example",
            name: "Brunhilde Zweifel",
            role: Role::Administrator,
            password: Some("Neunundneunzig Luftballons".into()),
        };
        let by = house.house().create_user(new).await.unwrap();
        let guest = Guest::parse(GuestFields {
            name: "Xaveria Quandt",
            email: "xaveria.quandt@gast.example",
            phone: Some("+39 051 7654321"),
            notes: Some("Kommt im Rollstuhl"),
        })
        .unwrap();
        house.house().reserve(performance, &guest, party(2), Some(by)).await.unwrap();
        let text = house.mails("confirmation").await.remove(0).1;
        let confirmation = tokens_in(&text, "/reservations/confirm").remove(0);
        let cancellation = tokens_in(&text, "/reservations/cancel").remove(0);
        let confirmed = house.house().confirm(token(&confirmation)).await.unwrap();
        let ticket = reveal(&confirmed.check_in);
        house.house().resend(confirmed.reservation_id).await.unwrap();
        house.check_in(&ticket, None, by).await.unwrap();
        let session = house.house().sign_in("mitarbeiter@haus.example", "Neunundneunzig Luftballons".into(), at("192.0.2.1")).await;
        let session = begun(session.unwrap()).unwrap();
        let api = house.house().create_api_token("mitarbeiter@haus.example").await.unwrap();
        let link = house.house().administrator_link().await.unwrap().unwrap();

        let all = everything(&house, engine).await;
        assert!(holds(&all, b"Teatro Aurora"), "what is public is found, so the search works");
        assert!(holds(&all, performance.as_bytes()) || holds(&all, performance.to_string().as_bytes()));
        for secret in [
            "Xaveria", "Quandt", "xaveria", "gast.example", "7654321", "051 765", "Rollstuhl",
            "Brunhilde", "Zweifel", "mitarbeiter", "haus.example", "Luftballons",
        ] {
            assert!(!holds(&all, secret.as_bytes()), "{secret}");
        }
        for text in [
            confirmation.as_str(),
            &cancellation,
            &ticket,
            session.session.expose_secret(),
            api.expose_secret().strip_prefix("foh_").unwrap(),
            link.expose_secret().split_once("token=").unwrap().1,
        ] {
            for form in forms(text) {
                assert!(!holds(&all, &form), "a token of the {} purpose", text.len());
            }
        }
    }

    /// A sealed guest that is moved to another row is of no use there.
    async fn a_guest_moved_to_another_reservation_cannot_be_read(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(10).await;
        let pending = house.reserve_many(performance, [1, 1]).await;
        let moved = house
            .house()
            .database()
            .write(performance, |tx| {
                tx.execute("UPDATE reservations SET guest = (SELECT MIN(guest) FROM reservations)", &[])
            })
            .await;
        assert!(moved.is_ok() || engine == Engine::Postgres);
        if moved.is_err() {
            // The server has no least of bytes.
            let sql = "UPDATE reservations SET guest = (SELECT r.guest FROM reservations r ORDER BY r.guest LIMIT 1)";
            house.house().database().write(performance, move |tx| tx.execute(sql, &[])).await.unwrap();
        }
        let mut readable = 0;
        for reservation in pending {
            let found = house.house().reservation(reservation.id).await.unwrap().unwrap();
            readable += u32::from(found.guest.is_some());
        }
        assert_eq!(readable, 1);
    }
}
