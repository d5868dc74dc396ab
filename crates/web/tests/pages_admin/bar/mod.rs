//! The pages of the bar.

mod counting;
mod desk;
mod linking;
mod looking;
mod moving;
mod reaching;
mod tapping;
