//! One's own API tokens.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::{ApiTokenError, ApiTokenItem, MadeApiToken, NewApiToken, Staff, TokenFor};
use foh_domain::{
    field::FieldError,
    identity::{Granted, Permission, Role},
    theatre::Zone,
};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Deserialize;
use uuid::Uuid;

use super::{capitalised, field};
use crate::{
    Web,
    http::{ConfirmedSession, Form, Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        admin::Link,
        api_token::{
            ApiTokenForm, ApiTokenMade, ApiTokenRevoke, ApiTokenRow, ApiTokensPage,
            PermissionChoice,
        },
        frame::{Desk, Frame},
        parts::{Choice, Notice, NoticeKind},
    },
};

const PATH: &str = "/account/tokens";

/// The lives to choose from, in days.
const LIVES: [&str; 5] = ["7", "30", "90", "180", "365"];
const USUAL: &str = "90";

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
}

impl Asked {
    pub(crate) fn notice(&self) -> Option<Notice> {
        let (kind, title, text) = match self.done.as_str() {
            "revoked" => (NoticeKind::Done, "The token is revoked", ""),
            "made_before" => (
                NoticeKind::Info,
                "It was made once",
                "This form had been sent before. The token it made was shown then and cannot be shown again: if you do not have it, revoke it and make another.",
            ),
            _ => return None,
        };
        Some(Notice::new(kind, title, text))
    }
}

/// What was typed.
#[derive(Default)]
pub(crate) struct Typed {
    form_key: String,
    name: String,
    days: String,
    everything: bool,
    permissions: Vec<String>,
}

/// A form as browsers post it, with a name for each box that is ticked.
pub(crate) type Pairs = Vec<(String, String)>;

impl Typed {
    /// Reads a form.
    ///
    /// # Errors
    /// 400 for a field there is none of.
    pub(crate) fn read(pairs: Pairs) -> Result<Self, Problem> {
        let mut typed = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "form_key" => typed.form_key = value,
                "name" => typed.name = value,
                "days" => typed.days = value,
                "reach" => typed.everything = value == "everything",
                "permissions" => typed.permissions.push(value),
                _ => return Err(Problem::malformed("The form has a field there is none of.")),
            }
        }
        Ok(typed)
    }

    /// Makes the token. A role with nothing to choose from gives what it has.
    pub(crate) async fn make(
        &self,
        web: &Web,
        of: TokenFor,
        role: Role,
    ) -> Result<MadeApiToken, ApiTokenError> {
        let key = web.house.form_key(&self.form_key);
        let key =
            key.map_err(|error| ApiTokenError::Faults(Problem::from(error).faults().to_vec()))?;
        let chosen = !self.everything && choices(role, &[]).len() > 1;
        let new = NewApiToken {
            name: &self.name,
            permissions: chosen.then(|| self.permissions.iter().map(String::as_str).collect()),
            // What is no number is out of every range.
            days: Some(self.days.trim().parse().unwrap_or(-1)),
        };
        web.house.make_api_token(key, of, new).await
    }

    /// The form as it was sent, with what is wrong with it.
    pub(crate) fn form(self, web: &Web, role: Role, faults: &[FieldError]) -> ApiTokenForm {
        let days = if self.days.is_empty() {
            USUAL
        } else {
            &self.days
        };
        let permissions = choices(role, &self.permissions);
        let key = web.house.form_key(&self.form_key);
        let form_key = key.unwrap_or_else(|_| web.house.new_form_key()).to_string();
        ApiTokenForm {
            form_key,
            name: field("name", &self.name, faults),
            days: field("days", days, faults),
            lives: LIVES
                .into_iter()
                .map(|days| Choice {
                    value: days.to_owned(),
                    label: format!("{days} days"),
                })
                .collect(),
            everything: self.everything,
            permissions_error: field("permissions", "", faults).error,
            permissions: if permissions.len() > 1 {
                permissions
            } else {
                Vec::new()
            },
        }
    }
}

fn choices(role: Role, chosen: &[String]) -> Vec<PermissionChoice> {
    let of_role = Permission::ALL.into_iter().filter(|one| role.allows(*one));
    of_role
        .map(|permission| PermissionChoice {
            value: permission.as_str(),
            label: capitalised(&permission.as_str().replace('_', " ")),
            chosen: chosen.iter().any(|word| word == permission.as_str()),
        })
        .collect()
}

/// A line of the list; `base` is where the list is.
pub(crate) fn row(item: &ApiTokenItem, base: &str, zone: Option<&Zone>) -> ApiTokenRow {
    ApiTokenRow {
        revoke_href: format!("{base}/{}/revoke", item.id),
        name: item.name.clone(),
        beginning: item.beginning.clone(),
        reach: match item.granted {
            Granted::Everything => "Everything the account may do".to_owned(),
            Granted::Only(permissions) => {
                let words: Vec<&str> = permissions.iter().map(Permission::as_str).collect();
                capitalised(&words.join(", ").replace('_', " "))
            }
        },
        until: day(item.expires_at, zone),
        used: item
            .used_at
            .map(|at| crate::pages::identity::moment(at, zone)),
        expired: item.expired,
    }
}

fn day(at: Timestamp, zone: Option<&Zone>) -> String {
    match zone {
        Some(zone) => words::local(at, zone).strftime("%-d %B %Y").to_string(),
        None => at.strftime("%-d %B %Y (UTC)").to_string(),
    }
}

/// The token that was made, shown this once.
pub(crate) async fn shown(
    web: &Web,
    frame: impl FnOnce(&str) -> Frame,
    made: &MadeApiToken,
    back: &str,
) -> Result<Response, Problem> {
    let zone = render::house_zone(web).await?;
    let mut frame = frame(&made.name);
    frame.private = true;
    let page = ApiTokenMade {
        frame,
        text: made.text.expose_secret().to_owned(),
        until: day(made.expires_at, zone.as_ref()),
        back: back.to_owned(),
    };
    render::page(StatusCode::CREATED, &page)
}

/// The page that asks whether to revoke a token of an account.
pub(crate) async fn asking(
    web: &Web,
    frame: impl FnOnce(&str) -> Frame,
    (user_id, id): (Uuid, Uuid),
    base: &str,
) -> Result<Response, Problem> {
    let tokens = web.house.api_tokens(user_id).await?;
    let item = tokens.iter().find(|item| item.id == id);
    let item = item.ok_or_else(Problem::not_found)?;
    let zone = render::house_zone(web).await?;
    let page = ApiTokenRevoke {
        frame: frame(&format!("Revoke “{}”?", item.name)),
        row: row(item, base, zone.as_ref()),
        back: base.to_owned(),
    };
    render::page(StatusCode::OK, &page)
}

/// Revokes a token of an account and leads back to the list; revoked twice, it is revoked.
pub(crate) async fn revoked(
    web: &Web,
    (user_id, id): (Uuid, Uuid),
    base: &str,
) -> Result<Response, Problem> {
    match web.house.revoke_api_token(id, Some(user_id)).await {
        Ok(()) | Err(ApiTokenError::Unknown) => {
            Ok(Redirect::to(&format!("{base}?done=revoked")).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What is said of a token that was not made: the form once more, or that there is one already.
pub(crate) enum Unmade {
    /// The form had made one before.
    Before,
    /// The page once more, with this status, notice and faults.
    Again(StatusCode, Option<Notice>, Vec<FieldError>),
}

impl Unmade {
    /// Reads why.
    ///
    /// # Errors
    /// What whoever asked cannot mend.
    pub(crate) fn of(error: ApiTokenError) -> Result<Self, Problem> {
        let faults = match error {
            ApiTokenError::MadeBefore => return Ok(Self::Before),
            ApiTokenError::Faults(faults) => faults,
            ApiTokenError::TooMany | ApiTokenError::NotService => {
                let problem = Problem::from(error);
                let notice = Notice::new(NoticeKind::Refused, problem.in_words(), "");
                return Ok(Self::Again(problem.code(), Some(notice), Vec::new()));
            }
            ApiTokenError::Unknown | ApiTokenError::Store(_) => return Err(error.into()),
        };
        let (form, faults): (Vec<_>, Vec<_>) = faults
            .into_iter()
            .partition(|fault| fault.field == "form_key");
        let notice = form.into_iter().next().map(|fault| {
            let title = "Please send it once more";
            Notice::new(NoticeKind::Warning, title, fault.message)
        });
        Ok(Self::Again(
            StatusCode::UNPROCESSABLE_ENTITY,
            notice,
            faults,
        ))
    }
}

fn frame(web: &Web, title: &str, staff: &Staff) -> Frame {
    render::frame(web, title, Desk::Account, Some(staff))
}

/// `GET /account/tokens`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let now = web.house.now();
    let confirmed = staff.session.is_some_and(|one| one.is_confirmed(now));
    let form = confirmed.then(|| Typed::default().form(&web, staff.role, &[]));
    let page = view(&web, &staff, form, asked.notice()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /account/tokens`: the answer shows the token, this once.
pub(super) async fn create(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let typed = Typed::read(pairs)?;
    let made = typed.make(&web, TokenFor::Oneself(staff.id), staff.role);
    let error = match made.await {
        Ok(made) => return shown(&web, |title| frame(&web, title, &staff), &made, PATH).await,
        Err(error) => error,
    };
    match Unmade::of(error)? {
        Unmade::Before => Ok(Redirect::to(&format!("{PATH}?done=made_before")).into_response()),
        Unmade::Again(code, notice, faults) => {
            let form = typed.form(&web, staff.role, &faults);
            let page = view(&web, &staff, Some(form), notice).await?;
            render::page(code, &page)
        }
    }
}

/// `GET /account/tokens/{id}/revoke`
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let of = (staff.id, id);
    asking(&web, |title| frame(&web, title, &staff), of, PATH).await
}

/// `POST /account/tokens/{id}/revoke`
pub(super) async fn revoke(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    revoked(&web, (staff.id, id), PATH).await
}

async fn view(
    web: &Web,
    staff: &Staff,
    form: Option<ApiTokenForm>,
    notice: Option<Notice>,
) -> Result<ApiTokensPage, Problem> {
    let zone = render::house_zone(web).await?;
    let tokens = web.house.api_tokens(staff.id).await?;
    Ok(ApiTokensPage {
        frame: frame(web, "API tokens", staff),
        back: Link::new("Your account", "/account"),
        standfirst: "A program that has one asks in your name. Give each program its own, so that each can be revoked alone.".to_owned(),
        notice,
        action: PATH.to_owned(),
        rows: tokens
            .iter()
            .map(|item| row(item, PATH, zone.as_ref()))
            .collect(),
        form,
        instead: "Before one is made, you are asked for your password again.".to_owned(),
        first: Some(Link::new("Make a token", "/confirm-password?next=/account/tokens")),
    })
}
