//! API tokens of an account: made for services, seen and revoked for everybody.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::{AccountItem, Staff, TokenFor};
use foh_domain::identity::{AccountState, Role};
use uuid::Uuid;

use super::{
    accounts::{self, name_of},
    frame,
};
use crate::{
    Web,
    http::{ConfirmedSession, Form, Path, Problem, Query, SignedIn},
    pages::{
        account::tokens::{Asked, Pairs, Typed, Unmade, asking, revoked, row, shown},
        render::{self, Id},
    },
    views::{
        admin::{Link, Section},
        api_token::{ApiTokenForm, ApiTokensPage},
        frame::Frame,
        parts::Notice,
    },
};

fn path(id: Uuid) -> String {
    format!("{}/{id}/tokens", accounts::PATH)
}

fn desk(web: &Web, title: &str, staff: &Staff) -> Frame {
    frame(web, title, Section::Accounts, staff)
}

async fn account(web: &Web, id: Uuid) -> Result<AccountItem, Problem> {
    let found = web.house.account(id).await?;
    Ok(found.ok_or_else(Problem::not_found)?.account)
}

fn ids((id, token_id): &(String, String)) -> Result<(Uuid, Uuid), Problem> {
    let read = |text: &str| Uuid::try_parse(text).map_err(|_| Problem::not_found());
    Ok((read(id)?, read(token_id)?))
}

/// `GET /admin/accounts/{id}/tokens`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let account = account(&web, id).await?;
    let now = web.house.now();
    let confirmed = staff.session.is_some_and(|one| one.is_confirmed(now));
    let form = confirmed.then(|| Typed::default().form(&web, account.role, &[]));
    let page = view(&web, &staff, &account, form, asked.notice()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/accounts/{id}/tokens`: the answer shows the token, this once.
pub(super) async fn create(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
    Id(id): Id,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let account = account(&web, id).await?;
    let typed = Typed::read(pairs)?;
    let made = typed.make(&web, TokenFor::Service(id), account.role);
    let error = match made.await {
        Ok(made) => {
            return shown(&web, |title| desk(&web, title, &staff), &made, &path(id)).await;
        }
        Err(error) => error,
    };
    match Unmade::of(error)? {
        Unmade::Before => {
            let to = format!("{}?done=made_before", path(id));
            Ok(Redirect::to(&to).into_response())
        }
        Unmade::Again(code, notice, faults) => {
            let form = typed.form(&web, account.role, &faults);
            let page = view(&web, &staff, &account, Some(form), notice).await?;
            render::page(code, &page)
        }
    }
}

/// `GET /admin/accounts/{id}/tokens/{token_id}/revoke`
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Path(of): Path<(String, String)>,
) -> Result<Response, Problem> {
    let of = ids(&of)?;
    asking(&web, |title| desk(&web, title, &staff), of, &path(of.0)).await
}

/// `POST /admin/accounts/{id}/tokens/{token_id}/revoke`
pub(super) async fn revoke(
    State(web): State<Web>,
    Path(of): Path<(String, String)>,
) -> Result<Response, Problem> {
    let of = ids(&of)?;
    revoked(&web, of, &path(of.0)).await
}

async fn view(
    web: &Web,
    staff: &Staff,
    account: &AccountItem,
    form: Option<ApiTokenForm>,
    notice: Option<Notice>,
) -> Result<ApiTokensPage, Problem> {
    let zone = render::house_zone(web).await?;
    let base = path(account.id);
    let tokens = web.house.api_tokens(account.id).await?;
    let name = name_of(account);
    let (instead, first) = if account.role != Role::Service {
        let own =
            "People make their own, signed in, at “Your account”. Here they are seen and revoked.";
        (own, None)
    } else if account.state != AccountState::Active {
        ("The account is deactivated: reactivate it first.", None)
    } else {
        let href = format!("/confirm-password?next={base}");
        (
            "Before one is made, you are asked for your password again.",
            Some(Link::new("Make a token", href)),
        )
    };
    Ok(ApiTokensPage {
        frame: desk(web, &format!("API tokens of {name}"), staff),
        back: Link::new(name, format!("{}/{}", accounts::PATH, account.id)),
        standfirst: "Programs that have one ask as this account, as far as its role allows."
            .to_owned(),
        notice,
        action: base.clone(),
        rows: tokens
            .iter()
            .map(|item| row(item, &base, zone.as_ref()))
            .collect(),
        form: form.filter(|_| first.is_some()),
        instead: instead.to_owned(),
        first,
    })
}
