//! Rows that the constraints of the timetable refuse, made as those of [`crate::constraint_rows`] are.

/// The constraint and the statements of which the last one is refused by it.
pub const ROWS: &[(&str, &[&str])] = &[
    (
        "districts_id_key",
        &[
            DISTRICT,
            "INSERT INTO districts (id, name, code) SELECT id, 'Other', 'OTH' FROM venues",
        ],
    ),
    (
        "districts_name_key",
        &[
            DISTRICT,
            "INSERT INTO districts (id, name, code) SELECT r.id, d.name, 'OTH' FROM rooms r CROSS JOIN districts d",
        ],
    ),
    (
        "districts_code_key",
        &[
            DISTRICT,
            "INSERT INTO districts (id, name, code) SELECT r.id, 'Other', d.code FROM rooms r CROSS JOIN districts d",
        ],
    ),
    (
        "routes_id_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            "UPDATE routes SET origin_id = destination_id",
            ROUTE,
        ],
    ),
    (
        "routes_origin_id_destination_id_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            "INSERT INTO routes (id, origin_id, destination_id, name, distance_km, minutes, fare, currency, active) SELECT u.id, r.origin_id, r.destination_id, 'x', 1, 1, 0, 'EUR', TRUE FROM users u CROSS JOIN routes r",
        ],
    ),
    (
        "routes_fare",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            "UPDATE routes SET fare = -1",
        ],
    ),
    ("foreign_key", &[ROUTE]),
    (
        "foreign_key",
        &[DISTRICT, OTHER_DISTRICT, ROUTE, "DELETE FROM districts"],
    ),
    (
        "buses_id_key",
        &[BUS, "UPDATE buses SET plate = 'RAC'", BUS],
    ),
    (
        "buses_plate_key",
        &[
            BUS,
            "INSERT INTO buses (id, plate, capacity, company, active) SELECT r.id, 'RAB', 1, '', TRUE FROM rooms r",
        ],
    ),
    ("buses_capacity", &[BUS, "UPDATE buses SET capacity = 0"]),
    (
        "schedules_id_key",
        &[DISTRICT, OTHER_DISTRICT, ROUTE, BUS, SCHEDULE, SCHEDULE],
    ),
    (
        "foreign_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            "UPDATE schedules SET route_id = bus_id",
        ],
    ),
    (
        "foreign_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            "UPDATE schedules SET bus_id = route_id",
        ],
    ),
    (
        "departures_id_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            "UPDATE departures SET day = '2026-11-21'",
            DEPARTURE,
        ],
    ),
    (
        "departures_schedule_id_day_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            "INSERT INTO departures (id, schedule_id, day, route_id, bus_id, starts_at, arrives_at, time_zone, fare, currency, status) SELECT u.id, d.schedule_id, d.day, d.route_id, d.bus_id, 1, 2, 'UTC', 0, 'EUR', 'scheduled' FROM users u CROSS JOIN departures d",
        ],
    ),
    (
        "departures_status",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            "UPDATE departures SET status = 'lost'",
        ],
    ),
    (
        "departures_fare",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            "UPDATE departures SET fare = -1",
        ],
    ),
    (
        "foreign_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            "UPDATE departures SET route_id = bus_id",
        ],
    ),
    (
        "foreign_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            "UPDATE departures SET bus_id = route_id",
        ],
    ),
    (
        "foreign_key",
        &[
            DISTRICT,
            OTHER_DISTRICT,
            ROUTE,
            BUS,
            SCHEDULE,
            DEPARTURE,
            "UPDATE departures SET schedule_id = bus_id",
        ],
    ),
];

pub const DISTRICT: &str =
    "INSERT INTO districts (id, name, code) SELECT id, 'Kigali', 'KGL' FROM venues";
pub const OTHER_DISTRICT: &str =
    "INSERT INTO districts (id, name, code) SELECT id, 'Huye', 'HUY' FROM rooms";
pub const ROUTE: &str = "INSERT INTO routes (id, origin_id, destination_id, name, distance_km, minutes, fare, currency, active)
     SELECT s.id, v.id, r.id, 'x', 1, 1, 0, 'EUR', TRUE FROM shows s CROSS JOIN venues v CROSS JOIN rooms r";
pub const BUS: &str = "INSERT INTO buses (id, plate, capacity, company, active) SELECT id, 'RAB', 1, '', TRUE FROM venues";
pub const SCHEDULE: &str = "INSERT INTO schedules (id, route_id, bus_id, days, departs, arrives, time_zone, valid_from, exceptions, active)
     SELECT u.id, r.id, b.id, 127, 0, 1, 'UTC', '2026-01-01', '', TRUE FROM users u CROSS JOIN routes r CROSS JOIN buses b";
pub const DEPARTURE: &str = "INSERT INTO departures (id, schedule_id, day, route_id, bus_id, starts_at, arrives_at, time_zone, fare, currency, status)
     SELECT o.id, s.id, '2026-11-20', s.route_id, s.bus_id, 1, 2, 'UTC', 0, 'EUR', 'scheduled' FROM occurrences o CROSS JOIN schedules s";
