//! The timetable: what it is made of, the departures made of it, and what is found in them.

mod changing;
mod generating;
mod ground;
mod masters;
mod races;
mod revenue;
mod searching;
mod staff;
