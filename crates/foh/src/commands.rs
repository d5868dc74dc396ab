//! What each command does.

mod audit;
mod keys;
mod token;
mod user;

use std::{error::Error, io::BufRead};

use foh_app::identity::AccountError;
use secrecy::SecretString;

use crate::{
    cli::{Command, KeysCommand},
    config::Config,
    open, serve,
};

/// Runs one command to its end.
pub(crate) async fn run(command: Command, config: &Config) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Serve => serve::serve(config).await,
        Command::Migrate => {
            open::migrate(config)?;
            say(&format!("The database {} is up to date.", config.database));
            Ok(())
        }
        Command::Demo => demo(config).await,
        // It looks at settings that nothing else starts with, so it is called before they are read.
        Command::Doctor { .. } => Err("the doctor was called too late".into()),
        Command::User(command) => user::run(command, config).await,
        Command::Audit(command) => audit::run(command, config).await,
        Command::Keys(KeysCommand::Rotate) => keys::rotate(config).await,
        Command::Token(command) => token::run(command, config).await,
    }
}

async fn demo(config: &Config) -> Result<(), Box<dyn Error>> {
    let house = open::house(config)?;
    let said = if house.is_empty().await? {
        house.set_up_demonstration().await?;
        "The demonstration is set up."
    } else {
        "The house has a programme already; nothing was changed."
    };
    house.database().close();
    say(said);
    Ok(())
}

fn first_line() -> Result<SecretString, Box<dyn Error>> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned().into())
}

/// An account's faults, each with its field.
fn words(error: AccountError) -> Box<dyn Error> {
    match error {
        AccountError::Faults(faults) => {
            let said: Vec<_> = faults
                .iter()
                .map(|fault| format!("{}: {}", fault.field, fault.message))
                .collect();
            said.join("\n").into()
        }
        other => Box::new(other),
    }
}

/// What a command answers goes to standard output.
#[expect(clippy::print_stdout, reason = "this is the answer of a command")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
