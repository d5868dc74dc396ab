//! What leaves when, for everybody.

use axum::{Json as Answer, extract::State};
use foh_app::travel::RouteView;
use foh_domain::{field::FieldError, travel::District};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::departure::Departure;
use crate::{
    Web,
    api::performances::id_of,
    http::{Path, Problem, Query, refused_fields},
};

/// A place where buses leave and arrive.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DistrictBody {
    id: Uuid,
    #[schema(example = "Kigali")]
    name: String,
    #[schema(example = "KGL")]
    code: String,
}

impl DistrictBody {
    fn new(id: Uuid, district: &District) -> Self {
        Self {
            id,
            name: district.name.clone(),
            code: district.code.clone(),
        }
    }
}

/// The districts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Districts {
    /// By their names.
    items: Vec<DistrictBody>,
}

/// A route that is sold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RouteBody {
    id: Uuid,
    #[schema(example = "Kigali to Huye")]
    name: String,
    origin: DistrictBody,
    destination: DistrictBody,
    #[schema(example = 130)]
    distance_km: u32,
    #[schema(example = 150)]
    estimated_minutes: u32,
    /// What a seat costs.
    #[schema(example = "5000")]
    fare: String,
    #[schema(example = "RWF")]
    currency: &'static str,
}

impl From<&RouteView> for RouteBody {
    fn from(view: &RouteView) -> Self {
        Self {
            id: view.id,
            name: view.route.name.clone(),
            origin: DistrictBody::new(view.route.origin_id, &view.origin),
            destination: DistrictBody::new(view.route.destination_id, &view.destination),
            distance_km: view.route.distance_km,
            estimated_minutes: view.route.minutes,
            fare: view.route.fare.plain(),
            currency: view.route.fare.currency.code(),
        }
    }
}

/// The routes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Routes {
    /// By their names.
    items: Vec<RouteBody>,
}

/// The departures of a route in one day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Departures {
    /// In the order of their leaving.
    items: Vec<Departure>,
}

/// The district that an id or a code names.
pub(crate) fn district_of<'d>(
    districts: &'d [(Uuid, District)],
    named: &str,
) -> Option<&'d (Uuid, District)> {
    let id = Uuid::try_parse(named).ok();
    districts
        .iter()
        .find(|(of, district)| Some(*of) == id || district.code.eq_ignore_ascii_case(named))
}

/// The districts that buses go to.
#[utoipa::path(get, path = "/api/districts", tag = "travel", responses((status = 200, body = Districts)))]
pub(crate) async fn districts(State(web): State<Web>) -> Result<Answer<Districts>, Problem> {
    let found = web.house.districts().await?;
    let items = found.iter().map(|(id, one)| DistrictBody::new(*id, one));
    Ok(Answer(Districts {
        items: items.collect(),
    }))
}

/// Which routes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RoutesQuery {
    /// Only those that begin in the district with this id or code.
    #[param(example = "KGL")]
    from: Option<String>,
    /// Only those that end in the district with this id or code.
    #[param(example = "HUY")]
    to: Option<String>,
}

/// The routes that are sold.
#[utoipa::path(get, path = "/api/routes", tag = "travel", params(RoutesQuery), responses((status = 200, body = Routes)))]
pub(crate) async fn routes(
    State(web): State<Web>,
    Query(query): Query<RoutesQuery>,
) -> Result<Answer<Routes>, Problem> {
    let districts = web.house.districts().await?;
    let named = |text: &Option<String>| match text.as_deref().filter(|text| !text.is_empty()) {
        None => Some(None),
        Some(text) => district_of(&districts, text).map(|(id, _)| Some(*id)),
    };
    // Nothing begins or ends in a district that is not there.
    let items = match (named(&query.from), named(&query.to)) {
        (Some(from), Some(to)) => {
            let found = web.house.routes_for_sale(from, to).await?;
            found.iter().map(RouteBody::from).collect()
        }
        _ => Vec::new(),
    };
    Ok(Answer(Routes { items }))
}

/// Which departures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeparturesQuery {
    /// Of which route; needed.
    route_id: Option<String>,
    /// On which day, by the clocks where they leave; the next that has some if none is given.
    #[param(example = "2026-11-28")]
    date: Option<String>,
}

impl DeparturesQuery {
    fn parse(&self) -> Result<(Uuid, Option<Date>), Problem> {
        let mut faults = Vec::new();
        let mut fault = |field, message: &str| {
            faults.push(FieldError {
                field,
                message: message.into(),
            });
        };
        let route_id = self.route_id.as_deref().map(Uuid::try_parse);
        match &route_id {
            None => fault("route_id", "This field is missing."),
            Some(Err(_)) => fault("route_id", "Give the id of a route."),
            Some(Ok(_)) => {}
        }
        let date = self.date.as_deref().map(read_day);
        if date == Some(None) {
            fault("date", "Give a day such as 2026-11-28.");
        }
        match route_id {
            Some(Ok(route_id)) if faults.is_empty() => Ok((route_id, date.flatten())),
            _ => Err(refused_fields(faults)),
        }
    }
}

/// A day of this millennium, so that every zone knows it.
pub(crate) fn read_day(text: &str) -> Option<Date> {
    let day: Date = (text.len() == 10).then(|| text.parse().ok())??;
    (2000..3000).contains(&day.year()).then_some(day)
}

/// The departures of a route in one day that are still to come, full ones too.
#[utoipa::path(get, path = "/api/schedules", tag = "travel", params(DeparturesQuery), responses((status = 200, body = Departures)))]
pub(crate) async fn departures(
    State(web): State<Web>,
    Query(query): Query<DeparturesQuery>,
) -> Result<Answer<Departures>, Problem> {
    let (route_id, day) = query.parse()?;
    let day = match day {
        Some(day) => Some(day),
        None => web.house.departure_days(route_id, 1).await?.pop(),
    };
    let found = match day {
        Some(day) => web.house.departures_on(route_id, day).await?,
        None => Vec::new(),
    };
    let now = web.house.now();
    let items = found.iter().map(|item| Departure::at(&item.departure, now));
    Ok(Answer(Departures {
        items: items.collect(),
    }))
}

/// One departure, however it stands.
#[utoipa::path(get, path = "/api/schedules/{id}", tag = "travel", params(("id" = Uuid, Path)), responses((status = 200, body = Departure)))]
pub(crate) async fn departure(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<Departure>, Problem> {
    let found = web.house.departure(id_of(&id)?).await?;
    let item = found.ok_or_else(Problem::not_found)?;
    Ok(Answer(Departure::at(&item.departure, web.house.now())))
}
