//! What the bar has and what was counted, as files for spreadsheets.

use axum::{extract::State, response::Response};
use foh_app::bar::{CountLine, StockView};
use foh_domain::{
    audit::Action,
    bar::{ItemVolume, Location, Units},
    identity::PersonName,
    theatre::Slug,
};
use jiff::Zoned;
use std::collections::HashMap;
use uuid::Uuid;

use super::clocks;
use crate::{
    Web,
    http::{Problem, SignedIn},
    pages::{
        render::Id,
        spreadsheet::{Cell, Column, Format, Spreadsheet},
        words,
    },
};

/// How many counts are in a file.
const LAST_COUNTS: u32 = 60;

const LOCATION: Column = Column::text("location", "Location", 22);
/// What is said of a stock.
const STOCK: [Column; 9] = [
    Column::text("beverage", "Beverage", 28),
    Column::text("unit_type", "Unit type", 18),
    Column::number("items_per_unit", "Items per unit", "0", 14),
    Column::number("litres_per_item", "Litres per item", "0.000", 15),
    Column::number("units", "Units", "#,##0.00", 12),
    Column::number("items", "Items", "#,##0.00", 12),
    Column::number("litres", "Litres", "#,##0.00", 12),
    Column::number("alarm_minimum", "Alarm minimum", "#,##0.00", 15),
    Column::text("low", "Low", 8),
];
/// What is said of a beverage in a count.
const COUNTS: [Column; 6] = [
    Column::moment("counted_at", "Counted at", 18),
    Column::text("counted_by", "Counted by", 24),
    Column::text("beverage", "Beverage", 28),
    Column::text("unit_type", "Unit type", 18),
    Column::number("units", "Units", "#,##0.00", 12),
    Column::number("litres", "Litres", "#,##0.00", 12),
];

/// `GET /bar/locations/{id}/stock.csv`
pub(super) async fn stock_csv(
    State(web): State<Web>,
    staff: SignedIn,
    id: Id,
) -> Result<Response, Problem> {
    given(&web, stock(&web, staff, id).await?, Format::Csv).await
}

/// `GET /bar/locations/{id}/stock.xlsx`
pub(super) async fn stock_xlsx(
    State(web): State<Web>,
    staff: SignedIn,
    id: Id,
) -> Result<Response, Problem> {
    given(&web, stock(&web, staff, id).await?, Format::Xlsx).await
}

/// `GET /bar/locations/{id}/counts.csv`
pub(super) async fn counts_csv(
    State(web): State<Web>,
    staff: SignedIn,
    id: Id,
) -> Result<Response, Problem> {
    given(&web, counts(&web, staff, id).await?, Format::Csv).await
}

/// `GET /bar/locations/{id}/counts.xlsx`
pub(super) async fn counts_xlsx(
    State(web): State<Web>,
    staff: SignedIn,
    id: Id,
) -> Result<Response, Problem> {
    given(&web, counts(&web, staff, id).await?, Format::Xlsx).await
}

/// `GET /bar/stock.csv`
pub(super) async fn everywhere_csv(State(web): State<Web>) -> Result<Response, Problem> {
    given(&web, everywhere(&web).await?, Format::Csv).await
}

/// `GET /bar/stock.xlsx`
pub(super) async fn everywhere_xlsx(State(web): State<Web>) -> Result<Response, Problem> {
    given(&web, everywhere(&web).await?, Format::Xlsx).await
}

/// A file, and of which location it is.
struct Export {
    what: &'static str,
    location_id: Option<Uuid>,
    file: Spreadsheet,
}

/// Notes that it leaves, and gives it.
async fn given(web: &Web, export: Export, format: Format) -> Result<Response, Problem> {
    let answer = export.file.answer(format)?;
    let rows = i64::try_from(export.file.rows.len()).unwrap_or(i64::MAX);
    let words = [("what", export.what.into()), ("rows", rows.into())];
    web.house
        .witnessed(Action::Exported, export.location_id, &words)
        .await?;
    Ok(answer)
}

async fn here(web: &Web) -> Result<Zoned, Problem> {
    Ok(words::local(web.house.now(), &clocks(web).await?))
}

/// "stock-foyer-2026-11-28"
fn file_name(what: &str, location: Option<&Location>, now: &Zoned) -> String {
    let place = location.map_or("all".to_owned(), |location| Slug::suggest(&location.name));
    let parts = [what.to_owned(), place, now.date().to_string()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

async fn stock(web: &Web, SignedIn(staff): SignedIn, Id(id): Id) -> Result<Export, Problem> {
    let found = web.house.location_stock(id, &staff).await?;
    let now = here(web).await?;
    Ok(Export {
        what: "stock",
        location_id: Some(id),
        file: Spreadsheet {
            file_name: file_name("stock", Some(&found.location), &now),
            title: format!("Stock: {}", found.location.name),
            sheet: "Stock",
            now,
            columns: STOCK.to_vec(),
            rows: found.items.iter().map(stock_cells).collect(),
        },
    })
}

async fn everywhere(web: &Web) -> Result<Export, Problem> {
    let totals = web.house.stock_everywhere().await?;
    let mut all: Vec<StockView> = totals
        .into_iter()
        .flat_map(|total| total.at.into_values())
        .collect();
    // By beverage they are already.
    all.sort_by_cached_key(|stock| stock.location.to_lowercase());
    let now = here(web).await?;
    let rows = all.iter().map(|stock| {
        let mut cells = vec![Cell::Text(stock.location.clone())];
        cells.extend(stock_cells(stock));
        cells
    });
    Ok(Export {
        what: "stock",
        location_id: None,
        file: Spreadsheet {
            file_name: file_name("stock", None, &now),
            title: "Stock of all locations".into(),
            sheet: "Stock",
            now,
            columns: [LOCATION].into_iter().chain(STOCK).collect(),
            rows: rows.collect(),
        },
    })
}

async fn counts(web: &Web, SignedIn(staff): SignedIn, Id(id): Id) -> Result<Export, Problem> {
    let table = web.house.count_table(id, LAST_COUNTS, &staff).await?;
    let named = web
        .house
        .stock_counts(id, None, LAST_COUNTS, &staff)
        .await?;
    let who: HashMap<Uuid, String> = named
        .into_iter()
        .filter_map(|item| Some((item.count.id, item.by?)))
        .map(|(id, name)| (id, PersonName::expose(&name).to_owned()))
        .collect();
    let zone = clocks(web).await?;
    let now = here(web).await?;
    let mut rows = Vec::new();
    for (at, count) in table.counts.iter().enumerate() {
        let moment = words::local(count.created_at, &zone);
        let by = who.get(&count.id).cloned().unwrap_or_default();
        for row in &table.rows {
            if let Some(Some(line)) = row.lines.get(at) {
                rows.push(count_cells(line, moment.clone(), by.clone()));
            }
        }
    }
    Ok(Export {
        what: "counts",
        location_id: Some(id),
        file: Spreadsheet {
            file_name: file_name("counts", Some(&table.location), &now),
            title: format!("Counts: {}", table.location.name),
            sheet: "Counts",
            now,
            columns: COUNTS.to_vec(),
            rows,
        },
    })
}

fn stock_cells(view: &StockView) -> Vec<Cell> {
    let minimum = view.stock.alarm_minimum;
    vec![
        Cell::Text(view.beverage.clone()),
        Cell::Text(view.unit_type.clone()),
        Cell::Number(view.items.to_string()),
        Cell::Number(view.item_volume.to_string()),
        Cell::Number(view.stock.units.to_string()),
        Cell::Number(items(view.stock.units, view.items)),
        Cell::Number(view.litres().to_string()),
        minimum.map_or(Cell::Nothing, |minimum| Cell::Number(minimum.to_string())),
        Cell::Text(if view.is_low() { "yes" } else { "no" }.to_owned()),
    ]
}

fn count_cells(line: &CountLine, moment: Zoned, by: String) -> Vec<Cell> {
    vec![
        Cell::Moment(moment),
        Cell::Text(by),
        Cell::Text(line.name.clone()),
        Cell::Text(line.unit_type.clone()),
        Cell::Number(line.tally.units.to_string()),
        Cell::Number(line.litres().to_string()),
    ]
}

/// So many units in items, exactly: what they would hold if an item held a litre.
fn items(units: Units, per_unit: u32) -> String {
    let litre = ItemVolume::of_millilitres(1_000);
    litre.map_or(String::new(), |litre| {
        units.litres(per_unit, litre).to_string()
    })
}
