//! One's own second factor.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::identity::{SecondFactorError, SecondFactorState, Staff};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{after, locked, moment};
use crate::{
    Web,
    http::{ConfirmedSession, Form, Problem, Query, SignedIn, Visitor},
    pages::render,
    views::{
        frame::Desk,
        identity::{FactorStage, RecoveryCodes, SecondFactor},
        parts::{Field, Notice, NoticeKind},
        qr::qr_svg_of,
    },
};

/// What has just been done.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

/// A code that was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    code: String,
}

/// What it takes to remove it.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Removal {
    password: String,
    code: String,
}

/// `GET /account/second-factor`
pub(super) async fn status(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut page = view(&web, &staff).await?;
    if let FactorStage::Begun { .. } = page.stage {
        // The secret is shown to its person only.
        let confirmed = staff
            .session
            .is_some_and(|session| session.is_confirmed(web.house.now()));
        if !confirmed {
            let to = "/confirm-password?next=/account/second-factor";
            return Ok(Redirect::to(to).into_response());
        }
    }
    if asked.done == "removed" {
        page.notice = Some(Notice::new(
            NoticeKind::Done,
            "The second factor is removed",
            "",
        ));
    }
    render::page(StatusCode::OK, &page)
}

/// `POST /account/second-factor`
pub(super) async fn begin(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
) -> Result<Response, Problem> {
    match web.house.begin_second_factor(staff.id).await {
        Ok(()) | Err(SecondFactorError::State) => {
            Ok(Redirect::to("/account/second-factor").into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/second-factor/confirm`
pub(super) async fn enrol(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    match web.house.enrol_second_factor(staff.id, &typed.code).await {
        Ok(codes) => shown(&web, &staff, &codes, true),
        Err(SecondFactorError::State) => Ok(Redirect::to("/account/second-factor").into_response()),
        Err(SecondFactorError::Wrong) => {
            let mut page = view(&web, &staff).await?;
            page.code = Field::default().refused(
                "This is not the code the app shows now. Look that the phone's clock is right, and try again.",
            );
            render::page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/second-factor/recovery-codes`
pub(super) async fn renew_codes(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
) -> Result<Response, Problem> {
    match web.house.renew_recovery_codes(staff.id).await {
        Ok(codes) => shown(&web, &staff, &codes, false),
        Err(SecondFactorError::State) => Ok(Redirect::to("/account/second-factor").into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/second-factor/remove`
pub(super) async fn remove(
    State(web): State<Web>,
    ConfirmedSession(staff, _): ConfirmedSession,
    visitor: Visitor,
    Form(typed): Form<Removal>,
) -> Result<Response, Problem> {
    let removed = web.house.remove_second_factor(
        staff.id,
        typed.password.into(),
        &typed.code,
        visitor.visit(),
    );
    let (status, notice, wait) = match removed.await {
        Ok(()) => {
            return Ok(Redirect::to("/account/second-factor?done=removed").into_response());
        }
        Err(SecondFactorError::Wrong) => {
            let notice = Notice::new(
                NoticeKind::Refused,
                "The password or the code is not right",
                "Each code works once: wait for the next one in the app, or use a recovery code.",
            );
            (StatusCode::UNPROCESSABLE_ENTITY, notice, None)
        }
        Err(SecondFactorError::Locked(wait)) => {
            let (status, notice) = locked(wait);
            (status, notice, Some(wait))
        }
        Err(error) => return Err(error.into()),
    };
    let mut page = view(&web, &staff).await?;
    page.notice = Some(notice);
    let page = render::page(status, &page)?;
    Ok(match wait {
        Some(wait) => after(page, wait),
        None => page,
    })
}

async fn view(web: &Web, staff: &Staff) -> Result<SecondFactor, Problem> {
    let status = web.house.second_factor(staff.id).await?;
    let stage = match status.state {
        SecondFactorState::None => FactorStage::None,
        SecondFactorState::Begun(enrolment) => FactorStage::Begun {
            picture: qr_svg_of(enrolment.url.expose_secret(), "QR code for the app")
                .unwrap_or_default(),
            secret: in_groups(enrolment.text.expose_secret()),
        },
        SecondFactorState::Enrolled {
            since,
            recovery_codes,
        } => FactorStage::Enrolled {
            since: moment(since, render::house_zone(web).await?.as_ref()),
            recovery_codes,
        },
    };
    Ok(SecondFactor {
        frame: render::frame(web, "Second factor", Desk::Account, Some(staff)),
        notice: staff.must_enrol.then(|| {
            Notice::new(
                NoticeKind::Warning,
                "Your role needs a second factor",
                "Set it up now: until then you can do nothing else.",
            )
        }),
        stage,
        required: status.required,
        has_password: status.has_password,
        code: Field::default(),
        password: Field::default(),
    })
}

/// The recovery codes, shown this once.
fn shown(
    web: &Web,
    staff: &Staff,
    codes: &[SecretString],
    enrolled: bool,
) -> Result<Response, Problem> {
    let page = RecoveryCodes {
        frame: render::frame(web, "Recovery codes", Desk::Account, Some(staff)),
        enrolled,
        codes: codes
            .iter()
            .map(|code| code.expose_secret().to_owned())
            .collect(),
    };
    render::page(StatusCode::OK, &page)
}

/// In groups of four, as it is typed more easily; apps pass over the spaces.
fn in_groups(secret: &str) -> String {
    let mut groups = String::with_capacity(secret.len() + secret.len() / 4);
    for (place, character) in secret.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            groups.push(' ');
        }
        groups.push(character);
    }
    groups
}
