//! Line charts: how one thing went over time, with a level it should stay above.
//!
//! The picture is stretched to its column; strokes and points keep their width. A point is a line of no length with round ends, for a circle would be
//! stretched with the rest.

use std::fmt::Write as _;

use jiff::Timestamp;

/// The picture within which points are placed: wide, high, and the room left at every edge.
const WIDE: i64 = 1_000;
const HIGH: i64 = 300;
const EDGE: i64 = 20;

/// Which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// There is more than before.
    Rising,
    /// There is less than before.
    Falling,
    /// There is as much as before.
    Level,
}

impl Direction {
    /// The arrow, so that the word is seen from afar.
    #[must_use]
    pub const fn arrow(self) -> &'static str {
        match self {
            Self::Rising => "↗",
            Self::Falling => "↘",
            Self::Level => "→",
        }
    }

    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::Level => "level",
        }
    }
}

/// One point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePoint {
    /// When.
    pub at: Timestamp,
    /// The same in words.
    pub when: String,
    /// How much, in whatever smallest unit.
    pub value: i64,
    /// The same in words.
    pub words: String,
}

/// A chart for `chart::line` of `parts/chart.html`; its page loads `chart.css`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChart {
    /// Names it on its page: letters, digits and dashes.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// What a point stands for, such as "Count".
    pub of: &'static str,
    /// What is measured, such as "Units".
    pub measured: &'static str,
    /// The colour beneath the line, `#rrggbb`; the line itself has that of the ink, so that every colour can be seen.
    pub colour: String,
    /// A level, with the words for it.
    pub level: Option<(i64, String)>,
    /// Which way it goes, where that can be said.
    pub direction: Option<Direction>,
    /// What to say when there is no point.
    pub empty: &'static str,
    /// The points, the oldest first.
    pub points: Vec<LinePoint>,
}

impl LineChart {
    /// The highest value that is seen; at least one, so that nought lies on the ground.
    fn top(&self) -> i64 {
        let values = self.points.iter().map(|point| point.value);
        values
            .chain(self.level.as_ref().map(|(value, _)| *value))
            .max()
            .unwrap_or(0)
            .max(1)
    }

    fn x(&self, at: Timestamp) -> i64 {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return EDGE;
        };
        let whole = last.at.duration_since(first.at).as_millis();
        if whole <= 0 {
            return WIDE / 2;
        }
        let passed = at.duration_since(first.at).as_millis();
        let room = i128::from(WIDE - 2 * EDGE);
        EDGE + i64::try_from(passed * room / whole).unwrap_or(0)
    }

    fn y(&self, value: i64) -> i64 {
        let room = i128::from(HIGH - 2 * EDGE);
        let up = i128::from(value.max(0)) * room / i128::from(self.top());
        HIGH - EDGE - i64::try_from(up).unwrap_or(0)
    }

    fn corners(&self) -> impl Iterator<Item = (i64, i64)> {
        self.points
            .iter()
            .map(|point| (self.x(point.at), self.y(point.value)))
    }

    /// The line.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (number, (x, y)) in self.corners().enumerate() {
            let to = if number == 0 { 'M' } else { 'L' };
            // Writing to a string cannot fail.
            let _ = write!(path, "{to}{x} {y}");
        }
        path
    }

    /// What lies beneath the line.
    #[must_use]
    pub fn area(&self) -> String {
        let ends = self.corners().next().zip(self.corners().last());
        let Some(((first, _), (last, _))) = ends else {
            return String::new();
        };
        let ground = HIGH - EDGE;
        format!("{}L{last} {ground}L{first} {ground}z", self.path())
    }

    /// Every point, as lines of no length.
    #[must_use]
    pub fn dots(&self) -> String {
        let mut path = String::new();
        for (x, y) in self.corners() {
            let _ = write!(path, "M{x} {y}h0");
        }
        path
    }

    /// The level.
    #[must_use]
    pub fn level_path(&self) -> Option<String> {
        let (level, _) = self.level.as_ref()?;
        Some(format!("M0 {}H{WIDE}", self.y(*level)))
    }

    /// The last value, in words.
    #[must_use]
    pub fn last(&self) -> &str {
        self.points.last().map_or("", |point| point.words.as_str())
    }

    /// The whole in a sentence, for whoever does not see it.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut sentence = format!("{}: {}", self.title, self.last());
        if let Some(direction) = self.direction {
            let _ = write!(sentence, ", {}", direction.word());
        }
        if let Some((_, level)) = &self.level {
            let _ = write!(sentence, ", {level}");
        }
        sentence
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;

    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% import "parts/chart.html" as charts %}{% call charts::line(chart) %}{% endcall %}"#
    )]
    struct Page {
        chart: LineChart,
    }

    fn chart(points: &[(i64, i64)], level: Option<i64>) -> LineChart {
        LineChart {
            id: "lager".into(),
            title: "Lager".into(),
            of: "Count",
            measured: "Units",
            colour: "#b5651d".into(),
            level: level.map(|level| (level, format!("minimum {level}"))),
            direction: Some(Direction::Falling),
            empty: "Not counted yet.",
            points: points
                .iter()
                .map(|(at, value)| LinePoint {
                    at: Timestamp::from_second(*at).unwrap(),
                    when: format!("at {at}"),
                    value: *value,
                    words: value.to_string(),
                })
                .collect(),
        }
    }

    #[test]
    fn points_stand_where_their_moments_and_values_are() {
        for (points, level, path, level_path) in [
            (&[][..], None, "", None),
            // One alone stands in the middle.
            (&[(0, 5)][..], None, "M500 20", None),
            (&[(0, 10), (100, 0)], None, "M20 20L980 280", None),
            // Not evenly spread: moments count, not their number.
            (
                &[(0, 0), (25, 10), (100, 5)],
                None,
                "M20 280L260 20L980 150",
                None,
            ),
            // The level is always in the picture.
            (
                &[(0, 5), (100, 5)],
                Some(10),
                "M20 150L980 150",
                Some("M0 20H1000"),
            ),
            (&[(0, 0), (100, 0)], None, "M20 280L980 280", None),
            // At the same moment nothing can be divided.
            (&[(7, 4), (7, 2)], None, "M500 20L500 150", None),
            (
                &[(0, i64::MAX), (100, i64::MIN)],
                None,
                "M20 20L980 280",
                None,
            ),
        ] {
            let chart = chart(points, level);
            assert_eq!(chart.path(), path, "{points:?}");
            assert_eq!(chart.level_path().as_deref(), level_path);
        }
    }

    #[test]
    fn the_area_stands_on_the_ground() {
        let chart = chart(&[(0, 10), (100, 0)], None);
        assert_eq!(chart.area(), "M20 20L980 280L980 280L20 280z");
        assert_eq!(chart.dots(), "M20 20h0M980 280h0");
    }

    #[test]
    fn it_is_a_picture_a_sentence_and_a_table() {
        let mut chart = chart(&[(0, 12), (100, 3)], Some(4));
        chart.title = "<Lager>".into();
        let html = Page { chart }.render().unwrap();
        for words in [
            "&#60;Lager&#62;: 3, falling, minimum 4",
            "↘",
            "fill=\"#b5651d\"",
            "<th scope=\"row\">at 0</th>",
            "data-label=\"Units\">12</td>",
            "stroke-dasharray",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains("<Lager>") && !html.contains("style="));
    }

    #[test]
    fn without_points_it_says_so() {
        let html = Page {
            chart: chart(&[], Some(4)),
        }
        .render()
        .unwrap();
        assert!(html.contains("Not counted yet."));
        assert!(!html.contains("<svg") && !html.contains("<table"), "{html}");
    }
}
