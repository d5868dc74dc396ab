//! What the bar shows a first visitor: three locations, what they have, and how that went over two months.

mod history;

use std::collections::BTreeSet;

use foh_domain::{
    bar::{Beverage, BeverageFields, Location, UnitType, Units, stock_id},
    identity::Role,
};
use uuid::Uuid;

use self::history::Habit;
use super::DemoError;
use crate::House;

const MANAGER: &str = "Marta Bianchi";
const COUNTER: &str = "Piero Longhi";

const LOCATIONS: [(&str, &str); 3] = [
    (
        "Main bar",
        "In the great foyer, open an hour before every performance.",
    ),
    (
        "Studio bar",
        "Beside the studio stage: a counter and a fridge.",
    ),
    (
        "Cellar",
        "Where everything arrives. Nothing is poured here.",
    ),
];

/// Where the location user works.
const USERS: usize = 1;

const UNIT_TYPES: [(&str, i64); 6] = [
    ("Bottle", 1),
    ("Box of 6", 6),
    ("Crate of 12", 12),
    ("Crate of 24", 24),
    ("Keg", 1),
    ("Tray of 24", 24),
];

/// Name, unit type, litres per item, alarm minimum, colour, at how many locations, used in a day at the first, in hundredths of a unit.
type Drink = (
    &'static str,
    usize,
    &'static str,
    &'static str,
    &'static str,
    usize,
    i64,
);

/// Locations are named from the last: the cellar has everything, the main bar nearly.
const DRINKS: [Drink; 25] = [
    ("Lager", 3, "0.33", "4", "#c58a1b", 3, 140),
    ("Pale ale", 3, "0.33", "3", "#a8611c", 3, 90),
    ("Alcohol-free beer", 3, "0.33", "2", "#7a8f2a", 3, 45),
    ("Draught beer", 4, "30", "1", "#b57b12", 2, 35),
    ("Cider", 2, "0.5", "2", "#8a9a1f", 2, 40),
    ("House white", 1, "0.75", "3", "#9c9338", 3, 80),
    ("House red", 1, "0.75", "3", "#7d1f35", 3, 85),
    ("Rosé", 1, "0.75", "2", "#c0617a", 2, 30),
    ("Prosecco", 1, "0.75", "3", "#b39b4a", 3, 95),
    ("Champagne", 0, "0.75", "2", "#a68b3c", 2, 25),
    ("Still water", 2, "0.5", "5", "#3f7f9e", 3, 160),
    ("Sparkling water", 2, "0.5", "5", "#2f6f8e", 3, 170),
    ("Tonic water", 3, "0.2", "2", "#6a8f9a", 2, 55),
    ("Ginger ale", 3, "0.2", "1.5", "#a9772f", 2, 25),
    ("Cola", 5, "0.33", "3", "#6b2b1c", 3, 95),
    ("Orange juice", 2, "1", "2", "#d07c14", 3, 35),
    ("Apple juice", 2, "1", "1", "#8c9c2a", 2, 20),
    ("Tomato juice", 2, "0.2", "0.5", "#b23a2a", 1, 6),
    ("Bitter orange soda", 3, "0.2", "2", "#c24a1c", 2, 40),
    ("Aperitivo bitter", 0, "1", "2", "#c23b22", 2, 55),
    ("Vermouth", 0, "1", "1", "#6d3b2a", 2, 20),
    ("Gin", 0, "0.7", "2", "#4f7a74", 2, 60),
    ("Vodka", 0, "0.7", "1", "#5a6f8c", 1, 20),
    ("Whisky", 0, "0.7", "1", "#8a5a24", 1, 18),
    ("Amaro", 0, "0.7", "1", "#4a2f24", 2, 22),
];

impl House {
    /// Sets up the bar, with who manages it and who works there.
    pub(super) async fn bar_demonstration(&self) -> Result<(), DemoError> {
        let manager = self
            .demonstration_account(MANAGER, Role::BarManager)
            .await?;
        let counter = self
            .demonstration_account(COUNTER, Role::BarCounter)
            .await?;
        let mut locations = Vec::new();
        for (name, description) in LOCATIONS {
            let location = Location::parse(name, description, true)?;
            locations.push(self.create(location).await?);
        }
        self.assign_location_user(locations[USERS], Some(counter))
            .await?;
        let mut unit_types = Vec::new();
        for (name, items) in UNIT_TYPES {
            unit_types.push(self.create(UnitType::parse(name, items, true)?).await?);
        }
        let mut habits: [Vec<Habit>; 3] = Default::default();
        for drink in DRINKS {
            let (.., at, used) = drink;
            let of: Vec<usize> = [2, 0, 1].into_iter().take(at).collect();
            let (id, minimum) = self
                .demonstration_beverage(drink, &unit_types, &of, &locations)
                .await?;
            for place in of {
                // The studio is the smaller house; what leaves the cellar is drunk elsewhere.
                let used_per_day = [used, used / 3, used / 2][place];
                habits[place].push(Habit {
                    stock_id: stock_id(id, locations[place]),
                    used_per_day,
                    minimum,
                });
            }
        }
        let by = [manager, counter, manager];
        for ((location_id, habits), by) in locations.iter().zip(habits).zip(by) {
            self.bar_history(*location_id, habits, by).await?;
        }
        Ok(())
    }

    async fn demonstration_beverage(
        &self,
        (name, unit_type, litres_per_item, alarm_minimum, colour, ..): Drink,
        unit_types: &[Uuid],
        at: &[usize],
        locations: &[Uuid],
    ) -> Result<(Uuid, Units), DemoError> {
        let fields = BeverageFields {
            name,
            unit_type_id: unit_types[unit_type],
            litres_per_item,
            alarm_minimum,
            colour,
            active: true,
        };
        let location_ids: BTreeSet<Uuid> = at.iter().map(|place| locations[*place]).collect();
        let beverage = Beverage::parse(fields, location_ids)?;
        let minimum = beverage.alarm_minimum.unwrap_or_default();
        Ok((self.create(beverage).await?, minimum))
    }
}
