//! Who sells which routes.

use axum::{Json as Answer, extract::State};
use foh_app::travel::Operator;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Web,
    api::{
        account::Account,
        listing::{Page, PageQuery, cursor, search, size},
        performances::id_of,
    },
    http::{Confirmed, Json, Path, Problem, Query},
};

/// A route somebody sells.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SoldRoute {
    id: Uuid,
    #[schema(example = "Kigali to Huye")]
    name: String,
}

/// An operator with their routes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OperatorAnswer {
    #[serde(flatten)]
    account: Account,
    /// The routes they sell, by their names.
    routes: Vec<SoldRoute>,
}

impl From<&Operator> for OperatorAnswer {
    fn from(operator: &Operator) -> Self {
        let routes = operator.routes.iter().map(|view| SoldRoute {
            id: view.id,
            name: view.route.name.clone(),
        });
        Self {
            account: Account::from(&operator.account),
            routes: routes.collect(),
        }
    }
}

/// The routes of an operator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    /// The ids of the routes they sell: these and no others.
    routes: Vec<Uuid>,
}

/// The operator with this id.
pub(crate) async fn operator_of(web: &Web, id: Uuid) -> Result<Operator, Problem> {
    let found = web.house.operator(id).await?;
    found.ok_or_else(Problem::not_found)
}

/// Operators, the newest first; `q` is a part of the name, or a whole e-mail address.
#[utoipa::path(get, path = "/api/admin/travel/operators", tag = "travel administration", params(PageQuery), responses((status = 200, body = Page<OperatorAnswer>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn list(
    State(web): State<Web>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<OperatorAnswer>>, Problem> {
    let after = cursor(query.after.as_deref())?;
    let found = web
        .house
        .operators(search(query.q)?, after, size(query.limit)?)
        .await?;
    Ok(Answer(Page {
        items: found.items.iter().map(OperatorAnswer::from).collect(),
        next: found.next.map(|id| id.to_string()),
    }))
}

/// One operator.
#[utoipa::path(get, path = "/api/admin/travel/operators/{id}", tag = "travel administration", params(("id" = Uuid, Path)), responses((status = 200, body = OperatorAnswer)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<OperatorAnswer>, Problem> {
    let operator = operator_of(&web, id_of(&id)?).await?;
    Ok(Answer(OperatorAnswer::from(&operator)))
}

/// Says which routes an operator sells, from their next request on.
#[utoipa::path(put, path = "/api/admin/travel/operators/{id}/routes", tag = "travel administration", params(("id" = Uuid, Path)), request_body = Assignment, responses((status = 200, body = OperatorAnswer)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn assign(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
    Json(body): Json<Assignment>,
) -> Result<Answer<OperatorAnswer>, Problem> {
    let id = id_of(&id)?;
    web.house.assign_routes(id, body.routes).await?;
    let operator = operator_of(&web, id).await?;
    Ok(Answer(OperatorAnswer::from(&operator)))
}
