//! The audit log: who did what, when, from where, in chains of keyed hashes that show an altered or missing row.
//!
//! There are [`CHAINS`] chains, so that nodes and lanes do not queue at one row; an entry belongs to the chain of its
//! subject's lane byte. Each entry's hash covers the one before it, and each chain has a head that says how many entries it
//! has and is itself authenticated. Whoever can write the database but has not the installation's secret can neither make an
//! entry nor a head. What remains to them is to put back an older copy of a whole chain with its head: that is found when heads
//! were noted elsewhere ([`NotedHead`]).
//!
//! Personal data is only in the sealed [`Details`], which can be erased: the hash covers a salted hash of them, whose salt is
//! erased with them.

mod action;
mod chain;
mod details;
mod noted;
mod phrase;
mod walk;

pub use action::{Action, Group, Subject};
pub use chain::{CHAINS, ChainKey, Facts, Hash, Head, chain_of};
pub use details::{Details, Value, Via};
pub use noted::NotedHead;
pub use phrase::phrase;
pub use walk::{Fault, Step, Walk};
