//! Messages: what becomes of a text message, and how long one is.

mod gsm;
mod text_status;

pub use gsm::{ONE_MESSAGE, septets};
pub use text_status::TextStatus;
