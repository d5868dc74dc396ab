//! What managers of the bar look after.
