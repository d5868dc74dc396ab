//! The table in words: for the page, its JSON twin, and `docs/access.md`.

use std::fmt::Write as _;

use foh_domain::identity::{Permission, Role};

use super::{Entry, Scope, TABLE, Who};

impl Entry {
    /// The methods in one word: "GET, POST".
    #[must_use]
    pub fn methods(&self) -> String {
        let verbs: Vec<&str> = self.verbs.iter().map(|verb| verb.as_str()).collect();
        verbs.join(", ")
    }

    /// What has to be had to reach it.
    #[must_use]
    pub fn needs(&self) -> String {
        let needs = match self.who {
            Who::Public => "nothing".to_owned(),
            Who::Account => "an account".to_owned(),
            Who::Needs(permissions) => {
                let words: Vec<&str> = permissions.iter().map(|one| one.as_str()).collect();
                words.join(" or ")
            }
        };
        if self.in_person {
            format!("{needs}, in person")
        } else {
            needs
        }
    }

    /// The roles that reach it.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        Role::ALL
            .into_iter()
            .filter(|role| self.admits(*role))
            .collect()
    }

    /// How the scoped roles among them are held to their scope; empty where that says nothing.
    #[must_use]
    pub fn scope_in_words(&self) -> &'static str {
        let scoped =
            matches!(self.who, Who::Needs(_)) && self.roles().into_iter().any(Role::is_scoped);
        match self.scope {
            _ if !scoped => "",
            Scope::Refused => "",
            Scope::InPath => "what the address names",
            Scope::Handled => "as it is handled",
        }
    }
}

/// The permissions of a role in words.
#[must_use]
pub fn permissions_of(role: Role) -> Vec<&'static str> {
    Permission::ALL
        .into_iter()
        .filter(|permission| role.allows(*permission))
        .map(Permission::as_str)
        .collect()
}

/// `docs/access.md`.
#[must_use]
pub fn document() -> String {
    let mut text = String::from(
        "# Who may reach what\n\n\
         Made from the table in `crates/web/src/http/access/table/` by a test, and not to be changed by hand: run\n\
         `UPDATE_DOCS=1 cargo nextest run -p foh-web --test access -E 'test(document)'`.\n\n\
         What stands in no line is refused. `●` may, `◐` may within its scope, `·` may not. Accounts that were deactivated are nobody,\n\
         whatever their role; a role that was changed counts from the next request on. `in person`: signed in with a browser, by no token. Otherwise an\n\
         API token reaches what the role of its account and the token itself both allow ([api-tokens.md](api-tokens.md)).\n\n\
         ## Roles\n\n| role | permissions | scoped |\n|---|---|---|\n",
    );
    // Writing to a string cannot fail.
    for role in Role::ALL {
        let permissions = permissions_of(role).join(", ");
        let scoped = if role.is_scoped() { "yes" } else { "no" };
        let _ = writeln!(text, "| {} | {permissions} | {scoped} |", role.as_str());
    }
    for (title, entries) in TABLE {
        let _ = write!(text, "\n## {title}\n\n| route | what | needs | nobody |");
        for role in Role::ALL {
            let _ = write!(text, " {} |", role.as_str());
        }
        let _ = write!(
            text,
            "\n|---|---|---|---|{}\n",
            "---|".repeat(Role::ALL.len())
        );
        for entry in *entries {
            line(&mut text, entry);
        }
    }
    text
}

fn line(text: &mut String, entry: &Entry) {
    let nobody = if entry.who == Who::Public {
        '●'
    } else {
        '·'
    };
    let _ = write!(
        text,
        "| `{} {}` | {} | {} | {nobody} |",
        entry.methods(),
        entry.path,
        entry.about,
        entry.needs()
    );
    for role in Role::ALL {
        let held = role.is_scoped() && matches!(entry.who, Who::Needs(_));
        let mark = match (entry.admits(role), held) {
            (false, _) => '·',
            (true, false) => '●',
            (true, true) => '◐',
        };
        let _ = write!(text, " {mark} |");
    }
    text.push('\n');
}
