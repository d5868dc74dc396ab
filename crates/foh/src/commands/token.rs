//! `foh token …`

use std::error::Error;

use foh_app::{
    House,
    identity::{ApiTokenError, ApiTokenItem, NewApiToken},
};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::say;
use crate::{cli::TokenCommand, config::Config, open};

/// Runs one command to its end.
pub(super) async fn run(command: TokenCommand, config: &Config) -> Result<(), Box<dyn Error>> {
    let house = open::house(config)?;
    let said = said(&house, command).await;
    house.database().close();
    say(&said?);
    Ok(())
}

async fn said(house: &House, command: TokenCommand) -> Result<String, Box<dyn Error>> {
    match command {
        TokenCommand::Create {
            email,
            name,
            permissions,
            days,
        } => {
            let new = NewApiToken {
                name: &name,
                permissions: permissions
                    .as_ref()
                    .map(|words| words.iter().map(String::as_str).collect()),
                days,
            };
            let made = house.make_api_token_with(&email, new).await;
            Ok(made.map_err(words)?.text.expose_secret().to_owned())
        }
        TokenCommand::List { email } => {
            let tokens = house.api_tokens_with(&email).await.map_err(words)?;
            let lines: Vec<String> = tokens.iter().map(line).collect();
            Ok(lines.join("\n"))
        }
        TokenCommand::Revoke { id } => {
            let id = Uuid::try_parse(&id)
                .map_err(|_| "id: this is no id; foh token list prints them")?;
            house.revoke_api_token(id, None).await.map_err(words)?;
            Ok("The token is revoked: it works no more.".to_owned())
        }
    }
}

/// Id, beginning, permissions, end, last use, name, with tabs between them.
fn line(token: &ApiTokenItem) -> String {
    let end = if token.expired { "expired" } else { "until" };
    let used = token
        .used_at
        .map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
    format!(
        "{}\t{}\t{}\t{end} {}\t{used}\t{}",
        token.id,
        token.beginning,
        token.granted.stored(),
        token.expires_at,
        token.name
    )
}

/// Why nothing was done; faults each with their field.
fn words(error: ApiTokenError) -> Box<dyn Error> {
    match error {
        ApiTokenError::Faults(faults) => {
            let said: Vec<_> = faults
                .iter()
                .map(|fault| format!("{}: {}", fault.field, fault.message))
                .collect();
            said.join("\n").into()
        }
        other => Box::new(other),
    }
}
