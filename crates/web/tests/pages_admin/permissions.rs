//! Who may open which page: one table, every role.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Page, Playhouse, Role, Visitor},
    staff::{again, staff},
};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Needs {
    Either,
    Content,
    BoxOffice,
}

use Needs::{BoxOffice, Content, Either};

/// Method, path and what it needs; `{…}` are the ids of the house.
const TABLE: [(&str, &str, Needs); 41] = [
    ("get", "/admin", Either),
    ("get", "/admin/venues", Content),
    ("post", "/admin/venues", Content),
    ("get", "/admin/venues/new", Content),
    ("get", "/admin/venues/{venue}", Content),
    ("post", "/admin/venues/{venue}", Content),
    ("get", "/admin/rooms", Content),
    ("post", "/admin/rooms", Content),
    ("get", "/admin/rooms/new", Content),
    ("get", "/admin/rooms/{room}", Content),
    ("post", "/admin/rooms/{room}", Content),
    ("get", "/admin/shows", Content),
    ("post", "/admin/shows", Content),
    ("get", "/admin/shows/new", Content),
    ("get", "/admin/shows/{show}", Content),
    ("post", "/admin/shows/{show}", Content),
    ("post", "/admin/shows/{show}/publish", Content),
    ("post", "/admin/shows/{show}/poster", Content),
    ("get", "/admin/shows/{show}/poster/remove", Content),
    ("post", "/admin/shows/{show}/poster/remove", Content),
    ("get", "/admin/performances", Either),
    ("post", "/admin/performances", Content),
    ("get", "/admin/performances/new", Content),
    ("get", "/admin/performances/{performance}", Either),
    ("post", "/admin/performances/{performance}", Content),
    ("post", "/admin/performances/{performance}/booking", Content),
    ("get", "/admin/reservations", BoxOffice),
    ("post", "/admin/reservations", BoxOffice),
    ("get", "/admin/reservations.csv", BoxOffice),
    ("get", "/admin/reservations/new", BoxOffice),
    ("get", "/admin/reservations/{reservation}", BoxOffice),
    ("get", "/admin/reservations/{reservation}/cancel", BoxOffice),
    (
        "post",
        "/admin/reservations/{reservation}/resend",
        BoxOffice,
    ),
    (
        "post",
        "/admin/reservations/{reservation}/cancel",
        BoxOffice,
    ),
    ("get", "/admin/outbox", BoxOffice),
    ("get", "/admin/outbox/retry", BoxOffice),
    ("post", "/admin/outbox/retry", BoxOffice),
    ("post", "/admin/outbox/{reservation}/retry", BoxOffice),
    // And with a slash at the end.
    ("get", "/admin/", Either),
    ("get", "/admin/venues/", Content),
    ("get", "/admin/reservations.csv/", BoxOffice),
];

async fn send(visitor: &Visitor, method: &str, path: &str) -> Page {
    if method == "get" {
        visitor.get(path).await
    } else {
        visitor.post(path, &[]).await
    }
}

both_engines! {
    async fn every_page_lets_in_whom_it_should(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        theatre.reserve(theatre.tomorrow, "2").await;
        let venue = theatre.house.venues(String::new(), None, 1).await.unwrap()[0].0;
        let wanted = foh_app::theatre::ReservationFilter { limit: 1, ..Default::default() };
        let reservation = theatre.house.reservations(wanted).await.unwrap()[0].reservation.id;
        let picture = foh_testkit::pictures::png(foh_testkit::pictures::flag(200, 200));
        theatre.house.set_poster(theatre.show, picture, "A storm").await.unwrap();
        let nobody = theatre.visitor();
        let mut everybody = Vec::new();
        for role in [Role::Door, Role::BoxOffice, Role::Content, Role::Administrator] {
            everybody.push((role, staff(&theatre, role).await));
        }
        for (method, path, needs) in TABLE {
            let path = path
                .replace("{venue}", &venue.to_string())
                .replace("{room}", &theatre.room.to_string())
                .replace("{show}", &theatre.show.to_string())
                .replace("{performance}", &theatre.tomorrow.to_string())
                .replace("{reservation}", &reservation.to_string());
            let page = send(&nobody, method, &path).await;
            let next = format!("/sign-in?next={}", path.trim_end_matches('/'));
            assert_eq!((page.status, page.header("location")), (303, next.as_str()), "{method} {path}");
            for (role, visitor) in &everybody {
                let page = send(visitor, method, &path).await;
                let allowed = match needs {
                    Either => *role != Role::Door,
                    Content => matches!(role, Role::Content | Role::Administrator),
                    BoxOffice => matches!(role, Role::BoxOffice | Role::Administrator),
                };
                if !allowed {
                    assert_eq!(page.status, 403, "{method} {path} by {role:?}");
                    page.keeps_quiet_about(&["Ada", "Kammerspiele", "Tempest"]);
                } else if method == "get" {
                    assert_eq!(page.status, 200, "{path} by {role:?}");
                } else {
                    // An empty form is refused, a button is pressed: either way they were let in.
                    assert!(matches!(page.status, 303 | 400 | 409 | 422), "{method} {path} by {role:?}: {}", page.status);
                    assert_ne!(page.header("location"), next);
                }
            }
        }
    }

    async fn the_navigation_leads_nowhere_forbidden(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        for (role, entries) in [
            (Role::Content, vec!["/admin", "/admin/performances", "/admin/shows", "/admin/venues"]),
            (Role::BoxOffice, vec!["/admin", "/admin/performances", "/admin/reservations", "/admin/outbox"]),
            (Role::Administrator, vec!["/admin", "/admin/performances", "/admin/shows", "/admin/venues", "/admin/reservations", "/admin/outbox", "/door"]),
        ] {
            let visitor = staff(&theatre, role).await;
            let page = visitor.get("/admin").await;
            let nav = page.body.split_once("<nav").unwrap().1.split_once("</nav>").unwrap().0;
            let links: Vec<&str> = nav.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            let known: Vec<&str> = links.iter().copied().filter(|link| entries.contains(link)).collect();
            assert_eq!(known, entries, "{role:?}");
            for path in links {
                let page = visitor.get(path).await;
                assert_eq!(page.status, 200, "{path} by {role:?}");
                // Nothing on any page of theirs leads to a refusal.
                for link in page.links("/admin").into_iter().filter(|link| !link.contains(".csv")) {
                    assert!(matches!(visitor.get(&link).await.status, 200 | 303), "{link} on {path} by {role:?}");
                }
            }
        }
        let office = again(&theatre, Role::BoxOffice).await;
        let page = office.get(&format!("/admin/performances/{}", theatre.tomorrow)).await;
        page.says("2026-11-28 20:00");
        page.says("Its reservations");
        page.keeps_quiet_about(&["<form class=\"form\"", "/booking"]);
    }
}
