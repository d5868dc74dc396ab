//! The product's own house, opened in this process for preparing, counting and measuring without HTTP.

use std::future::Future;

use foh_app::{Clock, Delivery, House, Settings, Texts};
use foh_domain::limits::{Limit, Limits};
use foh_domain::privacy::Keyring;
use foh_store::Options;
use uuid::Uuid;

use crate::database::Database;
use crate::{Result, server};

/// What preparing needs: it works piece after piece.
pub fn one_lane() -> Options {
    Options {
        read_lanes: 1,
        write_lanes: 1,
        ..Options::default()
    }
}

/// A house on `database`, set up as the server is.
pub fn open(database: &Database, options: &Options) -> Result<House> {
    let db = foh_store::Database::open(database.url(), options)?;
    Ok(House::new(db, keyring(), Clock::System, settings()))
}

/// The keyring of the server.
pub fn keyring() -> Keyring {
    Keyring::new(&server::KEY)
}

fn settings() -> Settings {
    Settings {
        site_base_url: server::SITE.into(),
        delivery: Delivery::Mailbox,
        mail_from: None,
        texts: Texts::Off,
        crm: false,
        providers: foh_app::payments::Providers::default(),
        limits: Limit::ALL
            .into_iter()
            .fold(Limits::default(), |limits, limit| limits.with(limit, None)),
        identity_providers: Vec::new(),
        registration_open: true,
        facilitators_open: false,
        payment_patience: jiff::SignedDuration::from_mins(10),
        currency: foh_domain::payments::Currency::EUR,
        retention: foh_domain::privacy::Retention::default(),
        sign_in: foh_app::SignInRules::default(),
    }
}

/// Does `work` on a house of its own, closed before this returns.
pub fn with_house<T, F>(database: &Database, work: impl FnOnce(House) -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let house = open(database, &one_lane())?;
    let db = house.database().clone();
    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(work(house));
    db.close();
    done
}

/// The id that stands in a path.
pub fn parse(id: &str) -> Result<Uuid> {
    id.parse()
        .map_err(|problem| format!("{id:?} is no id: {problem}").into())
}
