//! Operators and the routes they sell.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{identity::Staff, travel::Operator};
use uuid::Uuid;

use super::{
    super::{
        Told,
        accounts::{name_of, standing},
        done::Done,
        lists::{Asked, PAGE},
    },
    basics, every_route, frame,
};
use crate::{
    Web,
    api::admin::travel::operator_of,
    http::{Confirmed, Form, Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::admin::travel::{OperatorLine, OperatorPage, RouteChoice, Section, operators},
};

const PATH: &str = "/admin/travel/operators";

/// `GET /admin/travel/operators`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (search, after) = (asked.search()?, asked.cursor()?);
    let page = web.house.operators(search, after, PAGE).await?;
    let next = page.next.map(|id| id.to_string());
    let pager = asked.pager(PATH, &[("q", &asked.q)], next.as_deref());
    let basics = basics(&web, "Operators", Section::Operators, &staff, &asked, pager);
    let lines = page.items.iter().map(line).collect();
    render::page(StatusCode::OK, &operators(basics, lines))
}

fn line(operator: &Operator) -> OperatorLine {
    let routes = operator.routes.iter().map(|view| view.route.name.as_str());
    OperatorLine {
        id: operator.account.id.to_string(),
        name: name_of(&operator.account),
        routes: routes.collect::<Vec<_>>().join(", "),
        standing: standing(operator.account.state),
    }
}

/// `GET /admin/travel/operators/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = Told::done(&asked.done);
    show(&web, &staff, id, StatusCode::OK, None, told).await
}

/// `POST /admin/travel/operators/{id}`: what is ticked, once for each box.
pub(super) async fn assign(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
    Form(ticked): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let problem: Problem = match route_ids(&ticked) {
        Ok(routes) => match web.house.assign_routes(id, routes).await {
            Ok(()) => return Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
            Err(error) => error.into(),
        },
        Err(problem) => problem,
    };
    if problem.faults().is_empty() {
        return Err(problem);
    }
    let ticked = ticked.into_iter().map(|(_, id)| id).collect();
    let told = Told::faults(problem.faults().to_vec());
    show(&web, &staff, id, problem.code(), Some(ticked), told).await
}

fn route_ids(ticked: &[(String, String)]) -> Result<Vec<Uuid>, Problem> {
    let unknown = |name: &str| Problem::malformed(format!("{name}: There is no such field."));
    let read = |(name, id): &(String, String)| match name.as_str() {
        "routes" => Uuid::try_parse(id).map_err(|_| {
            let message = "One of these routes does not exist.";
            Problem::fields(Vec::new()).fault("routes", message)
        }),
        other => Err(unknown(other)),
    };
    ticked.iter().map(read).collect()
}

async fn show(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    status: StatusCode,
    ticked: Option<Vec<String>>,
    told: Told,
) -> Result<Response, Problem> {
    let operator = operator_of(web, id).await?;
    let sold = operator.routes.iter().map(|view| view.id.to_string());
    let ticked = ticked.unwrap_or_else(|| sold.collect());
    let mut routes = every_route(web).await?;
    routes.sort_by(|one, other| (&one.route.name, one.id).cmp(&(&other.route.name, other.id)));
    let choices = routes.into_iter().map(|view| RouteChoice {
        chosen: ticked.contains(&view.id.to_string()),
        id: view.id.to_string(),
        name: view.route.name,
        active: view.route.active,
    });
    let page = OperatorPage {
        frame: frame(web, &name_of(&operator.account), Section::Operators, staff),
        id: id.to_string(),
        notice: told.notice,
        standing: standing(operator.account.state),
        routes: choices.collect(),
        error: told.faults.into_iter().next().map(|fault| fault.message),
    };
    render::page(status, &page)
}
