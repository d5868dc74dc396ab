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
    TlsCertificate,
    TlsKey,
    RedirectListen,
    HstsPreload,
    SiteBaseUrl,
    DatabaseUrl,
    DataDir,
    SmtpUrl,
    MailFrom,
    CrmUrl,
    CrmToken,
    SmsUrl,
    SmsAccount,
    SmsToken,
    SmsFrom,
    MtnUrl,
    MtnEnvironment,
    MtnUser,
    MtnKey,
    MtnSubscriptionKey,
    MtnRefundUser,
    MtnRefundKey,
    MtnRefundSubscriptionKey,
    AirtelUrl,
    AirtelCountry,
    AirtelCallingCode,
    AirtelClientId,
    AirtelClientSecret,
    AirtelCallbackKey,
    StripeUrl,
    StripeKey,
    StripeWebhookSecret,
    SecretKey,
    SecretKeyFile,
    SecretKeyFormer,
    RetentionDays,
    TrustedProxies,
    AllowedHosts,
    CorsOrigins,
    Limits,
    Registration,
    Facilitators,
    Currency,
    PaymentMinutes,
    SandboxListen,
    SessionIdle,
    SessionLifetime,
    SignInLinkLife,
    SecondFactorRoles,
    GoogleClientId,
    GoogleClientSecret,
    GoogleIssuer,
    OidcName,
    OidcIssuer,
    OidcClientId,
    OidcClientSecret,
    Log,
    LogFormat,
}

impl Key {
    /// Every key, in the order faults are told.
    pub const ALL: [Self; 60] = [
        Self::Mode,
        Self::Listen,
        Self::TlsCertificate,
        Self::TlsKey,
        Self::RedirectListen,
        Self::HstsPreload,
        Self::SiteBaseUrl,
        Self::DatabaseUrl,
        Self::DataDir,
        Self::SmtpUrl,
        Self::MailFrom,
        Self::CrmUrl,
        Self::CrmToken,
        Self::SmsUrl,
        Self::SmsAccount,
        Self::SmsToken,
        Self::SmsFrom,
        Self::MtnUrl,
        Self::MtnEnvironment,
        Self::MtnUser,
        Self::MtnKey,
        Self::MtnSubscriptionKey,
        Self::MtnRefundUser,
        Self::MtnRefundKey,
        Self::MtnRefundSubscriptionKey,
        Self::AirtelUrl,
        Self::AirtelCountry,
        Self::AirtelCallingCode,
        Self::AirtelClientId,
        Self::AirtelClientSecret,
        Self::AirtelCallbackKey,
        Self::StripeUrl,
        Self::StripeKey,
        Self::StripeWebhookSecret,
        Self::SecretKey,
        Self::SecretKeyFile,
        Self::SecretKeyFormer,
        Self::RetentionDays,
        Self::TrustedProxies,
        Self::AllowedHosts,
        Self::CorsOrigins,
        Self::Limits,
        Self::Registration,
        Self::Facilitators,
        Self::Currency,
        Self::PaymentMinutes,
        Self::SandboxListen,
        Self::SessionIdle,
        Self::SessionLifetime,
        Self::SignInLinkLife,
        Self::SecondFactorRoles,
        Self::GoogleClientId,
        Self::GoogleClientSecret,
        Self::GoogleIssuer,
        Self::OidcName,
        Self::OidcIssuer,
        Self::OidcClientId,
        Self::OidcClientSecret,
        Self::Log,
        Self::LogFormat,
    ];

    /// Its name in `foh.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mode => "mode",
            Self::Listen => "listen",
            Self::TlsCertificate => "tls_certificate",
            Self::TlsKey => "tls_key",
            Self::RedirectListen => "redirect_listen",
            Self::HstsPreload => "hsts_preload",
            Self::SiteBaseUrl => "site_base_url",
            Self::DatabaseUrl => "database_url",
            Self::DataDir => "data_dir",
            Self::SmtpUrl => "smtp_url",
            Self::MailFrom => "mail_from",
            Self::CrmUrl => "crm_url",
            Self::CrmToken => "crm_token",
            Self::SmsUrl => "sms_url",
            Self::SmsAccount => "sms_account",
            Self::SmsToken => "sms_token",
            Self::SmsFrom => "sms_from",
            Self::MtnUrl => "mtn_url",
            Self::MtnEnvironment => "mtn_environment",
            Self::MtnUser => "mtn_user",
            Self::MtnKey => "mtn_key",
            Self::MtnSubscriptionKey => "mtn_subscription_key",
            Self::MtnRefundUser => "mtn_refund_user",
            Self::MtnRefundKey => "mtn_refund_key",
            Self::MtnRefundSubscriptionKey => "mtn_refund_subscription_key",
            Self::AirtelUrl => "airtel_url",
            Self::AirtelCountry => "airtel_country",
            Self::AirtelCallingCode => "airtel_calling_code",
            Self::AirtelClientId => "airtel_client_id",
            Self::AirtelClientSecret => "airtel_client_secret",
            Self::AirtelCallbackKey => "airtel_callback_key",
            Self::StripeUrl => "stripe_url",
            Self::StripeKey => "stripe_key",
            Self::StripeWebhookSecret => "stripe_webhook_secret",
            Self::SecretKey => "secret_key",
            Self::SecretKeyFile => "secret_key_file",
            Self::SecretKeyFormer => "secret_key_former",
            Self::RetentionDays => "retention_days",
            Self::TrustedProxies => "trusted_proxies",
            Self::AllowedHosts => "allowed_hosts",
            Self::CorsOrigins => "cors_origins",
            Self::Limits => "limits",
            Self::Registration => "registration",
            Self::Facilitators => "facilitators",
            Self::Currency => "currency",
            Self::PaymentMinutes => "payment_minutes",
            Self::SandboxListen => "sandbox_listen",
            Self::SessionIdle => "session_idle",
            Self::SessionLifetime => "session_lifetime",
            Self::SignInLinkLife => "sign_in_link_life",
            Self::SecondFactorRoles => "second_factor_roles",
            Self::GoogleClientId => "google_client_id",
            Self::GoogleClientSecret => "google_client_secret",
            Self::GoogleIssuer => "google_issuer",
            Self::OidcName => "oidc_name",
            Self::OidcIssuer => "oidc_issuer",
            Self::OidcClientId => "oidc_client_id",
            Self::OidcClientSecret => "oidc_client_secret",
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
    #[expect(clippy::too_many_lines, reason = "one line for each key, exhaustively")]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Mode => "write development or production",
            Self::Listen => "write an address and a port, for example 127.0.0.1:8080 or [::]:8080",
            Self::TlsCertificate => {
                "write the path of a PEM file with the certificate and what it is signed by, for example fullchain.pem"
            }
            Self::TlsKey => {
                "write the path of the PEM file with the certificate's private key, readable by this program's user only"
            }
            Self::RedirectListen => "write an address and a port, for example 0.0.0.0:80",
            Self::HstsPreload => "write true or false",
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
            Self::CrmUrl => {
                "write the address of the CRM that is told of bookings, for example https://crm.example.org"
            }
            Self::CrmToken => {
                "write the token the CRM knows this installation by, made once with: openssl rand -hex 32"
            }
            Self::SmsUrl => {
                "write the address of Twilio or of whoever speaks like it, for example https://api.twilio.com"
            }
            Self::SmsAccount => "write the account as the provider shows it, AC and 32 digits",
            Self::SmsToken => "write the token of the account of sms_account",
            Self::SmsFrom => {
                "write a number of yours such as +250788000000, or a messaging service, MG and 32 digits"
            }
            Self::MtnUrl => {
                "write the address of MTN's API; left out, it is https://proxy.momoapi.mtn.com"
            }
            Self::MtnEnvironment => {
                "write the name of MTN's system in your country, for example mtnrwanda"
            }
            Self::MtnUser => "write the API user of MTN Collections, a UUID",
            Self::MtnKey => "write the API key that belongs to mtn_user",
            Self::MtnSubscriptionKey => {
                "write the primary key of your subscription to MTN Collections"
            }
            Self::MtnRefundUser => "write the API user of MTN Disbursements, a UUID",
            Self::MtnRefundKey => "write the API key that belongs to mtn_refund_user",
            Self::MtnRefundSubscriptionKey => {
                "write the primary key of your subscription to MTN Disbursements"
            }
            Self::AirtelUrl => {
                "write the address of Airtel's API; left out, it is https://openapi.airtel.africa"
            }
            Self::AirtelCountry => "write the two letters of the country, for example RW",
            Self::AirtelCallingCode => {
                "write the country's telephone code in digits, for example 250"
            }
            Self::AirtelClientId => "write the client id of your application at Airtel",
            Self::AirtelClientSecret => "write the client secret that belongs to airtel_client_id",
            Self::AirtelCallbackKey => {
                "write the key that Airtel signs callbacks with, or leave it out where that is not switched on"
            }
            Self::StripeUrl => {
                "write the address of the API; left out, it is https://api.stripe.com"
            }
            Self::StripeKey => {
                "write the secret key, or better a restricted one for Checkout Sessions and refunds"
            }
            Self::StripeWebhookSecret => {
                "write the secret that signs the events of your endpoint, which begins with whsec_"
            }
            Self::SecretKey => {
                "write 32 random bytes in base64, made once with: openssl rand -base64 32"
            }
            Self::SecretKeyFile => "write the path of a file that holds the secret key in base64",
            Self::SecretKeyFormer => {
                "write keys in base64 as secret_key has them, or file:PATH for a file that holds one"
            }
            Self::RetentionDays => {
                "write a number of days from 1 to 3653, and theatre=DAYS or studio=DAYS where a desk differs, for example 30 or 30,theatre=14"
            }
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
                 check_in_confirm, sign_in, register, password_reset, email_verification, password_change, token_refresh, privacy_request, \
                 booking_create, session_change, facilitator_apply, text_message, text_message_daily, text_status_forged, \
                 travel_book, travel_find, travel_cancel, travel_pay, payment_webhook, all (only all=off); counts: 1 to 1000000; units: second, minute, hour, day"
            }
            Self::SessionIdle => {
                "write a number with m, h or d from 10m to 90d, no longer than the lifetime, for example 12h"
            }
            Self::SessionLifetime => {
                "write a number with m, h or d from 10m to 90d, for example 7d"
            }
            Self::SignInLinkLife => "write a number with m, h or d from 5m to 7d, for example 1h",
            Self::SecondFactorRoles => {
                "write roles of people, for example administrator, box_office"
            }
            Self::Registration => "write open or closed",
            Self::Facilitators => "write approved or open",
            Self::Currency => "write the three letters of ISO 4217, such as EUR",
            Self::PaymentMinutes => "write a number of minutes from 1 to 60",
            Self::SandboxListen => {
                "write an address and a port of this machine, for example 127.0.0.1:8081, or off"
            }
            Self::GoogleClientId => {
                "write the client id of your registration at Google, for sign-in with Google"
            }
            Self::GoogleClientSecret => "write the client secret that belongs to google_client_id",
            Self::GoogleIssuer => {
                "leave it out; it is there to try the program with another issuer than https://accounts.google.com"
            }
            Self::OidcName => {
                "write lower-case letters, digits and dashes; it stands in addresses and on the button"
            }
            Self::OidcIssuer => {
                "write the issuer of your identity provider exactly as its documents say it, with https://"
            }
            Self::OidcClientId => {
                "write the client id of your registration at the provider of oidc_issuer"
            }
            Self::OidcClientSecret => {
                "write the client secret that belongs to oidc_client_id; a public client has none"
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
            Self::SecretKeyFormer
                | Self::RetentionDays
                | Self::TrustedProxies
                | Self::AllowedHosts
                | Self::CorsOrigins
                | Self::SecondFactorRoles
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
