//! Which passwords are taken (OWASP ASVS 5.0, 6.2; NIST SP 800-63B, 5.1.1): long ones that nobody would guess. No rule
//! about kinds of characters, and none lets a password expire.

use zxcvbn::Score;

use super::Role;

/// The least characters of a member of staff's password.
pub const STAFF_LEAST: usize = 12;
/// The least characters of a member's password.
pub const MEMBER_LEAST: usize = 8;
/// The most characters; longer ones only cost time.
pub const MOST: usize = 256;
/// The first so many characters are looked at for being easily guessed: what is left is only more of it.
const LOOKED_AT: usize = 64;

/// The most common passwords of at least eight characters, in lower case and in order: the head of the frequency list
/// of zxcvbn (MIT licence), which comes from published breaches.
const COMMON: &str = include_str!("common_passwords.txt");

/// Whose password it would be: what others know of somebody is guessed first.
#[derive(Debug, Clone, Copy)]
pub struct PasswordOwner<'a> {
    /// What they may do: staff need longer ones.
    pub role: Role,
    /// The person's name, as far as it is known.
    pub name: &'a str,
    /// The address that signs in, as far as it is known.
    pub email: &'a str,
    /// The name of the house.
    pub house: &'a str,
}

impl PasswordOwner<'_> {
    /// The least characters.
    #[must_use]
    pub const fn least(&self) -> usize {
        if self.role.is_staff() {
            STAFF_LEAST
        } else {
            MEMBER_LEAST
        }
    }

    /// A random password of the least length passes.
    const fn least_score(&self) -> Score {
        if self.role.is_staff() {
            Score::Three
        } else {
            Score::Two
        }
    }

    /// Whether the password is nothing but what is known of its owner.
    fn is_known(&self, password: &str) -> bool {
        let bare = |text: &str| -> String {
            text.to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect()
        };
        let password = bare(password);
        let local = self.email.rsplit_once('@').map_or("", |(local, _)| local);
        [self.name, self.email, local, self.house]
            .into_iter()
            .map(bare)
            .any(|known| !known.is_empty() && known == password)
    }
}

/// Whether a new password is acceptable.
///
/// # Errors
/// What to do about it, in words for the person who typed it.
pub fn check_password(password: &str, owner: &PasswordOwner<'_>) -> Result<(), String> {
    // Counted with a bound, so that a very long one costs no more than a long one.
    let characters = password.chars().take(MOST + 1).count();
    let least = owner.least();
    if characters < least {
        return Err(format!("A password needs at least {least} characters."));
    }
    if characters > MOST {
        return Err(format!("A password can have at most {MOST} characters."));
    }
    if is_common(password) {
        return Err("Very many people have this password. Please choose another.".into());
    }
    if owner.is_known(password) {
        return Err(
            "This is your name or address. Please choose something that nobody knows of you."
                .into(),
        );
    }
    let start: String = password.chars().take(LOOKED_AT).collect();
    let inputs = [owner.name, owner.email, owner.house];
    if zxcvbn::zxcvbn(&start, &inputs).score() < owner.least_score() {
        return Err(
            "This password is easily guessed. Please choose a longer one, such as four words that have nothing to do with one another."
                .into(),
        );
    }
    Ok(())
}

/// Whether it is one of the most common, in whatever case.
fn is_common(password: &str) -> bool {
    let password = password.to_lowercase();
    // In order, so that a hash table need not be built of it.
    let mut rest = COMMON;
    while !rest.is_empty() {
        let middle = rest.len() / 2;
        let start = rest
            .get(..middle)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1);
        let Some((line, after)) = rest.get(start..).and_then(|from| from.split_once('\n')) else {
            return false;
        };
        match password.as_str().cmp(line) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => rest = rest.get(..start).unwrap_or_default(),
            std::cmp::Ordering::Greater => rest = after,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn owner(role: Role) -> PasswordOwner<'static> {
        PasswordOwner {
            role,
            name: "Adelheid Thornberry",
            email: "adelheid.thornberry@example.org",
            house: "Front of House",
        }
    }

    #[test]
    fn the_list_is_long_and_in_order() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() >= 3_000, "{}", lines.len());
        assert!(lines.is_sorted());
        for line in lines {
            assert!(line.len() >= MEMBER_LEAST && *line == line.to_lowercase());
            assert!(is_common(line), "{line}");
            assert!(is_common(&line.to_uppercase()), "{line}");
            assert!(!is_common(&format!("{line}\u{1f3ad}")), "{line}");
        }
        assert!(!is_common(""));
        assert!(!is_common("zzzzzzzzzzzz~"));
    }

    #[test]
    fn passwords() {
        let long = "vermilion otter cabinet "
            .repeat(11)
            .chars()
            .take(MOST)
            .collect::<String>();
        let longer = format!("{long}!");
        for (role, password, taken) in [
            (Role::Door, "k7#pQ2xv!mZ4", true),
            (Role::Door, "k7#pQ2xv!mZ", false),
            (Role::Member, "k7#pQ2xv", true),
            (Role::Member, "k7#pQ2x", false),
            (Role::Service, "k7#pQ2xv", false),
            // Characters are counted, not bytes.
            (Role::Door, "žluťoučký k.", true),
            (Role::Member, "žluťoučk", true),
            (Role::Member, "žluťouč", false),
            (Role::Door, &long, true),
            (Role::Door, &longer, false),
            // Common ones, in whatever case.
            (Role::Member, "Password1", false),
            (Role::Member, "qwertyuiop", false),
            (Role::Door, "unbelievable", false),
            // What is known of the owner.
            (Role::Door, "Adelheid Thornberry", false),
            (Role::Door, "adelheid.thornberry@EXAMPLE.org", false),
            (Role::Door, "adelheidthornberry", false),
            (Role::Door, "front-of-house", false),
            // Easily guessed.
            (Role::Door, "aaaaaaaaaaaaaaaa", false),
            (Role::Door, "password12345678", false),
            (Role::Door, "Thornberry2026", false),
            (Role::Door, "correct horse battery", true),
        ] {
            let said = check_password(password, &owner(role));
            assert_eq!(said.is_ok(), taken, "{role:?} {password}: {said:?}");
        }
    }

    #[test]
    fn faults_never_quote_the_password() {
        for password in ["short", "password12345678", &"x".repeat(300)] {
            let fault = check_password(password, &owner(Role::Door)).unwrap_err();
            assert!(!fault.contains(password), "{fault}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(password in ".{0,300}", name in ".{0,40}") {
            let owner = PasswordOwner { role: Role::Member, name: &name, email: "", house: "" };
            if check_password(&password, &owner).is_ok() {
                let count = password.chars().count();
                prop_assert!((MEMBER_LEAST..=MOST).contains(&count));
            }
        }
    }
}
