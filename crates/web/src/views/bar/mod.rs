//! The bar: what locations have, how it moves, and what was counted.
