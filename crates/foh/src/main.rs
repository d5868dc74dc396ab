//! foh
fn main() {}
