//! Accounts of staff: making them, signing in, and who is asking.

mod accounts;
mod authenticate;
mod password;
mod sign_in;

pub use accounts::{AccountError, NewAccount};
pub use authenticate::Staff;
pub use sign_in::{SignInError, SignedIn};
