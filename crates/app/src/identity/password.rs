//! Passwords: Argon2id on blocking threads, at most as many at once as there are cores.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::entropy;

/// The least characters of a member of staff's password.
pub const LEAST_CHARACTERS: usize = 12;
/// The most; longer ones only cost time.
pub const MOST_CHARACTERS: usize = 256;

static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// What an unknown account's password is verified against, so that it takes as long as a known one's.
static NOBODY: LazyLock<Option<String>> =
    LazyLock::new(|| hash_now(&SecretString::from("nobody has this password")));

fn hash_now(password: &SecretString) -> Option<String> {
    let salt: [u8; 16] = entropy::bytes();
    let hash = Argon2::default()
        .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
        .ok()?;
    Some(hash.to_string())
}

/// The hash of a password in PHC form; `None` only when hashing itself fails.
pub async fn hash(password: SecretString) -> Option<String> {
    let _turn = AT_ONCE.acquire().await.ok()?;
    tokio::task::spawn_blocking(move || hash_now(&password))
        .await
        .ok()?
}

/// Whether the password is the hash's; without a hash it takes as long and is not.
pub async fn verify(password: SecretString, hash: Option<String>) -> bool {
    let Ok(_turn) = AT_ONCE.acquire().await else {
        return false;
    };
    let verified = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let Some(hash) = hash.or_else(|| NOBODY.clone()) else {
            return false;
        };
        let Ok(parsed) = PasswordHash::new(&hash) else {
            return false;
        };
        Argon2::default()
            .verify_password(password.expose_secret().as_bytes(), &parsed)
            .is_ok()
            && known
    });
    verified.await.unwrap_or(false)
}

/// Whether a new password is acceptable.
///
/// # Errors
/// What is wrong, in words.
pub fn check(password: &SecretString) -> Result<(), String> {
    let characters = password.expose_secret().chars().count();
    if characters < LEAST_CHARACTERS {
        Err(format!(
            "A password needs at least {LEAST_CHARACTERS} characters."
        ))
    } else if characters > MOST_CHARACTERS {
        Err(format!(
            "A password can have at most {MOST_CHARACTERS} characters."
        ))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_its_own_only() {
        let hash = hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(verify("correct horse battery".into(), Some(hash.clone())).await);
        assert!(!verify("correct horse batterz".into(), Some(hash)).await);
        assert!(!verify("nobody has this password".into(), None).await);
    }

    #[test]
    fn length_counts_characters() {
        assert!(check(&"ééééééééééé".into()).is_err());
        assert!(check(&"éééééééééééé".into()).is_ok());
        assert!(check(&"a".repeat(257).into()).is_err());
    }
}
