CREATE TABLE bar_locations (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    active INTEGER NOT NULL,
    CONSTRAINT bar_locations_id_key PRIMARY KEY (id),
    CONSTRAINT bar_locations_name_key UNIQUE (name)
) STRICT;

CREATE TABLE unit_types (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    items INTEGER NOT NULL,
    active INTEGER NOT NULL,
    CONSTRAINT unit_types_id_key PRIMARY KEY (id),
    CONSTRAINT unit_types_name_key UNIQUE (name),
    CONSTRAINT unit_types_items CHECK (items >= 1)
) STRICT;

-- item_ml: millilitres in an item of the unit. alarm_minimum: hundredths of a unit, as every quantity below.
CREATE TABLE beverages (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    unit_type_id BLOB NOT NULL,
    item_ml INTEGER NOT NULL,
    alarm_minimum INTEGER,
    colour TEXT NOT NULL,
    active INTEGER NOT NULL,
    CONSTRAINT beverages_id_key PRIMARY KEY (id),
    CONSTRAINT beverages_name_key UNIQUE (name),
    CONSTRAINT beverages_unit_type_id_fkey FOREIGN KEY (unit_type_id) REFERENCES unit_types (id),
    CONSTRAINT beverages_item_ml CHECK (item_ml >= 1)
) STRICT;

CREATE INDEX beverages_unit_type_id_idx ON beverages (unit_type_id);

-- One beverage at one location: its id is made of theirs. units is the sum of its movements; number is that of the last of them, undoable that
-- of the last that can be undone. received: all that came less what was brought elsewhere. alarm_minimum: instead of the beverage's. alarmed_at:
-- when somebody was told since it was last above.
CREATE TABLE stocks (
    id BLOB NOT NULL,
    location_id BLOB NOT NULL,
    beverage_id BLOB NOT NULL,
    available INTEGER NOT NULL,
    units INTEGER NOT NULL,
    received INTEGER NOT NULL,
    wasted INTEGER NOT NULL,
    number INTEGER NOT NULL,
    undoable INTEGER,
    alarm_minimum INTEGER,
    alarmed_at INTEGER,
    CONSTRAINT stocks_id_key PRIMARY KEY (id),
    CONSTRAINT stocks_location_id_beverage_id_key UNIQUE (location_id, beverage_id),
    CONSTRAINT stocks_location_id_fkey FOREIGN KEY (location_id) REFERENCES bar_locations (id),
    CONSTRAINT stocks_beverage_id_fkey FOREIGN KEY (beverage_id) REFERENCES beverages (id),
    CONSTRAINT stocks_units CHECK (units >= 0)
) STRICT;

CREATE INDEX stocks_beverage_id_idx ON stocks (beverage_id);

-- number: 1, 2, 3 … of its stock. units: what there was afterwards. previous: which movement could be undone before it. undoes: the movement it
-- reverses. other_id: the movement at the other end of a transfer.
CREATE TABLE stock_movements (
    id BLOB NOT NULL,
    stock_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    delta INTEGER NOT NULL,
    units INTEGER NOT NULL,
    reason TEXT,
    note TEXT,
    user_id BLOB NOT NULL,
    previous INTEGER,
    undoes BLOB,
    other_id BLOB,
    created_at INTEGER NOT NULL,
    CONSTRAINT stock_movements_id_key PRIMARY KEY (id),
    CONSTRAINT stock_movements_stock_id_number_key UNIQUE (stock_id, number),
    CONSTRAINT stock_movements_undoes_key UNIQUE (undoes),
    CONSTRAINT stock_movements_stock_id_fkey FOREIGN KEY (stock_id) REFERENCES stocks (id),
    CONSTRAINT stock_movements_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT stock_movements_kind CHECK (kind IN ('set', 'adjust', 'count', 'waste', 'delivery', 'transfer', 'undo')),
    CONSTRAINT stock_movements_reason CHECK (reason IN ('broken', 'spilled', 'spoiled', 'given_away', 'other'))
) STRICT;

CREATE TABLE stock_counts (
    id BLOB NOT NULL,
    location_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT stock_counts_id_key PRIMARY KEY (id),
    CONSTRAINT stock_counts_location_id_fkey FOREIGN KEY (location_id) REFERENCES bar_locations (id),
    CONSTRAINT stock_counts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;

CREATE INDEX stock_counts_location_id_idx ON stock_counts (location_id, id);

-- What a beverage was at that moment; changes of it later on change no count.
CREATE TABLE stock_count_lines (
    count_id BLOB NOT NULL,
    stock_id BLOB NOT NULL,
    name TEXT NOT NULL,
    unit_type TEXT NOT NULL,
    items INTEGER NOT NULL,
    item_ml INTEGER NOT NULL,
    units INTEGER NOT NULL,
    received INTEGER NOT NULL,
    wasted INTEGER NOT NULL,
    alarm_minimum INTEGER,
    CONSTRAINT stock_count_lines_count_id_stock_id_key PRIMARY KEY (count_id, stock_id),
    CONSTRAINT stock_count_lines_count_id_fkey FOREIGN KEY (count_id) REFERENCES stock_counts (id),
    CONSTRAINT stock_count_lines_stock_id_fkey FOREIGN KEY (stock_id) REFERENCES stocks (id)
) STRICT;

-- Who reaches a location is asked when somebody else is to.
CREATE INDEX user_scopes_scope_id_idx ON user_scopes (scope_id);
