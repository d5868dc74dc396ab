//! Accounts.

use foh_web::views::admin::{
    AccountLine, AccountListFilter, AccountPage, AccountStanding, InvitationPage, ListBasics,
    Pager, Section, accounts,
};
use foh_web::views::parts::Field;

use crate::{Gallery, at_desk, choice};

pub fn pages(gallery: &mut Gallery) {
    let roles = || {
        vec![
            choice("box_office", "Box-office staff"),
            choice("travel_operator", "Travel operator"),
        ]
    };
    let line = |name: &str, email: &str, role: &str, standing| AccountLine {
        id: "0193".into(),
        name: name.into(),
        email: email.into(),
        role: role.into(),
        standing,
    };
    let lines = vec![
        line(
            "Noor Example",
            "noor@example.org",
            "Box-office staff",
            AccountStanding::Active,
        ),
        line(
            "Mihály Őszi-Nagy",
            "a.very.long.address.of.somebody@department.of.theatre.example.org",
            "Travel operator",
            AccountStanding::Invited,
        ),
        line(
            "CRM",
            "crm@example.org",
            "Service",
            AccountStanding::Inactive,
        ),
    ];
    let basics = ListBasics {
        frame: at_desk("Accounts", Section::Accounts),
        notice: None,
        query: String::new(),
        pager: Pager::default(),
        may_create: true,
    };
    let filter = AccountListFilter::default();
    gallery.page("admin-accounts", &accounts(basics, &filter, roles(), lines));
    gallery.page(
        "admin-account-new",
        &InvitationPage {
            frame: at_desk("Invite somebody", Section::Accounts),
            name: Field::new("Noor Example"),
            email: Field::new("noor@example.org")
                .refused("There is an account with this address already."),
            role: Field::new("box_office"),
            roles: roles(),
            scopes: Field::default(),
        },
    );
    let account = AccountPage {
        frame: at_desk("Noor Example", Section::Accounts),
        id: "0193".into(),
        notice: None,
        email: "noor@example.org".into(),
        verified: true,
        standing: AccountStanding::Active,
        since: "12 March 2026".into(),
        since_datetime: "2026-03-12T10:00:00Z".into(),
        can_erase: true,
        resettable: true,
        api_tokens: 2,
        role: Field::new("box_office"),
        roles: roles(),
        scopes: Field::default(),
    };
    gallery.page("admin-account", &account);
    for (name, standing) in [
        ("invited", AccountStanding::Invited),
        ("inactive", AccountStanding::Inactive),
    ] {
        let page = AccountPage {
            standing,
            ..account.clone()
        };
        gallery.page(&format!("admin-account-{name}"), &page);
    }
}
