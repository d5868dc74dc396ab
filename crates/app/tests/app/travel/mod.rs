//! The travel desk: the timetable and what is sold of it.

mod timetable;
