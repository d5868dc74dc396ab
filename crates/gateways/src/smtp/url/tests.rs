//! Reading the URL of a mail server.

use secrecy::ExposeSecret as _;

use super::*;

#[test]
fn reads_every_form() {
    for (text, host, port, tls) in [
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Tls::None),
        ("smtp://[::1]:2525", "::1", 2525, Tls::None),
        ("smtp://mail", "mail", 25, Tls::None),
        (
            "smtp://Mail.example.org?tls=required",
            "mail.example.org",
            587,
            Tls::Required,
        ),
        (
            "smtp://mail.example.org:2587/?tls=opportunistic",
            "mail.example.org",
            2587,
            Tls::Opportunistic,
        ),
        (
            "smtps://mail.example.org",
            "mail.example.org",
            465,
            Tls::FromTheStart,
        ),
    ] {
        let url = SmtpUrl::parse(text).unwrap();
        assert_eq!((url.host(), url.port(), url.tls()), (host, port, tls));
        assert!(url.credentials().is_none());
    }
}

#[test]
fn credentials_are_decoded_and_never_printed() {
    let url = SmtpUrl::parse("smtps://ada%40example.org:p%40ss%2Fword@mail").unwrap();
    let (user, password) = url.credentials().unwrap();
    assert_eq!(
        (user, password.expose_secret()),
        ("ada@example.org", "p@ss/word")
    );
    let printed = format!("{url} {url:?}");
    assert!(
        !printed.contains("ada") && !printed.contains("word"),
        "{printed}"
    );
}

#[test]
fn a_fault_is_named_and_nothing_is_quoted() {
    use SmtpUrlError::*;
    for (text, fault) in [
        ("", NotAUrl),
        ("hunter2", NotAUrl),
        ("mail.example.org:25", Scheme),
        ("http://user:hunter2@mail", Scheme),
        ("smtp://", NoHost),
        ("smtp:///", NoHost),
        ("smtp:hunter2", NoHost),
        ("smtps://user:hunter2@", NoHost),
        ("smtp://mail:0", Port),
        ("smtp://mail:99999", NotAUrl),
        ("smtps://user:hunter2/x@mail", NotAUrl),
        ("smtp://mail/hunter2", Path),
        ("smtp://mail#hunter2", Path),
        ("smtp://mail?starttls=hunter2", Parameter),
        ("smtp://mail?tls=required&tls=required", Parameter),
        ("smtp://mail?tls=hunter2", TlsValue),
        ("smtps://mail?tls=required", TlsTwice),
        ("smtps://user@mail", HalfCredentials),
        ("smtps://:hunter2@mail", HalfCredentials),
        ("smtps://user:hunter2%ff@mail", Encoding),
        ("smtps://user:hunter2%0d%0aNOOP@mail", Encoding),
        ("smtp://user:hunter2@mail", PasswordInTheClear),
    ] {
        let error = SmtpUrl::parse(text).unwrap_err();
        assert_eq!(error, fault, "{text}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn a_password_may_stay_on_this_machine() {
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert!(SmtpUrl::parse(&format!("smtp://user:password@{host}:2525")).is_ok());
    }
}
