//! A bar to test: three nodes, locations and beverages with names of their own, and people who work there.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU32, Ordering},
};

use foh_app::{
    House,
    bar::{CountRequest, Movement, SavedCount, StockError, StockMove, StockView, Transfer, Waste},
    idempotency::{Once, RepeatError, Repeatable},
    identity::{Duty, Staff},
};
use foh_domain::{
    bar::{
        Adjustment, Beverage, BeverageFields, Change, Location, StockRefusal, UndoRefusal,
        UnitType, Units, WasteReason, stock_id,
    },
    identity::{Granted, PersonName, Role},
};
use foh_store::{stock_movements, stocks};
use foh_testkit::engines::Engine;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    house::{TestHouse, no_fault},
    studio::gate::Doing,
};

pub const MINUTE: SignedDuration = SignedDuration::from_mins(1);
pub const HOUR: SignedDuration = SignedDuration::from_hours(1);
pub const DAY: SignedDuration = SignedDuration::from_hours(24);

pub const MOVEMENTS: &str = "SELECT COUNT(*) AS n FROM stock_movements";
/// E-mails about low stocks, whether they are wanted still or not.
pub const ALARMS: &str = "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'stock_alarm'";

pub struct Bar {
    pub house: TestHouse,
    pub terrace: Uuid,
    pub cellar: Uuid,
    pub crate_of_24: Uuid,
    pub lager: Uuid,
    numbers: AtomicU32,
}

pub type Tapped = Result<Once<StockView>, StockError>;

pub fn units(text: &str) -> Units {
    Units::parse(text).unwrap()
}

pub fn by(text: &str) -> Change {
    Change::Adjust(Adjustment::parse(text).unwrap())
}

pub fn location(name: &str) -> Location {
    Location::parse(name, "", true).unwrap()
}

/// A beverage that these locations have, of which somebody is told at `alarm_minimum`.
pub fn beverage(
    name: &str,
    unit_type_id: Uuid,
    alarm_minimum: &str,
    locations: &[Uuid],
) -> Beverage {
    let fields = BeverageFields {
        name,
        unit_type_id,
        litres_per_item: "0.33",
        alarm_minimum,
        colour: "#b5651d",
        active: true,
    };
    Beverage::parse(fields, locations.iter().copied().collect()).unwrap()
}

/// What a change ended in, in a word; what there is afterwards when it was made.
pub fn word(answer: &Tapped) -> String {
    match answer {
        Ok(Once::Now(view)) => view.stock.units.plain(),
        Ok(Once::Before(_)) => "before".into(),
        Err(error) => refusal(error),
    }
}

pub fn refusal(error: &StockError) -> String {
    match error {
        StockError::Refused(StockRefusal::BelowNought { units }) => {
            format!("only {}", units.plain())
        }
        StockError::Refused(refusal) => format!("{refusal:?}"),
        StockError::NotUndone(UndoRefusal::Stock(refusal)) => format!("undo: {refusal:?}"),
        StockError::NotUndone(refusal) => format!("undo: {refusal:?}"),
        StockError::Repeated(RepeatError::AnotherRequest) => "another request".into(),
        StockError::Unknown => "unknown".into(),
        StockError::NotYours => "not yours".into(),
        StockError::NothingToCount => "nothing to count".into(),
        StockError::Faults(faults) => faults[0].field.into(),
        StockError::Store(error) => no_fault(error),
        error => panic!("{error:?}"),
    }
}

/// What a stock is answered as; everything that a repeated answer must say again is in it.
pub fn drawn(view: &StockView) -> String {
    format!("{} {} {}", view.id, view.stock.units, view.stock.number)
}

impl Bar {
    /// A terrace and a cellar that both have lager, with nobody who would be told.
    pub async fn open(engine: Engine) -> Self {
        Self::on(TestHouse::open(engine)).await
    }

    pub async fn on(house: TestHouse) -> Self {
        let node = house.house();
        let terrace = node.create(location("Terrace")).await.unwrap();
        let cellar = node.create(location("Cellar")).await.unwrap();
        let unit = UnitType::parse("Crate of 24", 24, true).unwrap();
        let crate_of_24 = node.create(unit).await.unwrap();
        let lager = beverage("Lager", crate_of_24, "", &[terrace, cellar]);
        let lager = node.create(lager).await.unwrap();
        Self {
            house,
            terrace,
            cellar,
            crate_of_24,
            lager,
            numbers: AtomicU32::new(0),
        }
    }

    pub fn node(&self, number: usize) -> &House {
        self.house.node(number)
    }

    fn number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::SeqCst)
    }

    /// The lager on the terrace.
    pub fn here(&self) -> Uuid {
        stock_id(self.lager, self.terrace)
    }

    /// The lager in the cellar.
    pub fn there(&self) -> Uuid {
        stock_id(self.lager, self.cellar)
    }

    /// Another beverage that the terrace has, and its stock.
    pub async fn another(&self, name: &str, alarm_minimum: &str) -> (Uuid, Uuid) {
        let new = beverage(name, self.crate_of_24, alarm_minimum, &[self.terrace]);
        let id = self.node(0).create(new).await.unwrap();
        (id, stock_id(id, self.terrace))
    }

    /// Staff of a role that no scope holds.
    pub async fn staff(&self, role: Role) -> Staff {
        Self::as_staff(self.house.staff(role).await, role, Vec::new())
    }

    pub async fn manager(&self) -> Staff {
        self.staff(Role::BarManager).await
    }

    /// Somebody who works at a location, and nowhere else.
    pub async fn counter(&self, location: Uuid) -> Staff {
        let id = self.house.staff(Role::BarCounter).await;
        let assigned = self.node(0).assign_location_user(location, Some(id));
        assigned.await.unwrap();
        Self::as_staff(id, Role::BarCounter, vec![location])
    }

    fn as_staff(id: Uuid, role: Role, scopes: Vec<Uuid>) -> Staff {
        Staff {
            id,
            role,
            name: PersonName::parse("Bruno Conti").unwrap(),
            scopes,
            session: None,
            granted: Granted::Everything,
            must_enrol: false,
        }
    }

    /// A request under this key, as the web would read it.
    pub fn keyed(&self, node: usize, key: &str, asked: &str) -> Repeatable<StockView> {
        self.node(node).repeatable(key, asked, drawn)
    }

    /// Somebody changes a stock on a node, to be done at once with others.
    pub fn moving(&self, node: usize, stock: Uuid, change: Change, by: &Staff) -> Doing<Tapped> {
        self.asking(node, stock, change, None, by)
    }

    /// The same with a key.
    pub fn tapping(
        &self,
        node: usize,
        key: &str,
        (stock, change): (Uuid, Change),
        by: &Staff,
    ) -> Doing<Tapped> {
        let repeatable = self.keyed(node, key, &format!("{stock} {change:?}"));
        self.asking(node, stock, change, Some(repeatable), by)
    }

    fn asking(
        &self,
        node: usize,
        stock_id: Uuid,
        change: Change,
        repeatable: Option<Repeatable<StockView>>,
        by: &Staff,
    ) -> Doing<Tapped> {
        let (house, by) = (self.node(node).clone(), by.clone());
        let waste = matches!(change, Change::Waste(_)).then_some(Waste {
            reason: WasteReason::Broken,
            note: Some("A crate fell".into()),
        });
        let asked = StockMove {
            stock_id,
            change,
            waste,
        };
        Box::pin(async move { house.move_stock(asked, repeatable, &by).await })
    }

    /// Somebody brings some of a stock elsewhere.
    pub fn bringing(
        &self,
        node: usize,
        from: Uuid,
        (to_location_id, units): (Uuid, Units),
        by: &Staff,
    ) -> Doing<Tapped> {
        let (house, by) = (self.node(node).clone(), by.clone());
        let transfer = Transfer {
            stock_id: from,
            to_location_id,
            units,
        };
        Box::pin(async move { house.transfer_stock(transfer, None, &by).await })
    }

    /// Somebody undoes the last movement, if it is this one.
    pub fn undoing(
        &self,
        node: usize,
        stock: Uuid,
        movement: Option<Uuid>,
        by: &Staff,
    ) -> Doing<Tapped> {
        let (house, by) = (self.node(node).clone(), by.clone());
        Box::pin(async move { house.undo_stock(stock, movement, None, &by).await })
    }

    /// Somebody saves a count of a location.
    pub fn counting(
        &self,
        node: usize,
        location: Uuid,
        counted: &[(Uuid, &str)],
        by: &Staff,
    ) -> Doing<Result<Once<SavedCount>, StockError>> {
        let (house, by) = (self.node(node).clone(), by.clone());
        let counted = counted.iter().map(|(id, text)| (*id, units(text)));
        let request = CountRequest {
            counted: counted.collect(),
        };
        Box::pin(async move { house.save_count(location, request, None, &by).await })
    }

    /// A count that is saved now.
    pub async fn count(&self, location: Uuid, counted: &[(Uuid, &str)], by: &Staff) -> SavedCount {
        match self.counting(0, location, counted, by).await.unwrap() {
            Once::Now(saved) => saved,
            Once::Before(_) => panic!("it has no key"),
        }
    }

    /// Changes that are all made.
    pub async fn make(&self, stock: Uuid, changes: &[Change], by: &Staff) {
        for change in changes {
            let made = self.moving(self.number() as usize, stock, *change, by);
            let made = made.await;
            assert!(matches!(made, Ok(Once::Now(_))), "{change:?}: {made:?}");
        }
    }

    pub async fn stock(&self, id: Uuid) -> StockView {
        let loading = self.node(2).database();
        let found = loading.read(move |tx| stocks::load(tx, &[id])).await;
        found.unwrap().pop().expect("the stock")
    }

    /// How much there is.
    pub async fn level(&self, id: Uuid) -> String {
        self.stock(id).await.stock.units.plain()
    }

    /// The movements of a stock, the last first.
    pub async fn movements(&self, id: Uuid) -> Vec<Movement> {
        let reading = self.node(1).database();
        let found = reading.read(move |tx| stock_movements::page(tx, id, i64::MAX, 100_000));
        let found = found.await.unwrap();
        found.into_iter().map(|(movement, _)| movement).collect()
    }

    /// Every stock is the sum of its movements, which are numbered without a gap and each say what was left.
    pub async fn adds_up(&self) {
        let database = self.node(1).database();
        let recounted = database.read(|tx| stocks::recount_page(tx, Uuid::nil()));
        let recounted = recounted.await.unwrap();
        assert!(recounted.wrong.is_empty(), "{:?}", recounted.wrong);
        let kept = database.read(|tx| stocks::kept(tx, None, 10_000));
        for view in kept.await.unwrap() {
            let mut movements = self.movements(view.id).await;
            movements.reverse();
            let mut sum = 0;
            for (number, movement) in (1..).zip(&movements) {
                sum += movement.delta;
                assert_eq!(
                    (movement.number, movement.units.hundredths()),
                    (number, sum)
                );
            }
            let ids: BTreeSet<Uuid> = movements.iter().map(|movement| movement.id).collect();
            assert_eq!(ids.len(), movements.len());
        }
    }

    /// Gives a beverage, as it is, another shape.
    pub async fn reshape(&self, id: Uuid, change: fn(Beverage) -> Beverage) {
        let changed = self
            .node(1)
            .change(id, Box::new(move |before| Ok(change(before))));
        changed.await.unwrap();
    }

    /// What an account is asked to do.
    pub fn duty(role: Role, scopes: &[Uuid]) -> Duty {
        Duty {
            role,
            scopes: scopes.to_vec(),
        }
    }
}
