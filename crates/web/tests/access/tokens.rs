//! Every route × API tokens: they reach what role and token both allow, and never what is done in person.

use foh_app::identity::{NewAccount, NewApiToken, TokenFor};
use foh_domain::identity::{Permission, Role};
use foh_testkit::engines::Engine;
use foh_web::http::access::{Entry, Verb, Who};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::{
    people::{Outcome, set_active, set_role},
    place::Place,
    support::{Caller, TestApp},
    walk::{ask, lines},
};

/// What a program that carries `carried` has to meet.
fn expected(entry: &Entry, carried: &[Permission]) -> Outcome {
    let reached = match entry.who {
        Who::Public => return Outcome::Reached,
        Who::Account => true,
        Who::Needs(needed) => needed.iter().any(|one| carried.contains(one)),
    };
    let account = entry.path.trim_start_matches("/api");
    // Holding sessions is applied for by programs too: it gives the account nothing by itself.
    let own = account.starts_with("/account/") && account != "/account/facilitator"
        || account == "/confirm-password";
    let changes_account = entry.who == Who::Account && own && entry.verbs != [Verb::Get];
    let makes_tokens = entry.path.ends_with("/tokens") && entry.verbs.contains(&Verb::Post);
    if reached && !changes_account && !makes_tokens {
        Outcome::Reached
    } else {
        Outcome::Forbidden
    }
}

async fn walk(caller: &Caller, place: &Place, carried: &[Permission]) {
    for (entry, verb) in lines(true) {
        let answer = ask(caller, verb, entry.path, place).await;
        let (verb, path) = (verb.as_str(), entry.path);
        let outcome = Outcome::of(&answer);
        let wanted = expected(entry, carried);
        assert_eq!(
            outcome, wanted,
            "{verb} {path} with {carried:?}: {}",
            answer.body
        );
        assert!(answer.status < 500, "{path}: {}", answer.body);
    }
}

async fn token(app: &TestApp, id: Uuid, permissions: Option<Vec<&str>>) -> Caller {
    let new = NewApiToken {
        name: "Walker",
        permissions,
        days: None,
    };
    let key = app.house.new_form_key();
    let made = app.house.make_api_token(key, TokenFor::Anybody(id), new);
    let text = made.await.unwrap().text.expose_secret().to_owned();
    app.anybody()
        .with("authorization", &format!("Bearer {text}"))
}

async fn account(app: &TestApp, role: Role) -> Uuid {
    let email = format!("walker-{}@example.org", app.number());
    let new = NewAccount {
        email: &email,
        name: "Robin Program",
        role,
        password: None,
    };
    app.house.create_user(new).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_permission_alone() {
    let app = TestApp::open(Engine::Sqlite).await;
    let place = Place::open(&app).await;
    let id = account(&app, Role::Administrator).await;
    for permission in Permission::ALL {
        if !Role::Administrator.allows(permission) {
            continue;
        }
        let caller = token(&app, id, Some(vec![permission.as_str()])).await;
        walk(&caller, &place, &[permission]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_the_account_may_do_and_what_is_left_of_it() {
    let app = TestApp::open(Engine::Sqlite).await;
    let place = Place::open(&app).await;
    let id = account(&app, Role::Administrator).await;
    let all = token(&app, id, None).await;
    let some = token(&app, id, Some(vec!["content", "door"])).await;
    let carried: Vec<_> = Permission::ALL
        .into_iter()
        .filter(|one| Role::Administrator.allows(*one))
        .collect();
    walk(&all, &place, &carried).await;
    set_role(&app, id, Role::Door).await;
    walk(&all, &place, &[Permission::Door]).await;
    walk(&some, &place, &[Permission::Door]).await;
    set_role(&app, id, Role::BoxOffice).await;
    walk(&some, &place, &[]).await;
    set_active(&app, id, false).await;
    let gone = all.get("/api/account").await;
    gone.refused(401, "authentication_required");
}
