//! Rows that the constraints of the bar refuse, made as those of [`crate::constraint_rows`] are.

/// The constraint and the statements of which the last one is refused by it.
pub const ROWS: &[(&str, &[&str])] = &[
    (
        "bar_locations_id_key",
        &[LOCATION, "UPDATE bar_locations SET name = 'x'", LOCATION],
    ),
    (
        "bar_locations_name_key",
        &[
            LOCATION,
            "INSERT INTO bar_locations (id, name, description, active) SELECT r.id, l.name, '', TRUE FROM rooms r CROSS JOIN bar_locations l",
        ],
    ),
    (
        "unit_types_id_key",
        &[UNIT, "UPDATE unit_types SET name = 'x'", UNIT],
    ),
    (
        "unit_types_name_key",
        &[
            UNIT,
            "INSERT INTO unit_types (id, name, items, active) SELECT r.id, t.name, 1, TRUE FROM rooms r CROSS JOIN unit_types t",
        ],
    ),
    (
        "unit_types_items",
        &[UNIT, "UPDATE unit_types SET items = 0"],
    ),
    (
        "beverages_id_key",
        &[
            UNIT,
            BEVERAGE,
            "UPDATE beverages SET name = 'x'",
            BEVERAGE,
        ],
    ),
    (
        "beverages_name_key",
        &[
            UNIT,
            BEVERAGE,
            "INSERT INTO beverages (id, name, unit_type_id, item_ml, colour, active)
             SELECT r.id, b.name, b.unit_type_id, 1, '', TRUE FROM rooms r CROSS JOIN beverages b",
        ],
    ),
    (
        "beverages_item_ml",
        &[UNIT, BEVERAGE, "UPDATE beverages SET item_ml = 0"],
    ),
    ("foreign_key", &[UNIT, BEVERAGE, "DELETE FROM unit_types"]),
    (
        "stocks_id_key",
        &[
            LOCATION,
            OTHER_LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            "INSERT INTO stocks (id, location_id, beverage_id, available, units, received, wasted, number)
             SELECT s.id, l.id, s.beverage_id, TRUE, 0, 0, 0, 0 FROM stocks s CROSS JOIN bar_locations l WHERE l.name = 'Cellar'",
        ],
    ),
    (
        "stocks_location_id_beverage_id_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            "INSERT INTO stocks (id, location_id, beverage_id, available, units, received, wasted, number)
             SELECT r.id, s.location_id, s.beverage_id, TRUE, 0, 0, 0, 0 FROM stocks s CROSS JOIN rooms r",
        ],
    ),
    (
        "stocks_units",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            "UPDATE stocks SET units = units - 101",
        ],
    ),
    (
        "foreign_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            "DELETE FROM bar_locations",
        ],
    ),
    (
        "foreign_key",
        &[LOCATION, UNIT, BEVERAGE, STOCK, "DELETE FROM beverages"],
    ),
    (
        "stock_movements_id_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            MOVEMENT,
            "INSERT INTO stock_movements (id, stock_id, number, kind, delta, units, user_id, created_at)
             SELECT m.id, m.stock_id, 2, 'set', 0, 100, m.user_id, 0 FROM stock_movements m",
        ],
    ),
    (
        "stock_movements_stock_id_number_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            MOVEMENT,
            "INSERT INTO stock_movements (id, stock_id, number, kind, delta, units, user_id, created_at)
             SELECT r.id, m.stock_id, m.number, 'set', 0, 100, m.user_id, 0 FROM stock_movements m CROSS JOIN rooms r",
        ],
    ),
    (
        "stock_movements_undoes_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            MOVEMENT,
            "INSERT INTO stock_movements (id, stock_id, number, kind, delta, units, user_id, undoes, created_at)
             SELECT r.id, m.stock_id, 2, 'undo', 0, 100, m.user_id, m.undoes, 0 FROM stock_movements m CROSS JOIN rooms r",
        ],
    ),
    (
        "stock_movements_kind",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            MOVEMENT,
            "UPDATE stock_movements SET kind = 'theft'",
        ],
    ),
    (
        "stock_movements_reason",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            MOVEMENT,
            "UPDATE stock_movements SET reason = 'thirst'",
        ],
    ),
    (
        "foreign_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            MOVEMENT,
            "UPDATE stock_movements SET user_id = (SELECT id FROM rooms)",
        ],
    ),
    (
        "foreign_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            MOVEMENT,
            "DELETE FROM stocks",
        ],
    ),
    ("stock_counts_id_key", &[LOCATION, COUNT, COUNT]),
    (
        "foreign_key",
        &[LOCATION, COUNT, "DELETE FROM bar_locations"],
    ),
    (
        "foreign_key",
        &[
            LOCATION,
            COUNT,
            "UPDATE stock_counts SET user_id = (SELECT id FROM rooms)",
        ],
    ),
    (
        "stock_count_lines_count_id_stock_id_key",
        &[LOCATION, UNIT, BEVERAGE, STOCK, COUNT, LINE, LINE],
    ),
    (
        "foreign_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            COUNT,
            LINE,
            "DELETE FROM stock_counts",
        ],
    ),
    (
        "foreign_key",
        &[
            LOCATION,
            UNIT,
            BEVERAGE,
            STOCK,
            COUNT,
            LINE,
            "DELETE FROM stocks",
        ],
    ),
];

const LOCATION: &str = "INSERT INTO bar_locations (id, name, description, active) SELECT id, 'Terrace', '', TRUE FROM venues";
const OTHER_LOCATION: &str = "INSERT INTO bar_locations (id, name, description, active) SELECT id, 'Cellar', '', TRUE FROM rooms";
const UNIT: &str =
    "INSERT INTO unit_types (id, name, items, active) SELECT id, 'Crate', 24, TRUE FROM venues";
const BEVERAGE: &str = "INSERT INTO beverages (id, name, unit_type_id, item_ml, colour, active)
     SELECT v.id, 'Lager', t.id, 330, '#b5651d', TRUE FROM venues v CROSS JOIN unit_types t";
const STOCK: &str = "INSERT INTO stocks (id, location_id, beverage_id, available, units, received, wasted, number)
     SELECT s.id, l.id, b.id, TRUE, 100, 0, 0, 1 FROM shows s CROSS JOIN bar_locations l CROSS JOIN beverages b WHERE l.name = 'Terrace'";
const MOVEMENT: &str = "INSERT INTO stock_movements (id, stock_id, number, kind, delta, units, user_id, undoes, created_at)
     SELECT v.id, s.id, 1, 'set', 100, 100, u.id, v.id, 0 FROM venues v CROSS JOIN stocks s CROSS JOIN users u";
const COUNT: &str = "INSERT INTO stock_counts (id, location_id, user_id, created_at)
     SELECT v.id, l.id, u.id, 0 FROM venues v CROSS JOIN bar_locations l CROSS JOIN users u";
const LINE: &str = "INSERT INTO stock_count_lines (count_id, stock_id, name, unit_type, items, item_ml, units, received, wasted)
     SELECT c.id, s.id, 'Lager', 'Crate', 24, 330, 100, 0, 0 FROM stock_counts c CROSS JOIN stocks s";
