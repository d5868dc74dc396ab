//! How somebody signs in and stays so.

use foh_domain::identity::{Role, SessionRules, parse_span};

use jiff::SignedDuration;

use super::settings::Settings;
use super::{Fault, Key};

const SHORTEST_LINK: SignedDuration = SignedDuration::from_mins(5);
const LONGEST_LINK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How somebody signs in and stays so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInConfig {
    /// When sessions end.
    pub sessions: SessionRules,
    /// Accounts of these roles need a second factor.
    pub second_factor_roles: Vec<Role>,
    /// How long a link that signs somebody in works.
    pub link_life: SignedDuration,
}

impl Default for SignInConfig {
    fn default() -> Self {
        let rules = foh_app::SignInRules::default();
        Self {
            sessions: rules.sessions,
            second_factor_roles: Vec::new(),
            link_life: rules.link_life,
        }
    }
}

impl SignInConfig {
    pub(super) fn read(settings: &mut Settings) -> Self {
        let usual = SessionRules::default();
        let span = |text: &str| {
            parse_span(text).ok_or_else(|| format!("{text:?} is not a number with m, h or d"))
        };
        let idle = settings.parse(Key::SessionIdle, span);
        let lifetime = settings.parse(Key::SessionLifetime, span);
        // A shorter life alone shortens the other with it.
        let whole = lifetime.unwrap_or(usual.lifetime());
        let idle = idle.unwrap_or_else(|| usual.idle().min(whole));
        let sessions = SessionRules::new(idle, whole).unwrap_or_else(|problem| {
            let key = if settings.has(Key::SessionIdle) {
                Key::SessionIdle
            } else {
                Key::SessionLifetime
            };
            let origin = settings.origin(key);
            settings.faults.push(Fault::new(key, origin, problem));
            usual
        });
        Self {
            sessions,
            second_factor_roles: settings.parse_list(Key::SecondFactorRoles, role),
            link_life: settings
                .parse(Key::SignInLinkLife, link_life)
                .unwrap_or(Self::default().link_life),
        }
    }
}

/// Nobody opens a link in less time, and nobody should find one after more.
fn link_life(text: &str) -> Result<SignedDuration, String> {
    parse_span(text)
        .filter(|life| (SHORTEST_LINK..=LONGEST_LINK).contains(life))
        .ok_or_else(|| format!("{text:?} is not from 5m to 7d: a number with m, h or d"))
}

/// A role that people have: a program has no app, and a door link no account.
fn role(text: &str) -> Result<Role, String> {
    Role::parse(text)
        .filter(|role| !matches!(role, Role::Service | Role::DoorLink))
        .ok_or_else(|| format!("{text:?} is not a role of people"))
}
