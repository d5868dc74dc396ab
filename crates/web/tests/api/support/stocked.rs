//! A bar: two locations, what they have, who manages it and who works there.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU32, Ordering},
};

use foh_app::{
    House,
    identity::{NewAccount, Staff},
};
use foh_domain::{
    bar::{Beverage, BeverageFields, Location, UnitType, stock_id},
    identity::{Granted, PersonName, Role},
};
use uuid::Uuid;

static NUMBERS: AtomicU32 = AtomicU32::new(0);

fn number() -> u32 {
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

/// Two locations with lager in crates of 24 bottles of a third of a litre, low at four; the first has cider in kegs of 30 litres as well.
#[derive(Debug, Clone)]
pub struct Bar {
    pub here: Uuid,
    pub there: Uuid,
    /// The stocks.
    pub lager: Uuid,
    pub lager_there: Uuid,
    pub cider: Uuid,
}

impl Bar {
    /// Nothing is there yet.
    pub async fn open(house: &House) -> Self {
        let number = number();
        let location = |name: String| house.create(Location::parse(&name, "", true).unwrap());
        let here = location(format!("Rooftop {number}")).await.unwrap();
        let there = location(format!("Cellar {number}")).await.unwrap();
        let unit = |name: String, items| house.create(UnitType::parse(&name, items, true).unwrap());
        let crates = unit(format!("Crate of 24, {number}"), 24).await.unwrap();
        let kegs = unit(format!("Keg, {number}"), 1).await.unwrap();
        let beverage =
            async |name: &str, unit_type_id, litres_per_item, alarm_minimum, at: &[Uuid]| {
                let fields = BeverageFields {
                    name: &format!("{name} {number}"),
                    unit_type_id,
                    litres_per_item,
                    alarm_minimum,
                    colour: "#b5651d",
                    active: true,
                };
                let at: BTreeSet<Uuid> = at.iter().copied().collect();
                house
                    .create(Beverage::parse(fields, at).unwrap())
                    .await
                    .unwrap()
            };
        let lager = beverage("Lager", crates, "0.33", "4", &[here, there]).await;
        let cider = beverage("Cider", kegs, "30", "", &[here]).await;
        Self {
            here,
            there,
            lager: stock_id(lager, here),
            lager_there: stock_id(lager, there),
            cider: stock_id(cider, here),
        }
    }
}

/// Somebody of the bar, with their address: who works at a location, or who manages all of them.
pub async fn of_the_bar(house: &House, works_at: Option<Uuid>, password: &str) -> (Staff, String) {
    let email = format!("bar-{}@example.org", number());
    let role = if works_at.is_some() {
        Role::BarCounter
    } else {
        Role::BarManager
    };
    let new = NewAccount {
        email: &email,
        name: "Grace Mukamana",
        role,
        password: Some(password.into()),
    };
    let id = house.create_user(new).await.unwrap();
    if let Some(location_id) = works_at {
        house
            .assign_location_user(location_id, Some(id))
            .await
            .unwrap();
    }
    let staff = Staff {
        id,
        role,
        name: PersonName::parse("Grace Mukamana").unwrap(),
        scopes: works_at.into_iter().collect(),
        session: None,
        granted: Granted::Everything,
        must_enrol: false,
    };
    (staff, email)
}
