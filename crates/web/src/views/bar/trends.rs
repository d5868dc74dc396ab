//! Which way each stock of a location goes.

use askama::Template;

use super::Place;
use crate::views::{
    chart::{Direction, LineChart},
    frame::Frame,
};

/// How many beverages turn which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TurnsTo {
    /// More than before.
    pub rising: usize,
    /// Less than before.
    pub falling: usize,
    /// As much as before.
    pub level: usize,
}

/// The trends of a location.
#[derive(Clone, Debug, Template)]
#[template(path = "bar/trends.html")]
pub struct TrendsPage {
    /// The frame.
    pub frame: Frame,
    /// Which location.
    pub place: Place,
    /// A chart for each beverage, by name.
    pub charts: Vec<LineChart>,
}

impl TrendsPage {
    /// How many turn which way.
    #[must_use]
    pub fn turns(&self) -> TurnsTo {
        let mut turns = TurnsTo::default();
        for direction in self.charts.iter().filter_map(|chart| chart.direction) {
            match direction {
                Direction::Rising => turns.rising += 1,
                Direction::Falling => turns.falling += 1,
                Direction::Level => turns.level += 1,
            }
        }
        turns
    }
}
