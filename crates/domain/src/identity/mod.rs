//! Who people are and what they may do.

mod account;
mod api_token;
mod contact;
mod device;
pub mod lockout;
mod password;
mod profile;
mod role;
mod second_factor;
mod session;

pub use account::AccountState;
pub use api_token::{
    API_TOKEN_DAYS_MOST, API_TOKEN_DAYS_USUAL, API_TOKEN_NOTED_EVERY, API_TOKEN_PREFIX,
    API_TOKENS_MOST, ApiTokenName, Granted, Permissions, api_token_beginning, api_token_life,
};
pub use contact::{EmailAddress, PersonName, PhoneNumber};
pub use device::device_in_words;
pub use password::{
    MEMBER_LEAST, MOST as MOST_OF_A_PASSWORD, PasswordOwner, STAFF_LEAST, check_password,
};
pub use profile::Profile;
pub use role::{Permission, Role};
pub use second_factor::{FactorCode, RECOVERY_CODES, RecoveryCode, TotpSecret};
pub use session::{CONFIRMED_FOR, FACTOR_AWAITED, SessionRules, parse_span};
