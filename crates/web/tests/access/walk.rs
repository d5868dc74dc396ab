//! Every route × every role × own and foreign scope × active, deactivated, demoted while signed in, against an oracle
//! that shares nothing with the guard but the lines of the table.

use foh_domain::identity::Role;
use foh_testkit::engines::Engine;
use foh_web::http::access::{self, Entry, Scope, Verb, Who};
use reqwest::Method;

use crate::{
    people::{Outcome, Person, set_active, set_role},
    place::{Place, body_for, holds_to_scope, query_for},
    support::{Answer, Caller, Opening, TestApp},
};

/// What each role carries, written out once more.
fn permissions(role: Role) -> &'static [&'static str] {
    match role {
        Role::Administrator => &[
            "content",
            "box_office",
            "door",
            "accounts",
            "audit",
            "privacy",
            "travel_sales",
            "travel_management",
            "payments",
            "facilitation",
            "bar_management",
            "bar_counting",
        ],
        Role::Content => &["content"],
        Role::BoxOffice => &["box_office"],
        Role::Door | Role::DoorLink => &["door"],
        Role::TravelOperator => &["travel_sales"],
        Role::Facilitator => &["facilitation"],
        Role::BarManager => &["bar_management", "bar_counting"],
        Role::BarCounter => &["bar_counting"],
        Role::Member => &[],
        Role::Service => &["integration"],
    }
}

/// What has to become of a request: by `None` that nobody is signed in for; with what is in its scope, or foreign to it.
fn expected(entry: &Entry, role: Option<Role>, own: bool) -> Outcome {
    let needed = match (entry.who, role) {
        (Who::Public, _) => return Outcome::Reached,
        (_, None) => return Outcome::SignIn,
        (Who::Account, Some(Role::DoorLink)) => return Outcome::Forbidden,
        (Who::Account, Some(_)) => return Outcome::Reached,
        (Who::Needs(needed), Some(_)) => needed,
    };
    let role = role.unwrap();
    let has = needed
        .iter()
        .any(|one| permissions(role).contains(&one.as_str()));
    let scoped = matches!(
        role,
        Role::TravelOperator | Role::BarCounter | Role::DoorLink
    );
    let within = match (scoped, entry.scope) {
        (false, _) => true,
        (true, Scope::Handled) => own || !holds_to_scope(entry),
        (true, Scope::InPath) => own,
        (true, Scope::Refused) => false,
    };
    if has && within {
        Outcome::Reached
    } else {
        Outcome::Forbidden
    }
}

/// Sends a request that no handler can do anything with; one that is held to its scope by its use case, can.
pub async fn ask(caller: &Caller, verb: Verb, line: &str, place: &Place) -> Answer {
    let path: String = line
        .split('/')
        .map(|part| match part {
            "{id}" => place.id_in(line),
            part if part.starts_with('{') => "none".to_owned(),
            part => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/");
    let path = if path.is_empty() {
        "/".to_owned()
    } else {
        path
    };
    let method: Method = verb.as_str().parse().unwrap();
    if method == Method::GET {
        return caller.get(&format!("{path}{}", query_for(line))).await;
    }
    let (kind, body) = body_for(line).unwrap_or(("application/json", "["));
    caller.post_text(method, &path, kind, body.to_owned()).await
}

/// The lines that a house serves, with each of their methods.
pub fn lines(development: bool) -> impl Iterator<Item = (&'static Entry, Verb)> {
    access::entries()
        .filter(move |entry| development || !entry.development)
        .flat_map(|entry| entry.verbs.iter().map(move |verb| (entry, *verb)))
}

/// What was not as the oracle says.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Drop for Wrong {
    fn drop(&mut self) {
        assert!(
            self.0.is_empty() || std::thread::panicking(),
            "{} of them:\n{}",
            self.0.len(),
            self.0.join("\n")
        );
    }
}

/// Walks every route as one person. Some routes end the session they are asked with: then it begins anew.
async fn walk(app: &TestApp, person: &mut Person, places: [&Place; 2], development: bool) {
    let role = person.role;
    let mut wrong = Wrong::default();
    for (entry, verb) in lines(development) {
        for (own, place) in [(true, places[0]), (false, places[1])] {
            if !own && (!role.is_scoped() || !entry.path.contains("{id}")) {
                continue;
            }
            let mut answer = ask(&person.browser(app), verb, entry.path, place).await;
            if Outcome::of(&answer) == Outcome::SignIn {
                person.sign_in(app).await;
                answer = ask(&person.browser(app), verb, entry.path, place).await;
            }
            wrong.check(entry, verb, &answer, Some(role), own);
        }
    }
}

impl Wrong {
    fn check(&mut self, entry: &Entry, verb: Verb, answer: &Answer, role: Option<Role>, own: bool) {
        let outcome = Outcome::of(answer);
        let expected = expected(entry, role, own);
        // A line whose handler is missing, and a handler that gives up, are wrong for everybody.
        if outcome != expected || answer.status == 405 || answer.status >= 500 {
            self.0.push(format!(
                "{} {} by {role:?} (own scope: {own}): {outcome:?} instead of {expected:?}, {}",
                verb.as_str(),
                entry.path,
                answer.status
            ));
        }
    }
}

async fn nobody(app: &TestApp, caller: &Caller, place: &Place, development: bool) {
    let mut wrong = Wrong::default();
    for (entry, verb) in lines(development) {
        let answer = ask(caller, verb, entry.path, place).await;
        wrong.check(entry, verb, &answer, None, true);
        let api = entry.path.starts_with("/api/") || entry.path == "/door/scan";
        if entry.who != Who::Public && answer.status != if api { 401 } else { 303 } {
            wrong.0.push(format!("{}: {}", entry.path, answer.status));
        }
    }
    assert_eq!(app.anybody().get("/").await.status, 200);
}

async fn places(app: &TestApp) -> [Place; 2] {
    [Place::open(app).await, Place::open(app).await]
}

/// One person of each role walks; then the account is switched off, then on again with no permission left.
async fn every_state(role: Role) {
    let app = TestApp::open(Engine::Sqlite).await;
    let [mut own, foreign] = places(&app).await;
    let mut person = Person::come(&app, role, own.scope_of(role)).await;
    if role == Role::TravelOperator {
        own.with_drawer_of(&app, &person.staff(own.scope_of(role)))
            .await;
    }
    walk(&app, &mut person, [&own, &foreign], true).await;
    if role == Role::DoorLink {
        return; // Its states are those of the link, see `door_links`.
    }
    let signed_in = person.browser(&app);
    set_active(&app, person.id, false).await;
    nobody(&app, &signed_in, &own, true).await;
    set_active(&app, person.id, true).await;
    person.sign_in(&app).await;
    set_role(&app, person.id, Role::Member).await;
    person.role = Role::Member;
    walk(&app, &mut person, [&own, &foreign], true).await;
}

macro_rules! walks {
    ($($name:ident $role:ident;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                Box::pin(every_state(Role::$role)).await;
            }
        )*

        #[test]
        fn every_role_walks() {
            let walking = [$(Role::$role),*];
            assert!(Role::ALL.into_iter().all(|role| walking.contains(&role)));
        }
    };
}

walks! {
    administrator Administrator;
    content Content;
    box_office BoxOffice;
    door Door;
    travel_operator TravelOperator;
    facilitator Facilitator;
    bar_manager BarManager;
    bar_counter BarCounter;
    member Member;
    service Service;
    door_link DoorLink;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_all() {
    let app = TestApp::open(Engine::Sqlite).await;
    let [own, _] = places(&app).await;
    nobody(&app, &app.anybody(), &own, true).await;
    let forged = app
        .anybody()
        .with("cookie", &format!("foh={}", "A".repeat(64)));
    nobody(&app, &forged, &own, true).await;
    let forged = app.anybody().with("authorization", "Bearer nonsense");
    nobody(&app, &forged, &own, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_production() {
    let opening = Opening {
        development: false,
        ..Opening::default()
    };
    let app = TestApp::open_as(Engine::Sqlite, opening).await;
    let [own, foreign] = places(&app).await;
    nobody(&app, &app.anybody(), &own, false).await;
    for role in [Role::Administrator, Role::BoxOffice, Role::DoorLink] {
        let mut person = Person::come(&app, role, own.scope_of(role)).await;
        walk(&app, &mut person, [&own, &foreign], false).await;
        let here = person.browser(&app);
        for entry in access::entries().filter(|entry| entry.development) {
            let answer = ask(&here, entry.verbs[0], entry.path, &own).await;
            assert_eq!(answer.status, 404, "{} {}", entry.path, answer.body);
        }
    }
}
