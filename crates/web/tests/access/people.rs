//! Everybody who may come by, and what is done to their accounts meanwhile.

use foh_app::{
    StoreError,
    identity::{NewAccount, Staff},
    theatre::NewDoorLink,
};
use foh_domain::{
    identity::{Granted, PersonName, Role},
    token::Token,
};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::support::{Answer, Caller, TestApp, token_in};

pub const PASSWORD: &str = "twelve grey mice at noon";

/// Somebody with an account.
pub struct Person {
    pub role: Role,
    pub id: Uuid,
    email: String,
    door: Option<Token>,
    cookie: String,
}

impl Person {
    /// Somebody with an account of this role who has signed in; a scoped role reaches `scope`.
    pub async fn come(app: &TestApp, role: Role, scope: Uuid) -> Self {
        let email = format!("{}-{}@example.org", role.as_str(), app.number());
        if role == Role::DoorLink {
            let url = link(app, scope).await.1;
            let door = Token::parse(&token_in(&url)).unwrap();
            let mut person = Self {
                role,
                id: Uuid::nil(),
                email,
                door: Some(door),
                cookie: String::new(),
            };
            person.sign_in(app).await;
            return person;
        }
        let new = NewAccount {
            email: &email,
            name: "Robin Somebody",
            role,
            password: Some(PASSWORD.into()),
        };
        let id = app.house.create_user(new).await.unwrap();
        if role.is_scoped() {
            change(
                app,
                "INSERT INTO user_scopes (user_id, scope_id) VALUES ($1, $2)",
                id,
                Value::Id(scope),
            )
            .await;
        }
        let mut person = Self {
            role,
            id,
            email,
            door: None,
            cookie: String::new(),
        };
        person.sign_in(app).await;
        person
    }

    /// Begins a session as this person would.
    pub async fn sign_in(&mut self, app: &TestApp) {
        let (path, form) = match &self.door {
            Some(door) => {
                let token = door.reveal();
                ("/door-link", format!("token={}", token.expose_secret()))
            }
            None => (
                "/sign-in",
                format!(
                    "email={}&password={}",
                    self.email,
                    PASSWORD.replace(' ', "+")
                ),
            ),
        };
        let answer = app
            .anybody()
            .post_text(
                reqwest::Method::POST,
                path,
                "application/x-www-form-urlencoded",
                form,
            )
            .await;
        assert_eq!(
            answer.status, 303,
            "{:?} signs in: {}",
            self.role, answer.body
        );
        let cookie = answer.header("set-cookie");
        let (cookie, _) = cookie.split_once(';').unwrap();
        cookie.clone_into(&mut self.cookie);
        assert!(self.cookie.len() > 20, "{cookie}");
    }

    /// This person as the use cases know them, with this in their scope.
    pub fn staff(&self, scope: Uuid) -> Staff {
        Staff {
            id: self.id,
            role: self.role,
            name: PersonName::parse("Robin Somebody").unwrap(),
            scopes: vec![scope],
            session: None,
            granted: Granted::Everything,
            must_enrol: false,
        }
    }

    /// This person in front of a browser.
    pub fn browser(&self, app: &TestApp) -> Caller {
        app.anybody().with("cookie", &self.cookie)
    }
}

/// A door link of a performance: its id and its address.
pub async fn link(app: &TestApp, performance_id: Uuid) -> (Uuid, String) {
    let new = NewDoorLink {
        performance_id,
        name: "Toni at the side door",
        valid_until: None,
        by: Uuid::nil(),
    };
    let key = app.house.new_form_key();
    let made = app.house.make_door_link(key, new).await.unwrap();
    (made.id, made.url.expose_secret().to_owned())
}

/// What an account is given.
#[derive(Clone, Copy)]
pub enum Value {
    Word(&'static str),
    Flag(bool),
    Id(Uuid),
}

/// Changes an account behind the back of everybody: `$1` is its id, `$2` the value.
pub async fn change(app: &TestApp, sql: &'static str, id: Uuid, value: Value) {
    let written = app.house.database().write(id, move |tx| {
        match value {
            Value::Word(word) => tx.execute(sql, &[id.into(), word.into()]),
            Value::Flag(flag) => tx.execute(sql, &[id.into(), flag.into()]),
            Value::Id(other) => tx.execute(sql, &[id.into(), other.into()]),
        }
        .map(|changed| assert_eq!(changed, 1, "{sql}"))
    });
    Result::<(), StoreError>::unwrap(written.await);
}

pub async fn set_role(app: &TestApp, id: Uuid, role: Role) {
    let sql = "UPDATE users SET role = $2 WHERE id = $1";
    change(app, sql, id, Value::Word(role.as_str())).await;
}

pub async fn set_active(app: &TestApp, id: Uuid, active: bool) {
    let sql = "UPDATE users SET active = $2 WHERE id = $1";
    change(app, sql, id, Value::Flag(active)).await;
}

/// What became of a request at the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its handler had it, whatever that made of it.
    Reached,
    /// Signed in, but not allowed.
    Forbidden,
    /// Somebody has to sign in first.
    SignIn,
}

impl Outcome {
    pub fn of(answer: &Answer) -> Self {
        let to_sign_in =
            answer.status == 303 && answer.header("location").starts_with("/sign-in?next=");
        if to_sign_in || answer.status == 401 && answer.body.contains("authentication_required") {
            Self::SignIn
        } else if answer.status == 403 {
            Self::Forbidden
        } else {
            Self::Reached
        }
    }
}
