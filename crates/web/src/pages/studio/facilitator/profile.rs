//! How a facilitator presents themselves.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::Staff;
use foh_domain::{field::FieldError, studio::Facilitator};
use serde::Deserialize;

use super::frame;
use crate::{
    Web,
    http::{Form, Problem, Query, SignedIn},
    pages::{
        admin::{field, lists::Asked},
        render,
    },
    views::{
        parts::{Notice, NoticeKind},
        studio::facilitator::{ProfilePage, Section},
    },
};

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    bio: String,
    specialization: String,
}

/// `GET /facilitator/profile`
pub(super) async fn form(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web.house.facilitator_of(staff.id).await?;
    let profile = found.map(|found| found.profile).unwrap_or_default();
    let typed = Typed {
        bio: profile.bio,
        specialization: profile.specialization,
    };
    let saved = Notice::new(NoticeKind::Done, "Saved", "Guests read it from now on.");
    let notice = (asked.done == "saved").then_some(saved);
    let page = view(&web, &staff, typed, notice, &[]).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /facilitator/profile`
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    match Facilitator::parse(&typed.bio, &typed.specialization) {
        Ok(profile) => {
            web.house.present_facilitator(staff.id, &profile).await?;
            let path = Section::Profile.href();
            Ok(Redirect::to(&format!("{path}?done=saved")).into_response())
        }
        Err(faults) => {
            let page = view(&web, &staff, typed, None, &faults).await?;
            render::page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn view(
    web: &Web,
    staff: &Staff,
    typed: Typed,
    notice: Option<Notice>,
    faults: &[FieldError],
) -> Result<ProfilePage, Problem> {
    Ok(ProfilePage {
        frame: frame(web, "Your profile", Section::Profile, staff).await?,
        notice,
        name: staff.name.expose().to_owned(),
        public_href: format!("/facilitators/{}", staff.id),
        specialization: field("specialization", typed.specialization, faults),
        bio: field("bio", typed.bio, faults),
    })
}
