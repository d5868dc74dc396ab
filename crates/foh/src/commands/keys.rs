//! `foh keys …`: another secret key.

use std::error::Error;

use foh_app::privacy::Rotation;

use super::say;
use crate::{config::Config, open};

/// Seals everything with the present secret key, and makes a new key for signing access tokens.
pub(super) async fn rotate(config: &Config) -> Result<(), Box<dyn Error>> {
    let house = open::house(config)?;
    let rotation = house.rotate_keys().await?;
    house.rotate_signing_key().await?;
    house.database().close();
    for line in report(&rotation) {
        say(&line);
    }
    if rotation.left() == 0 {
        Ok(())
    } else {
        Err("not everything is sealed with secret_key: give the key it is sealed with as secret_key_former, give every node \
             secret_key, and run this again"
            .into())
    }
}

fn report(rotation: &Rotation) -> Vec<String> {
    let mut lines: Vec<String> = rotation
        .columns
        .iter()
        .map(|column| {
            format!(
                "{}.{}: {} sealed anew, {} with another key",
                column.table, column.column, column.resealed, column.left
            )
        })
        .collect();
    lines.push("Access tokens are signed with a new key.".to_owned());
    if rotation.left() == 0 {
        lines.push(
            "Nothing is sealed with another key: the former key can be taken out.".to_owned(),
        );
    }
    lines
}
