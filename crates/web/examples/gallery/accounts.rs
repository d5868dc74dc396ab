//! One's own account, and the links that are mailed to it.

use foh_web::views::account::{
    AccountPage, AccountPart, NewPassword, PasswordPage, PasswordReset, Register, Told, Verify,
};
use foh_web::views::admin::Link;
use foh_web::views::api_token::{
    ApiTokenForm, ApiTokenMade, ApiTokenRevoke, ApiTokenRow, ApiTokensPage, PermissionChoice,
};
use foh_web::views::frame::Frame;
use foh_web::views::parts::{Choice, Field, Notice, NoticeKind};

use crate::{Gallery, frame, private};

fn signed_in(title: &str) -> Frame {
    Frame {
        signed_in_name: Some("Noor Example".into()),
        has_account: true,
        ..frame(title)
    }
}

fn token_row(name: &str, reach: &str, used: Option<&str>, expired: bool) -> ApiTokenRow {
    ApiTokenRow {
        revoke_href: "account-token-revoke.html".into(),
        name: name.into(),
        beginning: "foh_AZOx8Lqk7Xq4".into(),
        reach: reach.into(),
        until: "26 February 2027".into(),
        used: used.map(Into::into),
        expired,
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "every state of the pages, one after the other"
)]
fn tokens(gallery: &mut Gallery) {
    let choice = |(value, label): (&'static str, &str)| PermissionChoice {
        value,
        label: label.into(),
        chosen: false,
    };
    let permissions = [
        ("content", "Content"),
        ("box_office", "Box office"),
        ("door", "Door"),
        ("accounts", "Accounts"),
        ("audit", "Audit"),
        ("privacy", "Privacy"),
        ("travel_management", "Travel management"),
        ("payments", "Payments"),
        ("bar_management", "Bar management"),
    ];
    let lives = ["7", "30", "90", "180", "365"].map(|days| Choice {
        value: days.into(),
        label: format!("{days} days"),
    });
    let form = ApiTokenForm {
        form_key: "0193".into(),
        name: Field::default(),
        days: Field::new("90"),
        lives: lives.into(),
        everything: false,
        permissions: permissions.map(choice).into(),
        permissions_error: None,
    };
    let rows = vec![
        token_row(
            "Ticket printer in the foyer",
            "Box office, door",
            Some("Saturday 28 November, 20:00 (Rome time)"),
            false,
        ),
        token_row(
            "Nightly export of the reservations of every performance to the accountant’s office",
            "Everything the account may do",
            None,
            false,
        ),
        token_row(
            "CI",
            "Content",
            Some("Monday 2 March, 09:12 (Rome time)"),
            true,
        ),
    ];
    let page = ApiTokensPage {
        frame: signed_in("API tokens"),
        back: Link::new("Your account", "account.html"),
        standfirst: "A program that has one asks in your name. Give each program its own, so that each can be revoked alone.".into(),
        notice: None,
        action: "/account/tokens".into(),
        rows: rows.clone(),
        form: Some(form.clone()),
        instead: String::new(),
        first: None,
    };
    gallery.page("account-tokens", &page);
    gallery.page(
        "account-tokens-refused",
        &ApiTokensPage {
            form: Some(ApiTokenForm {
                name: Field::default().refused("Please fill this in."),
                permissions_error: Some(
                    "Please choose at least one, or everything the account may do.".into(),
                ),
                ..form
            }),
            ..page.clone()
        },
    );
    gallery.page(
        "account-tokens-none",
        &ApiTokensPage {
            rows: Vec::new(),
            form: None,
            instead: "Before one is made, you are asked for your password again.".into(),
            first: Some(Link::new(
                "Make a token",
                "/confirm-password?next=/account/tokens",
            )),
            ..page
        },
    );
    gallery.page(
        "account-token-made",
        &ApiTokenMade {
            frame: signed_in("Ticket printer in the foyer"),
            text: "foh_AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C".into(),
            until: "26 February 2027".into(),
            back: "account-tokens.html".into(),
        },
    );
    gallery.page(
        "account-token-revoke",
        &ApiTokenRevoke {
            frame: signed_in("Revoke “Ticket printer in the foyer”?"),
            row: rows[0].clone(),
            back: "account-tokens.html".into(),
        },
    );
}

pub fn pages(gallery: &mut Gallery) {
    tokens(gallery);
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
        next: None,
        sign_in_href: "/sign-in".into(),
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
    password_resets(gallery);
}

fn password_resets(gallery: &mut Gallery) {
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
            next: Some(("Back to the sign-in", "/sign-in".into())),
        },
    );
}
