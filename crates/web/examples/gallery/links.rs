//! The pages behind the links in the mails.

use foh_web::views::frame::Frame;
use foh_web::views::parts::{Notice, NoticeKind};
use foh_web::views::qr::qr_svg;
use foh_web::views::theatre::{
    Cancel, Cancelled, Confirm, GuestCode, PerformanceSummary, Ticket, TicketPage, TokenProblem,
    TokenProblemPage,
};

use crate::performances::{LONG, summary};
use crate::{Gallery, frame, private};

pub fn pages(gallery: &mut Gallery) {
    gallery.page(
        "confirm",
        &Confirm {
            frame: private("Confirm your places"),
            performance: summary(),
            places: "2 places".into(),
            token: "token".into(),
            valid_until: "Sunday 29 November, 18:04".into(),
        },
    );
    let page = TicketPage {
        frame: private("Your ticket"),
        notice: Some(Notice::new(
            NoticeKind::Done,
            "Your places are confirmed",
            "We look forward to seeing you.",
        )),
        ticket: ticket(),
    };
    gallery.page("ticket", &page);
    gallery.page(
        "ticket-long",
        &TicketPage {
            frame: private("Your ticket"),
            notice: None,
            ticket: Ticket {
                performance: PerformanceSummary {
                    show_title: LONG.into(),
                    room: "Upper foyer behind the cloakroom".into(),
                    date: "Wednesday 30 September 2026".into(),
                    ..summary()
                },
                party_size: 12,
                ..ticket()
            },
        },
    );
    gallery.page(
        "guest-code",
        &GuestCode {
            frame: private("Show this code at the door"),
            ticket: ticket(),
            sign_in_href: "/sign-in?next=/door".into(),
        },
    );
    gallery.page(
        "cancel",
        &Cancel {
            frame: private("Cancel your reservation"),
            performance: summary(),
            places: "2 places".into(),
            token: "token".into(),
            keep_href: "/".into(),
        },
    );
    gallery.page(
        "cancelled",
        &Cancelled {
            frame: Frame {
                toast: Some("Cancelled: 2 places".into()),
                ..frame("Your reservation is cancelled")
            },
            performance: summary(),
            places: "2 places".into(),
        },
    );
    problems(gallery);
}

fn problems(gallery: &mut Gallery) {
    for (name, problem) in [
        ("invalid", TokenProblem::Invalid),
        ("expired", TokenProblem::Expired),
        ("already-confirmed", TokenProblem::AlreadyConfirmed),
        ("already-cancelled", TokenProblem::AlreadyCancelled),
        (
            "insufficient-seats",
            TokenProblem::InsufficientSeats { left: 1 },
        ),
        ("begun", TokenProblem::Begun),
        ("passed", TokenProblem::Passed),
        ("already-inside", TokenProblem::AlreadyInside),
    ] {
        let known = !matches!(problem, TokenProblem::Invalid);
        let again = matches!(
            problem,
            TokenProblem::Expired
                | TokenProblem::AlreadyCancelled
                | TokenProblem::InsufficientSeats { .. }
        );
        gallery.page(
            &format!("link-{name}"),
            &TokenProblemPage {
                frame: private(problem.title()),
                problem,
                performance: known.then(summary),
                reserve_href: again.then(|| "/performances/0193".into()),
            },
        );
    }
}

fn ticket() -> Ticket {
    let url = "https://tickets.example.org/api/check-ins/preview/?token=AZOx8Lqk7Xq4v2mW1sT9cR6yUe3hB5nJ0pD8fG2kL4zXw7VtQa1Ys6Mu9Ei3Ro5C";
    Ticket {
        performance: summary(),
        party_size: 2,
        reference: "7F3K-92QD".into(),
        qr_svg: qr_svg(url).expect("a code"),
    }
}
