//! The public pages, signing in and the mailbox, over real HTTP and on both engines.

mod guarding;
mod playhouse;
mod programme;
mod reserving;
mod sign_in;
mod story;
mod tokens;
