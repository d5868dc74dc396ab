//! A location is counted: with a form that has a field for each beverage, or as it is written down.

use std::collections::BTreeMap;

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    bar::{CountRequest, SavedCount, StockView},
    identity::Staff,
};
use foh_domain::bar::Units;
use uuid::Uuid;

use super::{
    done::{Done, belongs_to_its_form, refused},
    frame,
    location::{self, Shown},
    place, repeated_form,
};
use crate::{
    Web,
    http::{Form, Problem, SignedIn},
    pages::render::{self, Id},
    views::{
        bar::{CountFormLine, CountFormPage, Section},
        parts::{Field, Notice},
    },
};

/// What the fields of beverages are called: this and the id of the stock.
const FIELD: &str = "counted-";

/// `GET /bar/locations/{id}/count`
pub(super) async fn form(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let page = view(&web, &staff, id, &mut Sent::default(), None).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /bar/locations/{id}/save-count`: what is left empty was not counted, and stays as it is written down.
pub(super) async fn save(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut sent = Sent::of(fields)?;
    let asked = format!("count {id} {:?}", sent.typed);
    let repeatable = repeated_form(&web, &staff, &sent.form_key, &asked, drawn)?;
    let Some(request) = sent.read() else {
        let page = view(&web, &staff, id, &mut sent, None).await?;
        return render::page(StatusCode::BAD_REQUEST, &page);
    };
    let problem = match web.house.save_count(id, request, repeatable, &staff).await {
        Ok(once) => {
            let done = Done::Counted.unless_before(&once);
            let count_id = once.into_text(drawn);
            return Ok(done.seen_at(&format!("/bar/counts/{count_id}")));
        }
        Err(error) => Problem::from(error),
    };
    if !belongs_to_its_form(&problem) {
        return Err(problem);
    }
    let notice = Some(refused(&problem));
    if sent.by_form {
        let page = view(&web, &staff, id, &mut sent, notice).await?;
        return render::refused(&problem, &page);
    }
    let page = location::view(&web, &staff, id, Shown::default(), notice).await?;
    render::refused(&problem, &page)
}

fn drawn(saved: &SavedCount) -> String {
    saved.count.id.to_string()
}

/// What was sent.
#[derive(Default)]
struct Sent {
    form_key: String,
    /// Whether the form with the fields was sent, and not the button under the stock.
    by_form: bool,
    typed: BTreeMap<Uuid, String>,
    faults: BTreeMap<Uuid, String>,
}

impl Sent {
    fn of(fields: BTreeMap<String, String>) -> Result<Self, Problem> {
        let mut sent = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "form_key" => sent.form_key = value,
                "from" => sent.by_form = true,
                _ => {
                    let id = name.strip_prefix(FIELD).map(Uuid::try_parse);
                    let Some(Ok(id)) = id else {
                        return Err(Problem::malformed("There is no such field."));
                    };
                    sent.typed.insert(id, value);
                }
            }
        }
        Ok(sent)
    }

    /// What was counted, unless something cannot be read.
    fn read(&mut self) -> Option<CountRequest> {
        let mut request = CountRequest::default();
        for (id, text) in &self.typed {
            if text.trim().is_empty() {
                continue;
            }
            match Units::parse(text) {
                Ok(units) => {
                    request.counted.insert(*id, units);
                }
                Err(message) => {
                    self.faults.insert(*id, message);
                }
            }
        }
        self.faults.is_empty().then_some(request)
    }

    fn field(&mut self, id: Uuid) -> Field {
        Field {
            value: self.typed.remove(&id).unwrap_or_default(),
            error: self.faults.remove(&id),
        }
    }
}

async fn view(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    sent: &mut Sent,
    notice: Option<Notice>,
) -> Result<CountFormPage, Problem> {
    let stock = web.house.location_stock(id, staff).await?;
    let form_key = match std::mem::take(&mut sent.form_key) {
        fresh if fresh.is_empty() => web.house.new_form_key().to_string(),
        key => key,
    };
    Ok(CountFormPage {
        frame: frame(web, "Count", Section::Locations, staff),
        place: place(id, &stock.location.name),
        notice,
        form_key,
        lines: stock.items.iter().map(|item| line(item, sent)).collect(),
    })
}

fn line(stock: &StockView, sent: &mut Sent) -> CountFormLine {
    CountFormLine {
        field: format!("{FIELD}{}", stock.id),
        name: stock.beverage.clone(),
        unit_type: stock.unit_type.clone(),
        units: stock.stock.units.plain(),
        counted: sent.field(stock.id),
    }
}
