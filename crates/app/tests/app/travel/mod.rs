//! The travel desk: the timetable, what passengers and operators do, and many of them at once.

mod boarding;
mod book;
mod called_off;
mod cancel;
mod find;
mod ground;
mod hand_over;
mod holds;
mod personal;
mod provider;
mod repeats;
mod sell;
mod shifts;
mod timetable;
