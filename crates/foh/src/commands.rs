//! What each command does.

use std::{error::Error, io::BufRead};

use foh_app::identity::{AccountError, NewAccount};
use foh_domain::identity::Role;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    cli::{self, Command, TokenCommand, UserCommand},
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
        Command::User(UserCommand::Create {
            email,
            name,
            role,
            password_stdin,
        }) => create_user(config, &email, &name, role, password_stdin).await,
        Command::Token(TokenCommand::Create { email }) => {
            let house = open::house(config)?;
            let token = house.create_api_token(&email).await.map_err(words)?;
            house.database().close();
            say(token.expose_secret());
            Ok(())
        }
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

async fn create_user(
    config: &Config,
    email: &str,
    name: &str,
    role: cli::Role,
    password_stdin: bool,
) -> Result<(), Box<dyn Error>> {
    let password = if password_stdin {
        Some(first_line()?)
    } else {
        None
    };
    let house = open::house(config)?;
    let new = NewAccount {
        email,
        name,
        role: match role {
            cli::Role::Administrator => Role::Administrator,
            cli::Role::Content => Role::Content,
            cli::Role::BoxOffice => Role::BoxOffice,
            cli::Role::Door => Role::Door,
            cli::Role::TravelOperator => Role::TravelOperator,
            cli::Role::Facilitator => Role::Facilitator,
            cli::Role::BarManager => Role::BarManager,
            cli::Role::BarCounter => Role::BarCounter,
            cli::Role::Member => Role::Member,
            cli::Role::Service => Role::Service,
        },
        password,
    };
    let id = house.create_user(new).await.map_err(words)?;
    house.database().close();
    say(&id.to_string());
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
