//! `foh migrate`, `foh demo`, `foh user`, `foh token`, on both engines.

use foh_testkit::{both_engines, engines::Engine};
use serde_json::json;

use crate::{
    http::Client,
    program::{KEY, Place},
};

const PASSWORD: &str = "correct horse battery staple";

fn user<'a>(email: &'a str, role: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "user",
        "create",
        "--email",
        email,
        "--name",
        "Ada Rossi",
        "--role",
        role,
    ];
    arguments.extend(more);
    arguments
}

both_engines! {
    async fn a_house_is_set_up_by_commands(engine: Engine) {
        let database = engine.empty_database();
        let mut place = Place::empty().with("FOH_DATABASE_URL", &database.url()).with("FOH_SECRET_KEY", KEY);
        for _ in 0..2 {
            let said = place.run(&["migrate"]).well();
            assert!(said.contains("up to date"), "{said}");
            assert!(!said.contains("postgres@"), "no credentials: {said}");
        }
        let first = place.run(&["demo"]).well();
        let second = place.run(&["demo"]).well();
        assert_ne!(first, second);
        assert!(second.contains("nothing was changed"), "{second}");

        let id = place.run_with(&user("ada@example.org", "content", &["--password-stdin"]), &format!("{PASSWORD}\nmore\n")).well();
        assert_eq!(id.len(), 36, "{id}");
        let token = place.run(&["token", "create", "--email", "ADA@example.org"]).well();
        assert!(token.starts_with("foh_") && !token.contains('\n'), "one line, for a script");

        let serving = place.serve();
        let client = Client::of(&serving);
        assert_eq!(client.all("/api/shows?").await.len(), 4, "once");
        client.with_token(&token).get("/api/admin/venues").await.expect(200);
        client.with_token(&token).get("/api/admin/reservations").await.expect(403);
        // A token made while the site is open works at once.
        place.run(&user("door@example.org", "door", &[])).well();
        let door = place.run(&["token", "create", "--email", "door@example.org"]).well();
        client.with_token(&door).post("/api/check-ins/preview", &json!({ "token": "x" })).await.expect(404);

        let form = |password: &str| format!("email=ada%40example.org&password={}&next=", password.replace(' ', "+"));
        let refused = client.submit("/sign-in", &form("correct horse battery")).await;
        assert_eq!(refused.status, 401);
        let signed_in = client.submit("/sign-in", &form(PASSWORD)).await;
        assert_eq!(signed_in.status, 303, "{}", signed_in.body);
        client.get("/api/admin/venues").await.expect(200);
        serving.stop();
    }
}

#[test]
fn accounts_are_refused_with_a_reason() {
    let place = Place::empty();
    place.run(&user("ada@example.org", "door", &[])).well();
    for (arguments, input, said) in [
        (
            user("ada@example.org", "content", &[]),
            "",
            "exists already",
        ),
        (
            user("ADA@Example.org", "content", &[]),
            "",
            "exists already",
        ),
        (user("nobody", "door", &[]), "", "email:"),
        (
            user("b@example.org", "door", &["--password-stdin"]),
            "qwertz\n",
            "password:",
        ),
        (
            user("b@example.org", "door", &["--password-stdin"]),
            "",
            "password:",
        ),
        (
            vec!["token", "create", "--email", "b@example.org"],
            "",
            "no active account",
        ),
        (
            vec!["token", "create", "--email", "nobody"],
            "",
            "no active account",
        ),
    ] {
        let told = place.run_with(&arguments, input).badly(1);
        assert!(told.contains(said), "{arguments:?}: {told}");
        assert!(!told.contains("qwertz"), "{told}");
    }
    for arguments in [
        vec!["sevre"],
        vec!["user"],
        vec!["token", "create"],
        user("b@example.org", "king", &[]),
        vec!["--listen", "127.0.0.1:1"],
    ] {
        let told = place.run(&arguments).badly(2);
        assert!(
            told.contains("Usage:") || told.contains("--help"),
            "{arguments:?}: {told}"
        );
    }
    let version = place.run(&["--version"]).well();
    assert_eq!(version, format!("foh {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn accounts_are_listed_reset_and_switched_off() {
    let place = Place::empty();
    let admin = place
        .run(&user("ada@example.org", "administrator", &[]))
        .well();
    let door = place.run(&user("bruno@example.org", "door", &[])).well();
    let listed = place.run(&["user", "list"]).well();
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(
        lines,
        [
            format!("{door}\tdoor\tactive\tbruno@example.org\tAda Rossi"),
            format!("{admin}\tadministrator\tactive\tada@example.org\tAda Rossi"),
        ]
    );
    let link = place
        .run(&["user", "reset", "--email", "BRUNO@example.org"])
        .well();
    assert!(
        link.contains("/password-reset/link?token=") && !link.contains('\n'),
        "one line, for a script: {link}"
    );
    let sent = place.run(&["user", "reset", "--email", "bruno@example.org", "--mail"]);
    assert!(sent.well().contains("on its way"));
    let off = ["user", "deactivate", "--email", "bruno@example.org"];
    assert!(place.run(&off).well().contains("deactivated"));
    assert!(
        place
            .run(&["user", "list"])
            .well()
            .contains(&format!("{door}\tdoor\tinactive"))
    );
    for (arguments, said) in [
        (
            ["user", "reset", "--email", "bruno@example.org"],
            "inactive",
        ),
        (
            ["user", "deactivate", "--email", "nobody@example.org"],
            "no account has this address",
        ),
        (
            ["user", "deactivate", "--email", "ada@example.org"],
            "last active administrator",
        ),
    ] {
        let refused = place.run(&arguments).badly(1);
        assert!(refused.contains(said), "{refused}");
    }
}
