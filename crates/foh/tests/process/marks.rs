//! Personal data is planted, every flow is run, and then it is looked for: in the database and its journals, in the log, in
//! answers that are nobody's, and, after its erasure, in what the keys of the house open.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use foh_domain::privacy::{Keyring, Personal, Sealed};
use foh_store::{Database, Options, sealed::SealedColumn};
use foh_testkit::{
    both_engines,
    engines::{Engine, TestDatabase, blocking},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    http::{Answer, Client, token_of},
    program::{KEY, Place},
};

const NAME: &str = "Xantippa Quillmark";
const EMAIL: &str = "xantippa@quillmark.example";
/// Who ends in 1 pays at once in the sandbox.
const PHONE: &str = "+390687654321";
const NOTES: &str = "Bringsatuba please";
const PASSWORD: &str = "nineteen oboes underwater";

/// What is looked for: parts that nothing else contains.
const MARKS: [&str; 7] = [
    "Xantippa",
    "xantippa",
    "Quillmark",
    "quillmark",
    "0687654321",
    "Bringsatuba",
    "oboes underwater",
];

fn marks_in(bytes: &[u8]) -> Vec<&'static str> {
    let within = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let hex = |mark: &str| {
        mark.bytes()
            .fold(String::new(), |all, byte| all + &format!("{byte:02x}"))
    };
    MARKS
        .into_iter()
        .filter(|mark| within(mark.as_bytes()) || within(hex(mark).as_bytes()))
        .collect()
}

/// Every byte of the database: the file with its journals, or each row of each table in the server's words.
fn stored(database: &TestDatabase, engine: Engine) -> Vec<u8> {
    match engine {
        Engine::Sqlite => {
            let file = database.file();
            let folder = std::fs::read_dir(file.parent().unwrap()).unwrap();
            folder
                .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap_or_default())
                .collect()
        }
        Engine::Postgres => blocking(|| {
            let mut client =
                ::postgres::Client::connect(&database.url(), ::postgres::NoTls).unwrap();
            let tables = client
                .query("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'", &[])
                .unwrap();
            let mut all = Vec::new();
            for table in tables {
                let table: String = table.get(0);
                for row in client
                    .query(&format!("SELECT CAST(t AS TEXT) FROM \"{table}\" t"), &[])
                    .unwrap()
                {
                    all.extend(row.get::<_, String>(0).into_bytes());
                }
            }
            all
        }),
    }
}

macro_rules! columns {
    ($($kind:ident $word:literal $column:ident;)*) => {
        $(
            #[derive(Serialize, Deserialize)]
            #[serde(transparent)]
            struct $kind(Value);
            impl Personal for $kind {
                const COLUMN: &'static str = $word;
            }
        )*

        fn open(keyring: &Keyring, column: SealedColumn, row: Uuid, sealed: Vec<u8>) -> String {
            match column {
                $(SealedColumn::$column => keyring.open::<$kind>(row, &Sealed::from_bytes(sealed)).unwrap().0.to_string(),)*
            }
        }
    };
}

columns! {
    ChainKey "audit_keys.secret" AuditKeys;
    SigningKey "signing_keys.secret" SigningKeys;
    Profile "users.profile" Users;
    Factor "second_factors.secret" SecondFactors;
    Identity "external_identities.identity" ExternalIdentities;
    Guest "reservation.guest" Reservations;
    Payload "outbox.payload" Outbox;
    FacilitatorProfile "facilitators.profile" Facilitators;
    CrmRecord "crm_records.content" CrmRecords;
    Notification "notifications.content" Notifications;
    VisitPage "payment.visit" Payments;
    ProviderAnswer "payment_event.content" PaymentEvents;
    GivenAnswer "idempotent_answer.answer" IdempotentAnswers;
    Details "audit_entries.details" AuditEntries;
}

/// Everything that the key of the house opens.
async fn opened(url: &str) -> String {
    let secret = STANDARD.decode(KEY).unwrap();
    let keyring = Keyring::new(&secret.try_into().unwrap());
    let database = blocking(|| Database::open(url, &Options::default())).unwrap();
    let mut all = String::new();
    for column in SealedColumn::ALL {
        let mut after = Uuid::nil();
        loop {
            let page = database
                .read(move |tx| column.page(tx, after, 500))
                .await
                .unwrap();
            let Some(last) = page.last() else { break };
            after = last.at;
            for row in page {
                all += &open(&keyring, column, row.row, row.sealed);
                all.push('\n');
            }
        }
    }
    blocking(|| database.close());
    all
}

/// The newest kept e-mail with a link to this path.
async fn link(client: &Client, path: &str) -> String {
    let list = client.get("/dev/mailbox").await.body;
    for id in list
        .split("/dev/mailbox/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        let mail = client.get(&format!("/dev/mailbox/{id}")).await.body;
        if mail.contains(&format!("{path}?token=")) {
            return token_of(&mail, path);
        }
    }
    panic!("no e-mail with {path}");
}

fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.replace('+', "%2B")
            .replace('@', "%40")
            .replace(' ', "+")
    };
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    fields.join("&")
}

/// What must not name anybody: refusals, and answers that are nobody's own.
#[derive(Default)]
struct Refusals(Vec<String>);

impl Refusals {
    #[track_caller]
    fn add(&mut self, answer: &Answer) {
        assert!(answer.status >= 400, "{}: {}", answer.status, answer.body);
        self.0
            .push(format!("{:?}\n{}", answer.headers, answer.body));
    }
}

async fn guest(client: &Client, refusals: &mut Refusals) -> String {
    let performance = client.roomy_performance().await;
    let path = format!("/api/performances/{performance}/reservations");
    let wish =
        json!({ "name": NAME, "email": EMAIL, "phone": PHONE, "notes": NOTES, "party_size": 2 });
    client.post(&path, &wish).await.expect(201);
    let cancellation = link(client, "/reservations/cancel").await;
    let confirmation = link(client, "/reservations/confirm").await;
    let wrong =
        json!({ "name": NAME, "email": "xantippa quillmark", "notes": NOTES, "party_size": 2 });
    refusals.add(&client.post(&path, &wrong).await);
    let wrong = json!({ "name": NAME, "email": EMAIL, "party_size": NOTES });
    refusals.add(&client.post(&path, &wrong).await);
    client.post(&path, &wish).await.expect(201);
    let other = link(client, "/reservations/cancel").await;
    let confirmed = client
        .post(
            "/api/reservations/confirm",
            &json!({ "token": confirmation }),
        )
        .await
        .expect(200);
    client
        .post("/api/reservations/cancel", &json!({ "token": other }))
        .await
        .expect(200);
    refusals.add(
        &client
            .post("/api/reservations/cancel", &json!({ "token": other }))
            .await,
    );
    let code = confirmed["qr_code_url"].as_str().unwrap().to_owned();
    let ticket = token_of(&code, "/api/check-ins/preview/");
    assert_eq!(
        client.get(&format!("/ticket?token={ticket}")).await.status,
        200
    );
    let shown = client
        .get(&format!("/api/check-ins/preview/?token={ticket}"))
        .await;
    let drawn = drawn(confirmed["qr_code_image"].as_str().unwrap());
    assert_eq!(drawn, code, "the picture says no more than the address");
    refusals.0.push(drawn + &shown.body + &cancellation);
    ticket
}

/// Seats on a bus, paid by telephone: once with an address and once without; answers the booking without.
async fn passenger(client: &Client, refusals: &mut Refusals) -> String {
    let routes = client.get("/api/routes").await.expect(200);
    let route = routes["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/schedules?route_id={route}");
    let departures = client.get(&path).await.expect(200);
    let departures = departures["items"].as_array().unwrap().iter();
    let roomy = departures.max_by_key(|one| one["remaining_seats"].as_u64().unwrap());
    let id = roomy.unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/schedules/{id}/bookings");
    let mut last = String::new();
    for email in [Some(EMAIL), None] {
        let mut wish =
            json!({ "passenger_name": NAME, "phone_number": PHONE, "payment_method": "mtn" });
        if let Some(email) = email {
            wish["email"] = email.into();
        }
        let key = format!("key-{}", email.is_some());
        let booked = client.post_keyed(&path, &key, &wish).await;
        let again = client.post_keyed(&path, &key, &wish).await;
        assert_eq!(booked.body, again.body);
        let booked = booked.expect(201);
        wish["seats"] = 2.into();
        refusals.add(&client.post_keyed(&path, &key, &wish).await);
        last = booked["id"].as_str().unwrap().to_owned();
        let access = booked["access_token"].as_str().unwrap();
        paid(
            client,
            &format!("/api/travel/bookings/{last}?token={access}"),
        )
        .await;
    }
    let wrong = json!({ "passenger_name": NAME, "phone_number": NOTES, "payment_method": EMAIL });
    refusals.add(&client.post_keyed(&path, "wrong", &wrong).await);
    let stranger = format!("/api/travel/bookings/{last}?token={PHONE}");
    refusals.add(&client.get(&stranger.replace('+', "%2B")).await);
    last
}

/// Waits until the provider has taken the money, and what it said is kept.
async fn paid(client: &Client, booking: &str) {
    for _ in 0..300 {
        if client.get(booking).await.expect(200)["status"] == "confirmed" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("it was not paid: {}", client.get(booking).await.body);
}

/// What the picture of a code says.
fn drawn(data_url: &str) -> String {
    let png = data_url.strip_prefix("data:image/png;base64,").unwrap();
    let picture = image::load_from_memory(&STANDARD.decode(png).unwrap()).unwrap();
    let grey = picture.to_luma8();
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let pixels = grey.as_raw();
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let (_, content) = prepared.detect_grids()[0].decode().unwrap();
    content
}

async fn member(client: &Client, refusals: &mut Refusals) {
    let fields = form(&[("name", NAME), ("email", EMAIL), ("password", PASSWORD)]);
    assert_eq!(client.submit("/register", &fields).await.status, 303);
    assert_eq!(client.submit("/register", &fields).await.status, 303);
    let token = link(client, "/register/verify").await;
    assert_eq!(
        client
            .submit("/register/verify", &form(&[("token", &token)]))
            .await
            .status,
        303
    );
    for password in ["nineteen oboes underwater no", "oboes underwater"] {
        // A page shows what was typed to whoever typed it; the log and the database must not have it.
        let refused = client
            .submit(
                "/sign-in",
                &form(&[("email", EMAIL), ("password", password)]),
            )
            .await;
        assert_eq!(refused.status, 401, "{}", refused.body);
    }
    client
        .submit(
            "/sign-in",
            &form(&[("email", EMAIL), ("password", PASSWORD)]),
        )
        .await;
    assert_eq!(client.get("/account").await.status, 200);
    assert_eq!(
        client
            .submit("/password-reset", &form(&[("email", EMAIL)]))
            .await
            .status,
        303
    );
    refusals.add(&client.get("/api/admin/reservations").await);
    let wrong = json!({ "email": EMAIL, "password": "nineteen oboes underwater no" });
    refusals.add(&client.post("/api/auth/login", &wrong).await);
    let right = json!({ "email": EMAIL, "password": PASSWORD });
    let tokens = client.post("/api/auth/login", &right).await.expect(200);
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    client.post("/api/auth/refresh", &refresh).await.expect(200);
    refusals.add(&client.post("/api/auth/refresh", &refresh).await);
    refusals.add(
        &client
            .post("/api/privacy/copy", &json!({ "token": EMAIL }))
            .await,
    );
}

async fn staff(office: &Client, ticket: &str, refusals: &mut Refusals) {
    for path in [
        "/api/admin/reservations?q=xantippa@quillmark.example",
        "/api/admin/privacy?email=xantippa@quillmark.example",
    ] {
        let found = office.get(path).await;
        assert!(
            found.status == 200 && found.body.contains(NAME),
            "{}",
            found.body
        );
    }
    refusals.add(&office.get("/api/admin/reservations?q=Xantippa").await);
    office
        .post("/api/check-ins/preview", &json!({ "token": ticket }))
        .await;
    office
        .post("/api/check-ins/confirm", &json!({ "token": ticket }))
        .await;
    assert_eq!(office.get("/api/admin/audit").await.status, 200);
    refusals.0.push(office.get("/health/ready").await.body);
}

both_engines! {
    async fn what_is_planted_is_nowhere_to_be_read_and_gone_when_erased(engine: Engine) {
        let database = engine.empty_database();
        let mut place = Place::empty()
            .with("FOH_LOG", "trace")
            .with("FOH_SECRET_KEY", KEY)
            .with("FOH_LIMITS", "all=off")
            .with("FOH_DATABASE_URL", &database.url());
        let user = ["user", "create", "--email", "office@house.example", "--name", "Office", "--role", "administrator"];
        place.run(&user).well();
        let token = place.run(&["token", "create", "--email", "office@house.example"]).well();
        let serving = place.serve();
        let client = Client::of(&serving);
        let office = client.with_token(&token);
        let mut refusals = Refusals::default();
        let ticket = guest(&client, &mut refusals).await;
        let journey = passenger(&client, &mut refusals).await;
        member(&client, &mut refusals).await;
        staff(&office, &ticket, &mut refusals).await;

        assert_eq!(client.submit("/privacy", &form(&[("email", EMAIL)])).await.status, 303);
        let own = link(&client, "/privacy/link").await;
        let copy = client.post("/api/privacy/copy", &json!({ "token": own })).await.expect(200);
        assert_eq!(copy["reservations"].as_array().unwrap().len(), 2);
        assert_eq!(copy["account"]["email"], EMAIL);
        assert_eq!((copy["journeys"].as_array().unwrap().len(), &copy["journeys"][0]["phone_number"]), (1, &json!(PHONE)));

        let everything = stored(&database, engine);
        assert!(everything.windows(11).any(|window| window == b"The Tempest"), "what is public is found");
        assert_eq!(marks_in(&everything), [] as [&str; 0], "in the database");
        let read = opened(&database.url()).await;
        assert!(marks_in(read.as_bytes()).len() >= 5, "the key opens what is to be erased");

        let erased = client.post("/api/privacy/erase", &json!({ "token": own })).await.expect(200);
        assert_eq!((&erased["reservations"], &erased["account"]), (&json!(3), &json!(true)));
        // Whom no link reaches is erased by staff.
        let erased = office.post(&format!("/api/admin/reservations/{journey}/erase"), &json!({})).await;
        assert!(erased.status < 300, "{}", erased.body);
        refusals.add(&client.post("/api/privacy/erase", &json!({ "token": own })).await);
        refusals.0.push(office.get("/api/admin/reservations").await.body);
        refusals.0.push(office.get("/api/admin/accounts").await.body);
        refusals.0.push(office.get("/api/admin/audit").await.body);
        for answer in &refusals.0 {
            assert_eq!(marks_in(answer.as_bytes()), [] as [&str; 0], "{answer}");
        }
        let said = serving.said();
        serving.stop();
        let told: Vec<_> = said.lines().filter(|line| !marks_in(line.as_bytes()).is_empty()).collect();
        assert_eq!(told, [] as [&str; 0], "in the log");
        assert_eq!(marks_in(&stored(&database, engine)), [] as [&str; 0], "in the database at the end");
        let read = opened(&database.url()).await;
        assert!(read.contains("Erased account"), "something was opened");
        assert_eq!(marks_in(read.as_bytes()), [] as [&str; 0], "under seal");
    }
}
