//! Passwords: Argon2id (RFC 9106) on blocking threads, at most as many at once as there are cores.

use std::sync::{Arc, LazyLock};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use foh_domain::identity::{MOST_OF_A_PASSWORD, PasswordOwner, Role, check_password};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::entropy;

/// Memory, in KiB (OWASP Password Storage Cheat Sheet: m=19 MiB, t=2, p=1).
const MEMORY_KIB: u32 = 19 * 1_024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes of it.
const LANES: u32 = 1;
/// The name of the house: nobody's password.
pub(super) const HOUSE: &str = "Front of House";

static AT_ONCE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new(cores))
});

/// What an unknown account's password is verified against, so that it takes as long as a known one's.
static NOBODY: LazyLock<Option<String>> =
    LazyLock::new(|| hash_now(&SecretString::from("nobody has this password")));

/// What a try of a password has shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is the hash's.
    pub matches: bool,
    /// A hash of it by today's parameters, when it matches and the one tried has others. To be stored in the place of
    /// that one ([`foh_store::accounts::replace_hash`]).
    pub rehashed: Option<String>,
}

/// Why there is no hash.
#[derive(Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// The password is not taken; what to do about it, in words.
    Refused(String),
    /// Hashing itself failed.
    Failed,
}

/// Whose password it would be.
pub struct Owner<'a> {
    /// What they may do.
    pub role: Role,
    /// The person's name; empty when unknown.
    pub name: &'a str,
    /// The address that signs in; empty when unknown.
    pub email: &'a str,
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &SecretString) -> Option<String> {
    let salt: [u8; 16] = entropy::bytes();
    let hash = argon2()?
        .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
        .ok()?;
    Some(hash.to_string())
}

/// Whether a hash was made as they are made today.
fn is_current(hash: &PasswordHash) -> bool {
    let params = Params::try_from(hash);
    hash.algorithm == Algorithm::Argon2id.ident()
        && hash.version == Some(Version::V0x13.into())
        && params.is_ok_and(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, PASSES, LANES)
        })
}

fn verify_now(password: &SecretString, hash: Option<String>) -> Verdict {
    let known = hash.is_some();
    let Some(hash) = hash.or_else(|| NOBODY.clone()) else {
        return Verdict::default();
    };
    let (Ok(parsed), Some(argon2)) = (PasswordHash::new(&hash), argon2()) else {
        return Verdict::default();
    };
    // The parameters are those of the hash.
    let matches = argon2
        .verify_password(password.expose_secret().as_bytes(), &parsed)
        .is_ok()
        && known;
    let rehashed = (matches && !is_current(&parsed))
        .then(|| hash_now(password))
        .flatten();
    Verdict { matches, rehashed }
}

/// Does work that costs a core when there is one for it. Whoever asked may go away: the work keeps its turn until it
/// is done, so that going away and asking anew makes no more of it.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let turn = Arc::clone(&AT_ONCE).acquire_owned().await.ok()?;
    let done = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(turn);
        result
    });
    done.await.ok()
}

/// The hash of a new password in PHC form, if the password is one that is taken.
///
/// # Errors
/// See [`PasswordFault`].
pub async fn accept(password: SecretString, owner: Owner<'_>) -> Result<String, PasswordFault> {
    let (role, name, email) = (owner.role, owner.name.to_owned(), owner.email.to_owned());
    let accepted = in_turn(move || {
        let owner = PasswordOwner {
            role,
            name: &name,
            email: &email,
            house: HOUSE,
        };
        check_password(password.expose_secret(), &owner).map_err(PasswordFault::Refused)?;
        hash_now(&password).ok_or(PasswordFault::Failed)
    });
    accepted.await.unwrap_or(Err(PasswordFault::Failed))
}

/// Whether the password is the hash's; without a hash it takes as long and is not. One that is longer than any that is
/// taken is tried as an empty one, which takes as long as well.
pub async fn verify(password: SecretString, hash: Option<String>) -> Verdict {
    let too_long = password.expose_secret().len() > MOST_OF_A_PASSWORD * 4;
    let tried = in_turn(move || {
        if too_long {
            let _ = verify_now(&SecretString::from(""), None);
            Verdict::default()
        } else {
            verify_now(&password, hash)
        }
    });
    tried.await.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, task::Poll};

    use super::*;

    const PASSWORD: &str = "correct horse battery";

    fn owner() -> Owner<'static> {
        Owner {
            role: Role::Door,
            name: "",
            email: "",
        }
    }

    #[tokio::test]
    async fn a_password_is_its_own_only() {
        let hash = accept(PASSWORD.into(), owner()).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let verdict = verify(PASSWORD.into(), Some(hash.clone())).await;
        assert_eq!((verdict.matches, verdict.rehashed), (true, None));
        for (password, hash) in [
            ("correct horse batterz", Some(hash.clone())),
            ("", Some(hash.clone())),
            (&"x".repeat(100_000), Some(hash)),
            ("nobody has this password", None),
            (PASSWORD, Some("not a hash".into())),
        ] {
            assert_eq!(verify(password.into(), hash).await, Verdict::default());
        }
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_is_made_anew_when_its_password_is_there() {
        for (memory, passes, version) in [
            (8, 1, Version::V0x13),
            (MEMORY_KIB, PASSES, Version::V0x10),
            (MEMORY_KIB, PASSES + 1, Version::V0x13),
        ] {
            let params = Params::new(memory, passes, LANES, None).unwrap();
            let former = Argon2::new(Algorithm::Argon2id, version, params)
                .hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16])
                .unwrap()
                .to_string();
            let wrong = verify("correct horse batterz".into(), Some(former.clone())).await;
            assert_eq!(wrong, Verdict::default());
            let verdict = verify(PASSWORD.into(), Some(former)).await;
            assert!(verdict.matches);
            let fresh = verdict.rehashed.unwrap();
            assert!(is_current(&PasswordHash::new(&fresh).unwrap()), "{fresh}");
            assert!(verify(PASSWORD.into(), Some(fresh)).await.matches);
        }
    }

    #[tokio::test]
    async fn what_is_easily_guessed_is_refused() {
        for password in ["short", "password12345678", &"a".repeat(257)] {
            let accepted = accept(password.into(), owner()).await;
            assert!(matches!(accepted, Err(PasswordFault::Refused(_))));
        }
    }

    #[tokio::test]
    async fn whoever_goes_away_leaves_no_room_for_more_work() {
        let cores = AT_ONCE.available_permits();
        let mut ends = Vec::new();
        for _ in 0..cores {
            let (end, ended) = mpsc::channel::<()>();
            let mut work = Box::pin(in_turn(move || ended.recv()));
            let polled = std::future::poll_fn(|context| Poll::Ready(work.as_mut().poll(context)));
            assert!(polled.await.is_pending());
            ends.push(end);
        }
        assert_eq!(AT_ONCE.available_permits(), 0);
        let mut another = Box::pin(in_turn(|| ()));
        let polled = std::future::poll_fn(|context| Poll::Ready(another.as_mut().poll(context)));
        assert!(polled.await.is_pending());
        drop(ends);
        assert_eq!(another.await, Some(()));
    }
}
