//! `foh doctor`: looks at everything an operator has to see to, changes nothing, and says what to do.
//!
//! Each check is a small function that gives findings. It needs no running program; where one runs, it does not disturb it.

mod accounts;
mod audit;
mod clock;
mod database;
mod disk;
mod mail;
mod payments;
mod report;
mod settings;
mod sums;
mod texts;
mod tls;

use std::{error::Error, process::ExitCode};

use foh_app::{Clock, entropy};
use foh_store::{Database, Options};

use crate::{
    commands::say,
    config::{Config, Sources},
    open,
};
use report::{Finding, Report, Verdict};

/// Looks, prints, and ends with 0 unless something failed.
pub(crate) async fn run(sources: &Sources, json: bool) -> Result<ExitCode, Box<dyn Error>> {
    let report = Report::of(look(sources).await);
    if json {
        say(&serde_json::to_string_pretty(&report)?);
    } else {
        say(&report.to_string());
    }
    Ok(if report.is_well() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn look(sources: &Sources) -> Vec<Finding> {
    let examined = Config::examine(sources, entropy::bytes());
    let mut findings = settings::check(&examined);
    let Some(config) = &examined.config else {
        findings.push(Finding::skipped(
            "installation",
            "Nothing else was looked at: the settings cannot be read.",
        ));
        return findings;
    };
    let now = Clock::System.now();
    findings.extend(tls::check(config, now));
    findings.push(mail::check(config).await);
    findings.push(texts::check(config).await);
    findings.push(payments::offered(config));
    findings.push(disk::check(config));
    let (of_database, inspection) = database::check(config);
    findings.extend(of_database);
    findings.extend(clock::of_machine());
    let Some(inspection) = inspection.filter(|inspection| inspection.schema.is_current()) else {
        let why = "The database could not be looked into.";
        findings.extend(
            ["clock", "keys", "audit", "places", "stock", "accounts"]
                .map(|check| Finding::skipped(check, why)),
        );
        return findings;
    };
    match open_as_it_is(config) {
        Ok(database) => {
            findings.push(clock::check(&database, now, inspection.now).await);
            let keys = settings::keys(&examined, config, &database).await;
            findings.push(if keys.verdict == Verdict::Pass {
                let house = open::house_on(database.clone(), config, &open::Outside::of(config));
                audit::check(&house).await
            } else {
                Finding::skipped("audit", "The log cannot be read without the house's key.")
            });
            findings.push(keys);
            findings.push(sums::places(&database).await);
            findings.push(sums::stock(&database).await);
            let house = open::house_on(database.clone(), config, &open::Outside::of(config));
            findings.push(payments::waiting(&house).await);
            findings.extend(accounts::check(&database, &config.sign_in.second_factor_roles).await);
            let closing = database.clone();
            let _ = tokio::task::spawn_blocking(move || closing.close()).await;
        }
        Err(error) => findings.push(database::unusable(config, &error.to_string())),
    }
    findings
}

/// Opens the database without bringing its schema up to date.
fn open_as_it_is(config: &Config) -> Result<Database, Box<dyn Error>> {
    let options = Options {
        read_lanes: 1,
        write_lanes: 1,
        ..Options::default()
    };
    Ok(Database::open(
        &open::existing_url(&config.database)?,
        &options,
    )?)
}
