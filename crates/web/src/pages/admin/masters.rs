//! What is looked after by a list and a form and may be switched off: the steps that all of them share. Each says what its form is, and draws it.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    theatre::{Content, ManageError},
};
use foh_domain::field::FieldError;
use serde::{Deserialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Told, done::Done, lists::Asked, refused};
use crate::{
    Web,
    http::{Form, Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::parts::{Notice, NoticeKind},
};

/// What is made and changed by a form.
pub(super) trait Master: Content + Sync {
    /// The address of the list; what is in it lies under it.
    const PATH: &'static str;
    /// The form as it was typed.
    type Typed: for<'a> From<&'a Self> + Default + DeserializeOwned + Send;
    /// The page with the form.
    type Page: Template;

    /// What makes it one form however often it is sent.
    fn key(typed: &Self::Typed) -> &str;

    /// What the form describes.
    fn parse(typed: &Self::Typed) -> Result<Self, Vec<FieldError>>;

    /// With what the form does not speak of as it is stored.
    fn keeping(self, stored: &Self) -> Self;

    /// The page, of what is stored or of something new.
    fn page(
        web: &Web,
        staff: &Staff,
        stored: Option<(Uuid, &Self)>,
        typed: Self::Typed,
        told: Told,
    ) -> impl Future<Output = Result<Self::Page, Problem>> + Send;
}

/// What can be switched off and on.
pub(super) trait Switched: Master {
    /// The same, in use or not.
    fn switched(self, active: bool) -> Self;
}

/// `GET …/new`
pub(super) async fn blank<M: Master>(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let page = M::page(&web, &staff, None, M::Typed::default(), Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST …`
pub(super) async fn create<M: Master>(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<M::Typed>,
) -> Result<Response, Problem> {
    let key = web.house.form_key(M::key(&typed));
    let made = match (key, M::parse(&typed)) {
        (Ok(key), Ok(new)) => web.house.create_once(key, new).await,
        (Err(error), _) => Err(error),
        (_, Err(faults)) => Err(faults.into()),
    };
    let (status, told) = match made {
        Ok(made) => return Ok(Done::Added.made(made, M::PATH)),
        Err(error) => refused(error)?,
    };
    let page = M::page(&web, &staff, None, typed, told).await?;
    render::page(status, &page)
}

/// `GET …/{id}`
pub(super) async fn one<M: Master>(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = Told::done(&asked.done);
    show::<M>(&web, &staff, id, StatusCode::OK, None, told).await
}

/// `POST …/{id}`
pub(super) async fn change<M: Master>(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<M::Typed>,
) -> Result<Response, Problem> {
    let changed = match M::parse(&typed) {
        Ok(new) => {
            let change = move |stored: M| Ok(new.clone().keeping(&stored));
            web.house.change(id, Box::new(change)).await
        }
        Err(faults) => Err(faults.into()),
    };
    let (status, told) = match changed {
        Ok(_) => return Ok(Done::Saved.seen_at(&format!("{}/{id}", M::PATH))),
        Err(error) => refused(error)?,
    };
    show::<M>(&web, &staff, id, status, Some(typed), told).await
}

/// `POST …/{id}/active`: nothing else changes.
pub(super) async fn switch<M: Switched>(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(Switch { active }): Form<Switch>,
) -> Result<Response, Problem> {
    let change = move |stored: M| Ok(stored.switched(active));
    let (status, told) = match web.house.change(id, Box::new(change)).await {
        Ok(_) => return Ok(switched(active).seen_at(&format!("{}/{id}", M::PATH))),
        Err(error) => not_switched(error)?,
    };
    show::<M>(&web, &staff, id, status, None, told).await
}

/// The page of what is stored, with what was typed or else with that.
pub(super) async fn show<M: Master>(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    status: StatusCode,
    typed: Option<M::Typed>,
    told: Told,
) -> Result<Response, Problem> {
    let stored = stored::<M>(web, id).await?;
    let typed = typed.unwrap_or_else(|| M::Typed::from(&stored));
    let page = M::page(web, staff, Some((id, &stored)), typed, told).await?;
    render::page(status, &page)
}

/// What has this id.
pub(super) async fn stored<C: Content>(web: &Web, id: Uuid) -> Result<C, Problem> {
    let found = web.house.find::<C>(id).await?;
    found.ok_or_else(Problem::not_found)
}

/// What the button sends that switches something off or on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Switch {
    pub(super) active: bool,
}

/// Whether only what is active is listed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct InUse {
    active: String,
}

impl InUse {
    pub(super) fn only(&self) -> bool {
        self.active == "true"
    }

    /// The word as it is kept in links.
    pub(super) fn word(&self) -> &'static str {
        if self.only() { "true" } else { "" }
    }
}

pub(super) fn switched(active: bool) -> Done {
    if active {
        Done::SwitchedOn
    } else {
        Done::SwitchedOff
    }
}

/// The status of a page whose button was refused, and why: there is no field to say it under.
pub(super) fn not_switched(error: ManageError) -> Result<(StatusCode, Told), Problem> {
    let (status, told) = refused(error)?;
    let why = told.faults.into_iter().map(|fault| fault.message);
    let why: Vec<String> = why.collect();
    let notice = Notice::new(NoticeKind::Refused, why.join(" "), "");
    let told = Told {
        notice: Some(notice),
        ..Told::default()
    };
    Ok((status, told))
}
