//! Counts, what was used between them, and which way it goes.

use foh_web::views::bar::{
    CompareLine, ComparePage, CountFormLine, CountFormPage, CountLine, CountPage, CountedLine,
    CountsPage, SheetLine, SheetPage, TrendsPage, When,
};
use foh_web::views::chart::{Direction, LineChart, LinePoint};
use foh_web::views::parts::{Choice, Field};
use jiff::Timestamp;

use super::{BEVERAGES, foyer, frame, plain};
use crate::Gallery;

pub(super) fn counts(gallery: &mut Gallery) {
    let lines =
        BEVERAGES
            .iter()
            .enumerate()
            .map(
                |(number, (name, unit_type, hundredths, _, _, _))| CountFormLine {
                    field: format!("counted-{number}"),
                    name: (*name).into(),
                    unit_type: (*unit_type).into(),
                    units: plain(*hundredths),
                    counted: match number {
                        1 => Field::new("2.5"),
                        3 => Field::new("half").refused("Use a number such as 12 or 12.5."),
                        _ => Field::default(),
                    },
                },
            );
    let page = CountFormPage {
        frame: frame("Count", "Locations"),
        place: foyer(),
        notice: None,
        form_key: "0193".into(),
        lines: lines.collect(),
    };
    gallery.page("bar-count-form", &page);
    let counts: Vec<CountLine> = (0..8)
        .map(|number| CountLine {
            id: format!("0193-{number}"),
            at: When {
                words: format!("Sat {} Nov 2026, 23:30", 28 - number),
                datetime: "2026-11-28T23:30:00+01:00".into(),
            },
            short: (format!("{} Nov", 28 - number), "23:30".into()),
        })
        .collect();
    let lines = BEVERAGES.map(|(name, _, hundredths, _, _, _)| CountedLine {
        stock_id: "0193".into(),
        name: name.into(),
        units: (0..8)
            .map(|number| (number != 5).then(|| plain(hundredths + 175 * number)))
            .collect(),
    });
    let page = CountsPage {
        frame: frame("Counts", "Locations"),
        place: foyer(),
        older: counts.clone(),
        counts,
        lines: lines.into(),
        older_href: Some("#".into()),
    };
    gallery.page("bar-counts", &page);
    let lines = BEVERAGES.map(|(name, unit_type, hundredths, litres, minimum, _)| {
        let low = minimum.is_some_and(|minimum| hundredths <= minimum);
        (
            name.into(),
            unit_type.into(),
            plain(hundredths),
            litres.into(),
            low,
        )
    });
    let mut frame = frame("Count", "Locations");
    frame.toast = Some("The count is saved".into());
    let page = CountPage {
        frame,
        place: foyer(),
        notice: None,
        id: "0193".into(),
        at: When {
            words: "Sat 28 Nov 2026, 23:30".into(),
            datetime: "2026-11-28T23:30:00+01:00".into(),
        },
        by: "Mara Lindqvist".into(),
        lines: lines.into(),
        litres: "6369.765".into(),
    };
    gallery.page("bar-count", &page);
    let lines = BEVERAGES.map(|(name, unit_type, hundredths, _, _, _)| SheetLine {
        name: name.into(),
        unit_type: unit_type.into(),
        units: plain(hundredths),
    });
    let page = SheetPage {
        frame: crate::bar::frame("Count sheet, Foyer bar", "Locations"),
        place: foyer(),
        made_at: "Sat 28 Nov 2026, 18:30".into(),
        lines: lines.into(),
    };
    gallery.page("bar-sheet", &page);
}

pub(super) fn compare(gallery: &mut Gallery) {
    let lines = BEVERAGES.map(|(name, _, hundredths, _, minimum, _)| CompareLine {
        stock_id: "0193".into(),
        name: name.into(),
        from: minimum.map(|minimum| plain(hundredths + minimum)),
        to: Some(plain(hundredths)),
        became: minimum.map(|minimum| {
            [
                plain(minimum),
                plain(25),
                plain(2 * minimum - 25),
                plain(minimum / 3),
            ]
        }),
    });
    let count = |id: &str, label: &str| Choice {
        value: id.into(),
        label: label.into(),
    };
    let page = ComparePage {
        frame: frame("What was used", "Locations"),
        place: foyer(),
        from: Field::new("1"),
        to: Field::new("2"),
        counts: vec![
            count("2", "Sat 28 Nov 2026, 23:30, Mara Lindqvist"),
            count("1", "Wed 25 Nov 2026, 23:10, Jonas Weber"),
        ],
        between: Some("3 days".into()),
        lines: lines.into(),
    };
    gallery.page("bar-compare", &page);
    let page = ComparePage {
        counts: Vec::new(),
        lines: Vec::new(),
        between: None,
        ..page
    };
    gallery.page("bar-compare-empty", &page);
}

pub(super) fn trends(gallery: &mut Gallery) {
    let charts = BEVERAGES.map(|(name, _, hundredths, _, minimum, colour)| {
        let points = (0..9_i64).map(|number| {
            let value = hundredths + (8 - number) * 110 - (number % 3) * 180 + 360;
            LinePoint {
                at: Timestamp::from_second(1_795_000_000 + number * 86_400 * (1 + number % 2))
                    .unwrap_or_default(),
                when: format!("{} Nov, 23:30", 20 + number),
                value,
                words: plain(value),
            }
        });
        let mut points: Vec<LinePoint> = points.collect();
        points.sort_by_key(|point| point.at);
        match name {
            "Tonic" => points.truncate(1),
            "Cava brut" => points.clear(),
            _ => {}
        }
        LineChart {
            id: format!("stock-{}", colour.trim_start_matches('#')),
            title: name.into(),
            of: "Count",
            measured: "Units",
            colour: colour.into(),
            level: minimum.map(|minimum| (minimum, format!("alarm at {}", plain(minimum)))),
            direction: (points.len() > 1).then_some(match name {
                "Lager" => Direction::Level,
                "Red wine" => Direction::Rising,
                _ => Direction::Falling,
            }),
            empty: "It is in no count yet.",
            points,
        }
    });
    let page = TrendsPage {
        frame: frame("Trends", "Locations"),
        place: foyer(),
        charts: charts.into(),
    };
    gallery.page("bar-trends", &page);
}
