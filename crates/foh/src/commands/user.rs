//! `foh user …`

use std::{error::Error, fmt::Write};

use foh_app::{
    House,
    identity::{AccountItem, AccountSearch, AdministerError, NewAccount},
};
use foh_domain::identity::{EmailAddress, PersonName, Role};
use secrecy::ExposeSecret;

use super::{first_line, say, words};
use crate::{
    cli::{self, UserCommand},
    config::Config,
    open,
};

/// Accounts asked for at once.
const HANDFUL: u32 = 200;

/// Runs one command to its end.
pub(super) async fn run(command: UserCommand, config: &Config) -> Result<(), Box<dyn Error>> {
    let said = match command {
        UserCommand::Create {
            email,
            name,
            role,
            password_stdin,
        } => {
            let password = if password_stdin {
                Some(first_line()?)
            } else {
                None
            };
            let new = NewAccount {
                email: &email,
                name: &name,
                role: role_of(role),
                password,
            };
            let house = open::house(config)?;
            let id = house.create_user(new).await.map_err(words)?;
            house.database().close();
            id.to_string()
        }
        UserCommand::List => {
            let house = open::house(config)?;
            let lines = every_account(&house).await?;
            house.database().close();
            lines
        }
        UserCommand::Reset { email, mail } => {
            let house = open::house(config)?;
            let account = with(&house, &email).await?;
            let said = if mail {
                let sent = house.send_password_reset(account.id).await;
                sent.map_err(refusal)?;
                "The link is on its way.".to_owned()
            } else {
                let link = house.password_reset_link(account.id).await;
                link.map_err(refusal)?.expose_secret().to_owned()
            };
            house.database().close();
            said
        }
        UserCommand::Deactivate { email } => {
            let house = open::house(config)?;
            let account = with(&house, &email).await?;
            house.deactivate(account.id).await.map_err(refusal)?;
            house.database().close();
            "The account is deactivated, and whatever was signed in with it is signed out."
                .to_owned()
        }
        UserCommand::LoseSecondFactor { email } => {
            let house = open::house(config)?;
            let lost = house.lose_second_factor(&email).await?;
            house.database().close();
            if !lost {
                return Err("no account with this address has a second factor".into());
            }
            "The second factor is removed: the password alone signs in again.".to_owned()
        }
    };
    say(&said);
    Ok(())
}

fn role_of(role: cli::Role) -> Role {
    match role {
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
    }
}

async fn with(house: &House, email: &str) -> Result<AccountItem, Box<dyn Error>> {
    let found = house.account_with(email).await?;
    found.ok_or_else(|| "no account has this address".into())
}

/// Why nothing was done, and what to do instead.
fn refusal(error: AdministerError) -> Box<dyn Error> {
    match error {
        AdministerError::LastAdministrator => {
            "it is the last active administrator: make another first".into()
        }
        other => Box::new(other),
    }
}

/// A line for each account: id, role, state, address, name, with tabs between them. The newest comes first.
async fn every_account(house: &House) -> Result<String, Box<dyn Error>> {
    let (mut lines, mut after) = (String::new(), None);
    loop {
        let search = AccountSearch {
            after,
            limit: HANDFUL,
            ..AccountSearch::default()
        };
        let page = house.accounts(search).await?;
        for item in &page.items {
            let email = item.email.as_ref().map_or("", EmailAddress::expose);
            let name = item.name.as_ref().map_or("", PersonName::expose);
            let (role, state) = (item.role.as_str(), item.state.as_str());
            let newline = if lines.is_empty() { "" } else { "\n" };
            write!(
                lines,
                "{newline}{}\t{role}\t{state}\t{email}\t{name}",
                item.id
            )?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(lines);
        }
    }
}
