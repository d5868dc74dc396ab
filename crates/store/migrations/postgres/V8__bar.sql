CREATE TABLE bar_locations (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT bar_locations_id_key PRIMARY KEY (id),
    CONSTRAINT bar_locations_name_key UNIQUE (name)
);

CREATE TABLE unit_types (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    items INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT unit_types_id_key PRIMARY KEY (id),
    CONSTRAINT unit_types_name_key UNIQUE (name),
    CONSTRAINT unit_types_items CHECK (items >= 1)
);

-- item_ml: millilitres in an item of the unit. alarm_minimum: hundredths of a unit, as every quantity below.
CREATE TABLE beverages (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    unit_type_id UUID NOT NULL,
    item_ml INTEGER NOT NULL,
    alarm_minimum BIGINT,
    colour TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT beverages_id_key PRIMARY KEY (id),
    CONSTRAINT beverages_name_key UNIQUE (name),
    CONSTRAINT beverages_unit_type_id_fkey FOREIGN KEY (unit_type_id) REFERENCES unit_types (id),
    CONSTRAINT beverages_item_ml CHECK (item_ml >= 1)
);

CREATE INDEX beverages_unit_type_id_idx ON beverages (unit_type_id);

-- One beverage at one location: its id is made of theirs. units is the sum of its movements; number is that of the last of them, undoable that
-- of the last that can be undone. received: all that came less what was brought elsewhere. alarm_minimum: instead of the beverage's. alarmed_at:
-- when somebody was told since it was last above.
CREATE TABLE stocks (
    id UUID NOT NULL,
    location_id UUID NOT NULL,
    beverage_id UUID NOT NULL,
    available BOOLEAN NOT NULL,
    units BIGINT NOT NULL,
    received BIGINT NOT NULL,
    wasted BIGINT NOT NULL,
    number BIGINT NOT NULL,
    undoable BIGINT,
    alarm_minimum BIGINT,
    alarmed_at BIGINT,
    CONSTRAINT stocks_id_key PRIMARY KEY (id),
    CONSTRAINT stocks_location_id_beverage_id_key UNIQUE (location_id, beverage_id),
    CONSTRAINT stocks_location_id_fkey FOREIGN KEY (location_id) REFERENCES bar_locations (id),
    CONSTRAINT stocks_beverage_id_fkey FOREIGN KEY (beverage_id) REFERENCES beverages (id),
    CONSTRAINT stocks_units CHECK (units >= 0)
);

CREATE INDEX stocks_beverage_id_idx ON stocks (beverage_id);

-- number: 1, 2, 3 … of its stock. units: what there was afterwards. previous: which movement could be undone before it. undoes: the movement it
-- reverses. other_id: the movement at the other end of a transfer.
CREATE TABLE stock_movements (
    id UUID NOT NULL,
    stock_id UUID NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    delta BIGINT NOT NULL,
    units BIGINT NOT NULL,
    reason TEXT,
    note TEXT,
    user_id UUID NOT NULL,
    previous BIGINT,
    undoes UUID,
    other_id UUID,
    created_at BIGINT NOT NULL,
    CONSTRAINT stock_movements_id_key PRIMARY KEY (id),
    CONSTRAINT stock_movements_stock_id_number_key UNIQUE (stock_id, number),
    CONSTRAINT stock_movements_undoes_key UNIQUE (undoes),
    CONSTRAINT stock_movements_stock_id_fkey FOREIGN KEY (stock_id) REFERENCES stocks (id),
    CONSTRAINT stock_movements_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT stock_movements_kind CHECK (kind IN ('set', 'adjust', 'count', 'waste', 'delivery', 'transfer', 'undo')),
    CONSTRAINT stock_movements_reason CHECK (reason IN ('broken', 'spilled', 'spoiled', 'given_away', 'other'))
);

CREATE TABLE stock_counts (
    id UUID NOT NULL,
    location_id UUID NOT NULL,
    user_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT stock_counts_id_key PRIMARY KEY (id),
    CONSTRAINT stock_counts_location_id_fkey FOREIGN KEY (location_id) REFERENCES bar_locations (id),
    CONSTRAINT stock_counts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX stock_counts_location_id_idx ON stock_counts (location_id, id);

-- What a beverage was at that moment; changes of it later on change no count.
CREATE TABLE stock_count_lines (
    count_id UUID NOT NULL,
    stock_id UUID NOT NULL,
    name TEXT NOT NULL,
    unit_type TEXT NOT NULL,
    items INTEGER NOT NULL,
    item_ml INTEGER NOT NULL,
    units BIGINT NOT NULL,
    received BIGINT NOT NULL,
    wasted BIGINT NOT NULL,
    alarm_minimum BIGINT,
    CONSTRAINT stock_count_lines_count_id_stock_id_key PRIMARY KEY (count_id, stock_id),
    CONSTRAINT stock_count_lines_count_id_fkey FOREIGN KEY (count_id) REFERENCES stock_counts (id),
    CONSTRAINT stock_count_lines_stock_id_fkey FOREIGN KEY (stock_id) REFERENCES stocks (id)
);

-- Who reaches a location is asked when somebody else is to.
CREATE INDEX user_scopes_scope_id_idx ON user_scopes (scope_id);
