//! The audit log.

use foh_web::views::admin::{AuditLine, AuditListFilter, Link, ListBasics, Pager, Section, audit};

use crate::{Gallery, at_desk, choice};

pub fn pages(gallery: &mut Gallery) {
    let to = |label: &str, href: &str| Link::new(label, href);
    let line = |what: &str, who: &str, about: Option<&str>, from: &str| AuditLine {
        what: what.into(),
        who: to(who, "/admin/audit?account=0193"),
        about: about.map(|about| to(about, "/admin/audit?subject=0193")),
        from: from.into(),
        at: "26 Nov 2026, 20:41:07".into(),
        at_datetime: "2026-11-26T19:41:07Z".into(),
    };
    let lines = vec![
        line(
            "Admitted 2 of 3",
            "Ada Lovelace",
            Some("Reservation 4D5E6F"),
            "203.0.113.9",
        ),
        line(
            "Changed places: additional from 0 to 12, occupied by hand from 4 to 0",
            "Mihály Őszi-Nagy",
            Some("Performance of The Cherry Orchard"),
            "2001:db8:85a3:8d3:1319:8a2e:370:7348",
        ),
        AuditLine {
            who: to("Somebody", ""),
            ..line(
                "Was refused to sign in by password",
                "",
                Some("Account Noor Example"),
                "198.51.100.77",
            )
        },
        AuditLine {
            who: to("The command line", ""),
            ..line("Made a backup", "", None, "")
        },
    ];
    let basics = ListBasics {
        frame: at_desk("Audit log", Section::Audit),
        notice: None,
        query: String::new(),
        pager: Pager {
            first_href: None,
            next_href: Some("/admin/audit?after=1-1-1".into()),
        },
        may_create: true,
    };
    let filter = AuditListFilter {
        csv_href: "/admin/audit.csv".into(),
        groups: vec![choice("door", "Door"), choice("box_office", "Box office")],
        ..AuditListFilter::default()
    };
    gallery.page("admin-audit", &audit(basics, filter, lines));
}
