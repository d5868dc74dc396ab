//! The keys of the configuration: the one list of what may be set.

/// A setting. In `foh.toml` it is [`Key::name`], in the environment [`Key::variable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    missing_docs,
    reason = "the texts are in docs/configuration.md and in Key::remedy"
)]
pub enum Key {
    Mode,
    Listen,
    SiteBaseUrl,
    DatabaseUrl,
    DataDir,
    SmtpUrl,
    MailFrom,
    SecretKey,
    SecretKeyFile,
    TrustedProxies,
    AllowedHosts,
    CorsOrigins,
    Limits,
    Log,
    LogFormat,
}

impl Key {
    /// Every key, in the order faults are told.
    pub const ALL: [Self; 15] = [
        Self::Mode,
        Self::Listen,
        Self::SiteBaseUrl,
        Self::DatabaseUrl,
        Self::DataDir,
        Self::SmtpUrl,
        Self::MailFrom,
        Self::SecretKey,
        Self::SecretKeyFile,
        Self::TrustedProxies,
        Self::AllowedHosts,
        Self::CorsOrigins,
        Self::Limits,
        Self::Log,
        Self::LogFormat,
    ];

    /// Its name in `foh.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mode => "mode",
            Self::Listen => "listen",
            Self::SiteBaseUrl => "site_base_url",
            Self::DatabaseUrl => "database_url",
            Self::DataDir => "data_dir",
            Self::SmtpUrl => "smtp_url",
            Self::MailFrom => "mail_from",
            Self::SecretKey => "secret_key",
            Self::SecretKeyFile => "secret_key_file",
            Self::TrustedProxies => "trusted_proxies",
            Self::AllowedHosts => "allowed_hosts",
            Self::CorsOrigins => "cors_origins",
            Self::Limits => "limits",
            Self::Log => "log",
            Self::LogFormat => "log_format",
        }
    }

    /// Its name in the environment.
    #[must_use]
    pub fn variable(self) -> String {
        format!("FOH_{}", self.name().to_ascii_uppercase())
    }

    /// What is allowed, as the end of the sentence "write …".
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Mode => "write development or production",
            Self::Listen => "write an address and a port, for example 127.0.0.1:8080 or [::]:8080",
            Self::SiteBaseUrl => {
                "write the address visitors use, without a path, for example https://tickets.example.org"
            }
            Self::DatabaseUrl => {
                "write sqlite:PATH for the embedded database, or postgres://USER:PASSWORD@HOST:PORT/NAME"
            }
            Self::DataDir => "write the path of a directory the program may write to",
            Self::SmtpUrl => {
                "write smtps://USER:PASSWORD@HOST, or smtp://HOST:PORT with ?tls=required or ?tls=opportunistic"
            }
            Self::MailFrom => "write for example Box Office <tickets@example.org>",
            Self::SecretKey => {
                "write 32 random bytes in base64, made once with: openssl rand -base64 32"
            }
            Self::SecretKeyFile => "write the path of a file that holds the secret key in base64",
            Self::TrustedProxies => {
                "write the addresses or networks of your proxies, for example 10.0.0.2, 172.16.0.0/12"
            }
            Self::AllowedHosts => {
                "write the host names visitors use, without scheme and port, for example tickets.example.org"
            }
            Self::CorsOrigins => {
                "write origins without a path or a slash at the end, for example https://www.example.org"
            }
            Self::Limits => {
                "write NAME=COUNT/UNIT or NAME=off, for example reservation_create=20/hour,check_in_confirm=off; \
                 names: reservation_create, reservation_confirm, reservation_cancel, check_in_preview, \
                 check_in_confirm, sign_in, all (only all=off); counts: 1 to 1000000; units: second, minute, hour, day"
            }
            Self::Log => {
                "write levels (error, warn, info, debug, trace, off), for example info or warn,foh_web=info"
            }
            Self::LogFormat => "write text or json",
        }
    }

    /// Whether several values may be given, as a TOML array or with commas.
    pub(super) const fn is_list(self) -> bool {
        matches!(
            self,
            Self::TrustedProxies | Self::AllowedHosts | Self::CorsOrigins
        )
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_by_its_name() {
        for key in Key::ALL {
            assert_eq!(Key::named(key.name()), Some(key));
            assert!(key.variable().starts_with("FOH_"));
        }
        assert!(Key::ALL.is_sorted(), "faults are told in this order");
    }
}
