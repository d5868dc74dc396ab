//! Signing in, errors and the development mailbox.

use foh_web::views::error::ErrorPage;
use foh_web::views::frame::Frame;
use foh_web::views::identity::{SignIn, SignInLink};
use foh_web::views::mailbox::{Mail, MailLine, Mailbox};
use foh_web::views::parts::{Field, Notice, NoticeKind};

use crate::{Gallery, frame, private};

pub fn pages(gallery: &mut Gallery) {
    let sign_in = SignIn {
        frame: frame("Sign in"),
        notice: None,
        email: Field::default(),
        password: Field::default(),
        next: Some("/door".into()),
        providers: Vec::new(),
        register_href: "/register?next=/door".into(),
    };
    gallery.page("sign-in", &sign_in);
    gallery.page(
        "sign-in-refused",
        &SignIn {
            notice: Some(Notice::new(
                NoticeKind::Refused,
                "That did not work",
                "The address or the password is wrong. Please try again.",
            )),
            email: Field::new("door@example.org"),
            ..sign_in
        },
    );
    gallery.page(
        "sign-in-link",
        &SignInLink {
            frame: private("Sign in"),
            token: Some("token".into()),
            valid_until: Some("today, 18:34".into()),
        },
    );
    gallery.page(
        "sign-in-link-used",
        &SignInLink {
            frame: private("Sign in"),
            token: None,
            valid_until: None,
        },
    );
    for status in [404, 403, 429, 500, 503] {
        gallery.page(
            &format!("error-{status}"),
            &ErrorPage {
                frame: frame(ErrorPage::title_of(status)),
                status,
                retry_after: (status == 429).then(|| "20 minutes".into()),
                request_id: Some("0193a7c2-5b1e-7cc4-9f7e-2d51".into()),
            },
        );
    }
    let mail = |subject: &str, to: &str, when: &str| MailLine {
        href: "mail.html".into(),
        subject: subject.into(),
        to: to.into(),
        when: when.into(),
        datetime: "2026-11-26T18:04:00Z".into(),
    };
    let mailbox = Mailbox {
        frame: Frame {
            development: true,
            signed_in_name: Some("Noor Example".into()),
            ..frame("Mailbox")
        },
        mails: vec![
            mail(
                "Your ticket: The Cherry Orchard, Saturday 28 November",
                "ada@example.org",
                "26 November, 18:06",
            ),
            mail(
                "Please confirm: The Cherry Orchard",
                "ada@example.org",
                "26 November, 18:04",
            ),
            mail(
                "Please confirm: The Little Prince",
                "a.very.long.address.of.somebody@department.of.theatre.example.org",
                "26 November, 17:51",
            ),
        ],
    };
    gallery.page("mailbox", &mailbox);
    gallery.page(
        "mailbox-empty",
        &Mailbox {
            mails: Vec::new(),
            ..mailbox
        },
    );
    gallery.page("mail", &Mail {
        frame: Frame { development: true, ..private("Mail") },
        subject: "Please confirm: The Cherry Orchard".into(),
        to: "ada@example.org".into(),
        when: "26 November, 18:04".into(),
        datetime: "2026-11-26T18:04:00Z".into(),
        text: "Hello Ada,\n\nyou asked for 2 places:\n\n    The Cherry Orchard\n    Saturday 28 November 2026, 20:00\n    Main stage\n\nOpen this link and confirm:\nhttp://127.0.0.1:8080/reservations/confirm?token=AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C\n\nThe link works until Sunday 29 November, 18:04.\n\nKammerspiele am Markt\n".into(),
        links: vec!["http://127.0.0.1:8080/reservations/confirm?token=AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C".into()],
        calendar_href: Some("#".into()),
    });
}
