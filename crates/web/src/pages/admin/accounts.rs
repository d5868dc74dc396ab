//! The list of accounts, and inviting somebody to have one.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::identity::{AccountItem, AccountSearch, Duty, Invitation, Staff};
use foh_domain::{
    field::{Faults, FieldError},
    identity::{AccountState, EmailAddress, PersonName, Role},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    done::Done,
    field, frame,
    lists::{self, Asked, PAGE},
};
use crate::{
    Web,
    http::{Confirmed, Form, Problem, Query, SignedIn},
    pages::{account::capitalised, render},
    views::{
        admin::{
            AccountLine, AccountListFilter, AccountStanding, InvitationPage, Section, accounts,
        },
        parts::Choice,
    },
};

pub(super) const PATH: &str = "/admin/accounts";

/// What the list is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    after: String,
    done: String,
    role: String,
    state: String,
}

/// Who is to be invited.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    name: String,
    email: String,
    role: String,
    scopes: String,
}

/// `GET /admin/accounts`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let asked = Asked {
        q: wanted.q,
        after: wanted.after,
        done: wanted.done,
    };
    let search = AccountSearch {
        text: asked.search()?,
        role: Role::parse(&wanted.role),
        state: AccountState::parse(&wanted.state),
        after: asked.cursor()?,
        limit: PAGE,
    };
    let page = web.house.accounts(search).await?;
    let next = page.next.map(|id| id.to_string());
    let filters = [
        ("q", asked.q.as_str()),
        ("role", wanted.role.as_str()),
        ("state", wanted.state.as_str()),
    ];
    let pager = asked.pager(PATH, &filters, next.as_deref());
    let section = Section::Accounts;
    let basics = lists::basics(&web, "Accounts", section, &staff, &asked, pager);
    let filter = AccountListFilter {
        role: wanted.role,
        state: wanted.state,
    };
    let lines = page.items.iter().map(line).collect();
    render::page(StatusCode::OK, &accounts(basics, &filter, roles(), lines))
}

/// `GET /admin/accounts/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let page = view(&web, &staff, Typed::default(), &[]);
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/accounts`
pub(super) async fn invite(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let invited = async {
        let invitation = Invitation {
            email: &typed.email,
            name: &typed.name,
            duty: duty(&typed.role, &typed.scopes)?,
        };
        Ok(web.house.invite(invitation).await?)
    };
    let problem: Problem = match invited.await {
        Ok(id) => {
            let program = Role::parse(&typed.role) == Some(Role::Service);
            let done = if program { Done::Added } else { Done::Invited };
            return Ok(done.seen_at(&format!("{PATH}/{id}")));
        }
        Err(problem) => problem,
    };
    if problem.faults().is_empty() {
        return Err(problem);
    }
    let page = view(&web, &staff, typed, problem.faults());
    render::page(problem.code(), &page)
}

/// Role and scope as they were typed: a word, and ids one to a line.
pub(super) fn duty(role: &str, scopes: &str) -> Result<Duty, Problem> {
    let mut faults = Faults::default();
    let fault = "Please choose a role.".to_owned();
    let role = faults.take("role", Role::parse(role).ok_or(fault));
    let ids: Option<Vec<Uuid>> = scopes
        .split_whitespace()
        .map(|text| Uuid::try_parse(text).ok())
        .collect();
    let fault = "Please give one id to a line, as it stands in the address of its page.".to_owned();
    let scopes = faults.take("scopes", ids.ok_or(fault));
    faults.finish().map_err(Problem::fields)?;
    let duty = role.zip(scopes);
    duty.map(|(role, scopes)| Duty { role, scopes })
        .ok_or_else(Problem::not_found)
}

/// The roles to choose from.
pub(super) fn roles() -> Vec<Choice> {
    Role::given()
        .map(|role| Choice {
            value: role.as_str().to_owned(),
            label: capitalised(role.in_words()),
        })
        .collect()
}

pub(super) fn standing(state: AccountState) -> AccountStanding {
    match state {
        AccountState::Invited => AccountStanding::Invited,
        AccountState::Active => AccountStanding::Active,
        AccountState::Inactive => AccountStanding::Inactive,
    }
}

/// The name, or what stands for one that cannot be opened.
pub(super) fn name_of(account: &AccountItem) -> String {
    let name = account.name.as_ref().map(PersonName::expose);
    name.unwrap_or("Sealed by another key").to_owned()
}

pub(super) fn email_of(account: &AccountItem) -> String {
    let email = account.email.as_ref().map(EmailAddress::expose);
    email.unwrap_or_default().to_owned()
}

fn line(account: &AccountItem) -> AccountLine {
    AccountLine {
        id: account.id.to_string(),
        name: name_of(account),
        email: email_of(account),
        role: capitalised(account.role.in_words()),
        standing: standing(account.state),
    }
}

fn view(web: &Web, staff: &Staff, typed: Typed, faults: &[FieldError]) -> InvitationPage {
    InvitationPage {
        frame: frame(web, "Invite somebody", Section::Accounts, staff),
        name: field("name", typed.name, faults),
        email: field("email", typed.email, faults),
        roles: lists::offered(roles(), &typed.role),
        role: field("role", typed.role, faults),
        scopes: field("scopes", typed.scopes, faults),
    }
}
