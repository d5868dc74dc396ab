//! The bar: one location and what it has.

use std::collections::BTreeSet;

use foh_app::bar::StockMove;
use foh_app::identity::NewAccount;
use foh_domain::bar::{Beverage, BeverageFields, Change, Location, UnitType, Units, stock_id};
use foh_domain::identity::Role;
use secrecy::ExposeSecret;

use super::house::with_house;
use super::programme::{faults, programme};
use crate::Result;
use crate::database::Database;

const EMAIL: &str = "barkeeper@example.org";

/// Of each beverage there is so much: half of the most, so that taps of both signs find room.
const UNITS: &str = "50000";

/// A bar that is ready.
pub struct Bar {
    /// An API token of whoever taps.
    pub token: String,
    /// The ids of its stocks, as they stand in paths.
    pub stocks: Vec<String>,
}

/// Migrates `database` and fills a bar with `count` beverages.
pub fn bar(database: &Database, count: usize) -> Result<Bar> {
    // A server that finds no venue would fill the house with the demonstration, and its movements would be counted.
    programme(database, 0, 1)?;
    with_house(database, |house| async move {
        let new = NewAccount {
            email: EMAIL,
            name: "Barbara Barkeeper",
            role: Role::BarManager,
            password: None,
        };
        house.create_user(new).await?;
        let token = house.create_api_token(EMAIL).await?;
        let token = token.expose_secret().to_owned();
        let barkeeper = house.who_has_api_token(&token).await?;
        let barkeeper = barkeeper.ok_or("the barkeeper is not known")?;
        let location = Location::parse("Main bar", "", true).map_err(faults)?;
        let location_id = house.create(location).await?;
        let unit_type = UnitType::parse("Crate of 24", 24, true).map_err(faults)?;
        let unit_type_id = house.create(unit_type).await?;
        let mut stocks = Vec::with_capacity(count);
        for number in 0..count {
            let fields = BeverageFields {
                name: &format!("Beverage {number:04}"),
                unit_type_id,
                litres_per_item: "0.33",
                alarm_minimum: "4",
                colour: "#b5651d",
                active: true,
            };
            let beverage = Beverage::parse(fields, BTreeSet::from([location_id]));
            let beverage_id = house.create(beverage.map_err(faults)?).await?;
            let filled = StockMove {
                stock_id: stock_id(beverage_id, location_id),
                change: Change::Set(Units::parse(UNITS)?),
                waste: None,
            };
            stocks.push(filled.stock_id.to_string());
            house.move_stock(filled, None, &barkeeper).await?;
        }
        Ok(Bar { token, stocks })
    })
}
