//! One's own account, and the links that are mailed to it.

use foh_web::views::account::{
    AccountPage, AccountPart, NewPassword, PasswordPage, PasswordReset, Register, Told, Verify,
};
use foh_web::views::frame::Frame;
use foh_web::views::parts::{Field, Notice, NoticeKind};

use crate::{Gallery, frame, private};

fn signed_in(title: &str) -> Frame {
    Frame {
        signed_in_name: Some("Noor Example".into()),
        has_account: true,
        ..frame(title)
    }
}

pub fn pages(gallery: &mut Gallery) {
    let part = |label: &str, about: &str| AccountPart {
        label: label.into(),
        href: "account-password.html".into(),
        about: about.into(),
    };
    let account = AccountPage {
        frame: signed_in("Your account"),
        notice: Some(Notice::new(
            NoticeKind::Done,
            "The password is changed",
            "Wherever else you were signed in, you are signed out.",
        )),
        name: "Noor Example".into(),
        email: Some("noor@example.org".into()),
        role: "Box-office staff".into(),
        verified: true,
        parts: vec![
            part("Password", "Change the password."),
            part("Sessions", "Where you are signed in."),
            part(
                "Second factor",
                "A code from your phone beside the password.",
            ),
        ],
    };
    gallery.page("account", &account);
    gallery.page(
        "account-unverified",
        &AccountPage {
            notice: None,
            name: "Mihály Őszi-Nagy von und zu Hohenlohe-Langenburg".into(),
            email: Some("a.very.long.address.of.somebody@department.of.theatre.example.org".into()),
            role: "Member".into(),
            verified: false,
            ..account
        },
    );
    gallery.page(
        "account-password",
        &PasswordPage {
            frame: signed_in("Change the password"),
            present_password: Field::default().refused("This is not your present password."),
            new_password: Field::default(),
            least: 12,
        },
    );
    let register = Register {
        frame: frame("Open an account"),
        name: Field::default(),
        email: Field::default(),
        password: Field::default(),
        least: 8,
    };
    gallery.page("register", &register);
    gallery.page(
        "register-refused",
        &Register {
            name: Field::new("Ada Example"),
            email: Field::new("ada")
                .refused("Please give an e-mail address such as name@example.org."),
            password: Field::default()
                .refused("Very many people have this password. Please choose another."),
            ..register
        },
    );
    gallery.page(
        "register-verify",
        &Verify {
            frame: private("Confirm your address"),
            token: "token".into(),
        },
    );
    gallery.page(
        "password-reset",
        &PasswordReset {
            frame: frame("Forgotten your password?"),
            email: Field::default(),
        },
    );
    gallery.page(
        "password-reset-link",
        &NewPassword {
            frame: private("Set a new password"),
            standfirst: "Whatever is signed in with your account will be signed out.".into(),
            action: "/password-reset/link",
            token: "token".into(),
            password: Field::default(),
            least: 12,
        },
    );
    gallery.page(
        "told",
        &Told {
            frame: frame("Look into your mailbox"),
            text: "If there is an account with this address, a link to set a new password is on its way to it. It works once, for an hour.".into(),
            next: Some(("Back to the sign-in", "/sign-in")),
        },
    );
}
