//! What is logged at the chattiest level names no guest and quotes no secret.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::{
    http::{Client, token_of},
    program::Place,
};

const NAME: &str = "Zephyrine";
const EMAIL: &str = "zephyrine@quillfeather.example";
const PASSWORD: &str = "quite an unusual secret";

both_engines! {
async fn the_log_gives_nothing_away(engine: Engine) {
let database = engine.empty_database();
    let mut place = Place::empty().with("FOH_LOG", "trace").with("FOH_DATABASE_URL", &database.url());
    let door = [
        "user",
        "create",
        "--email",
        "door@quillfeather.example",
        "--name",
        "Door",
        "--role",
        "door",
        "--password-stdin",
    ];
    place.run_with(&door, PASSWORD).well();
    let api_token = place
        .run(&["token", "create", "--email", "door@quillfeather.example"])
        .well();
    let serving = place.serve();
    let link = serving.line("Sign in as administrator once:");
    let client = Client::of(&serving);
    let performances = client.all("/api/performances?").await;
    let performance = performances
        .iter()
        .find(|one| one["available_places"].as_u64() > Some(5))
        .unwrap();
    let path = format!(
        "/api/performances/{}/reservations",
        performance["id"].as_str().unwrap()
    );
    let wish = json!({ "name": NAME, "email": EMAIL, "phone": "+390698765432", "notes": "trombones", "party_size": 1 });
    client.post(&path, &wish).await.expect(201);
    client
        .post(
            &path,
            &json!({ "name": NAME, "email": EMAIL, "party_size": "trombones" }),
        )
        .await
        .expect(400);
    let list = client.get("/dev/mailbox").await.body;
    let (before, _) = list.split_once(EMAIL).unwrap();
    let mut mail = String::new();
    for id in before
        .split("/dev/mailbox/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        mail = client.get(&format!("/dev/mailbox/{id}")).await.body;
        if mail.contains(EMAIL) {
            break;
        }
    }
    let confirmation = token_of(&mail, "/reservations/confirm");
    let confirmed = client
        .post(
            "/api/reservations/confirm",
            &json!({ "token": confirmation }),
        )
        .await
        .expect(200);
    let url = confirmed["qr_code_url"].as_str().unwrap();
    let ticket = token_of(url, "/api/check-ins/preview/");
    client.get(&format!("/ticket?token={ticket}")).await;
    client
        .get(&format!("/api/check-ins/preview/?token={ticket}"))
        .await;
    let scanned = client
        .with_token(&api_token)
        .post("/api/check-ins/preview", &json!({ "token": ticket }))
        .await;
    assert!([200, 409].contains(&scanned.status), "{}", scanned.body);
    let form = format!(
        "email=door%40quillfeather.example&password={}",
        PASSWORD.replace(' ', "+")
    );
    let signed_in = client.submit("/sign-in", &form).await;
    assert_eq!(signed_in.status, 303);
    let session = signed_in
        .header("set-cookie")
        .split(['=', ';'])
        .nth(1)
        .unwrap()
        .to_owned();
    client
        .submit(
            "/sign-in",
            "email=other%40quillfeather.example&password=wrong+trombones+again",
        )
        .await;
    let said = serving.said();
    serving.stop();

    if engine == Engine::Postgres {
        assert!(said.contains("DEBUG"), "this looks at the chattiest log: {said}");
    }
    assert!(said.contains("a sign-in was refused"), "{said}");
    let bare = api_token.strip_prefix("foh_").unwrap();
    for secret in [
        NAME,
        "quillfeather",
        "698765432",
        "trombones",
        PASSWORD,
        &confirmation,
        &ticket,
        bare,
        &session,
    ] {
        let told: Vec<_> = said.lines().filter(|line| line.contains(secret)).collect();
        assert_eq!(told, [] as [&str; 0], "{secret}");
    }
    // Printed for the one who has started it, and not logged beside that.
    let once = token_of(&link, "/sign-in/link");
    assert_eq!(said.matches(&once).count(), 1);
}
}
