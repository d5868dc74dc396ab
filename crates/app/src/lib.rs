//! Use cases: one function for one intention of a user, on [`House`].
//!
//! Invariants: nothing here names an HTTP status or SQL; no effect outside a transaction happens
//! inside it; a raw token leaves this crate only in an e-mail, a text message, a QR code or the answer that is the
//! only one to carry it.

pub mod audit;
pub mod bar;
pub mod clock;
pub mod crm;
pub mod demo;
pub mod entropy;
mod form_key;
pub mod house;
pub mod idempotency;
pub mod identity;
pub mod limits;
pub mod messages;
pub mod outbox;
pub mod payments;
pub mod privacy;
pub mod studio;
pub mod theatre;
pub mod travel;

pub use clock::Clock;
pub use foh_gateways::{
    oidc::{OidcError, Provider, Registration},
    sms::{Twilio, TwilioSetup},
};
pub use foh_store::{
    Database, Options, StoreError,
    outbox::{Channel, Entry},
    performances::PerformanceView,
    reservations::Reservation,
};
pub use form_key::{FormKey, Made};
pub use house::{Delivery, House, Settings, SignInRules, Texts};
