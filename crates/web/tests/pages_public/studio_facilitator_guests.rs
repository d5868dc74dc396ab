//! Who comes to a session, and what its facilitator is told: as a browser without scripts sees it.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    playhouse::{Page, Playhouse, Role, Visitor},
    studio_facilitator::{member, signed_in},
};

const GRACE: &str = "grace@example.org";

/// A session of Grace's with as many places as she likes: its address and its id.
async fn session(grace: &Visitor) -> (String, Uuid) {
    let fields = [
        ("type", "retreat"),
        ("title", "Silence"),
        ("time_zone", "Europe/Rome"),
        ("start_time", "2026-12-05T09:00"),
        ("end_time", "2026-12-07T16:00"),
        ("capacity", "20"),
        ("price", "120"),
    ];
    let answer = grace.post("/facilitator/sessions", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.header("location").split('?').next().unwrap();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    (path.to_owned(), id)
}

/// Ada with a note that is a formula, and Bruno; their bookings.
async fn two_guests(theatre: &Playhouse, session: Uuid) -> [Uuid; 2] {
    let ada = member(theatre, "Ada Rossi", "ada@example.org").await;
    let bruno = member(theatre, "=SUM(A1)", "bruno@example.org").await;
    let book = async |member, notes| {
        // Who booked first stands first.
        theatre.clock.advance(SignedDuration::from_millis(1));
        let booked = theatre.house.book_session(session, member, notes);
        booked.await.unwrap().booking_id
    };
    [
        book(ada, Some("@cmd, \"quoted\"")).await,
        book(bruno, None).await,
    ]
}

async fn tick(visitor: &Visitor, booking: Uuid, came: &str) -> Page {
    let path = format!("/facilitator/bookings/{booking}/attendance");
    visitor.post(&path, &[("came", came)]).await
}

both_engines! {
    async fn guests_are_ticked_off(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let (path, id) = session(&grace).await;
        let [ada, bruno] = two_guests(&theatre, id).await;
        let list = format!("{path}/bookings");
        let page = grace.get(&list).await;
        page.says("0 of 2 here");
        page.says("Ada Rossi");
        page.says("mailto:ada@example.org");
        page.says("€120.00");
        page.says("quoted");
        for (came, said) in [("true", "1 of 2 here"), ("true", "1 of 2 here"), ("false", "0 of 2 here"), ("true", "1 of 2 here")] {
            let answer = tick(&grace, ada, came).await;
            assert_eq!(answer.status, 303, "{}", answer.body);
            assert_eq!(answer.header("location"), format!("{list}#b-{ada}"));
            grace.get(&list).await.says(said);
        }
        grace.get(&list).await.says("Since 12:00");
        assert_eq!(tick(&grace, ada, "perhaps").await.status, 400);
        assert_eq!(tick(&grace, Uuid::from_u128(7), "true").await.status, 404);

        // Who has cancelled does not come.
        let member = theatre.house.bookings_of_facilitator(owner(&theatre, id).await, None, 10).await.unwrap();
        let of_bruno = member.iter().find(|item| item.view.id == bruno).unwrap().view.member_id;
        theatre.house.cancel_booking(bruno, of_bruno).await.unwrap();
        let page = grace.get(&list).await;
        page.says("1 of 1 here");
        page.keeps_quiet_about(&["bruno@example.org"]);
        assert_eq!(tick(&grace, bruno, "true").await.status, 409);
        grace.get("/facilitator/bookings").await.says("Came");
    }

    async fn a_spreadsheet_gets_text_and_no_formulas(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let (path, id) = session(&grace).await;
        let [ada, _] = two_guests(&theatre, id).await;
        tick(&grace, ada, "true").await;
        let page = grace.get(&format!("{path}/bookings")).await;
        let link = page.links(&format!("{path}/bookings.csv")).remove(0);
        let file = grace.get(&link).await;
        assert_eq!(file.status, 200);
        assert!(file.header("content-type").starts_with("text/csv; charset=utf-8"));
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"bookings-all-2.csv\"");
        let mut reader = csv::Reader::from_reader(file.body.as_bytes());
        let head = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let column = |name: &str| {
            let at = head.iter().position(|head| head == name).unwrap();
            rows.iter().map(|row| row[at].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(column("name"), ["Ada Rossi", "'=SUM(A1)"]);
        assert_eq!(column("notes"), ["'@cmd, \"quoted\"", ""]);
        assert_eq!(column("price"), ["120.00", "120.00"]);
        assert!(column("checked_in_at")[0].starts_with("2026-11-27T12:00"));
        assert_eq!(column("checked_in_at")[1], "");
        // That it left the house is in the log.
        let admin = signed_in(&theatre, "admin@example.org", Role::Administrator).await;
        admin.get("/admin/audit").await.says("Exported bookings, rows: 2");
    }

    async fn the_bell_counts_what_is_unread(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let list = "/facilitator/notifications";
        grace.get(list).await.says("Nothing has happened yet");
        let (path, id) = session(&grace).await;
        two_guests(&theatre, id).await;
        for page in ["/facilitator", "/facilitator/sessions", "/facilitator/sessions/new", &path, "/facilitator/bookings", "/facilitator/profile", list] {
            grace.get(page).await.says(", 2 unread");
        }
        let page = grace.get(list).await;
        page.says("Ada Rossi booked Silence");
        assert_eq!(page.links(&format!("{path}/bookings")).len(), 2);
        let (_, rest) = page.body.split_once("/read\"").unwrap();
        assert!(rest.contains("/read\""), "a button for each");
        let newest = page.body.split("id=\"n-").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let read = format!("{list}/{newest}/read");

        // It is nobody else's.
        let other = signed_in(&theatre, "henri@example.org", Role::Facilitator).await;
        assert_eq!(other.post(&read, &[]).await.status, 404);
        other.get(list).await.says("Nothing has happened yet");

        for _ in 0..2 {
            let answer = grace.post(&read, &[("after", "")]).await;
            assert_eq!((answer.status, answer.header("location")), (303, list));
            grace.get(list).await.says(", 1 unread");
        }
        let answer = grace.post(&format!("{list}/read-all"), &[("after", &newest)]).await;
        assert_eq!(answer.header("location"), format!("{list}?after={}", newest.replace('-', "%2D")));
        let page = grace.get(list).await;
        page.keeps_quiet_about(&["unread", "Mark all as read", "Mark as read"]);
        page.says("Ada Rossi booked Silence");
        assert_eq!(grace.post(&format!("{list}/read-all"), &[("after", "//evil.example")]).await.status, 400);
    }

    async fn notifications_go_on(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let (_, id) = session(&grace).await;
        let ada = member(&theatre, "Ada Rossi", "ada@example.org").await;
        for _ in 0..52 {
            let booked = theatre.house.book_session(id, ada, None).await.unwrap();
            theatre.house.cancel_booking(booked.booking_id, ada).await.unwrap();
        }
        let list = "/facilitator/notifications";
        let mut seen = std::collections::HashSet::new();
        let mut next = Some(list.to_owned());
        let mut pages = 0;
        while let Some(here) = next {
            let page = grace.get(&here).await;
            page.says("99+ unread");
            seen.extend(page.body.split("id=\"n-").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
            next = page.links(&format!("{list}?after=")).pop();
            pages += 1;
        }
        assert_eq!((seen.len(), pages), (104, 3));
        let page = grace.get("/facilitator/bookings").await;
        assert_eq!(page.links("/facilitator/bookings?after=").len(), 1);
    }

    async fn sessions_are_their_facilitators_and_administrators(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let (path, id) = session(&grace).await;
        let [ada, _] = two_guests(&theatre, id).await;
        let other = signed_in(&theatre, "henri@example.org", Role::Facilitator).await;
        let guest = signed_in(&theatre, "guest@example.org", Role::Member).await;
        let admin = signed_in(&theatre, "admin@example.org", Role::Administrator).await;
        for part in ["", "/cancel", "/bookings", "/bookings.csv"] {
            let here = format!("{path}{part}");
            for stranger in [&other, &guest] {
                let page = stranger.get(&here).await;
                assert_eq!(page.status, 403, "{here}");
                page.keeps_quiet_about(&["Ada Rossi", "Silence"]);
            }
            assert_eq!(theatre.visitor().get(&here).await.status, 303, "to the sign-in");
            assert_eq!(admin.get(&here).await.status, 200, "{here}");
        }
        assert_eq!(other.post(&path, &[("title", "Mine")]).await.status, 403);
        assert_eq!(other.post(&format!("{path}/cancel"), &[]).await.status, 403);
        assert_eq!(tick(&other, ada, "true").await.status, 403);
        assert_eq!(tick(&guest, ada, "true").await.status, 403);
        other.get("/facilitator/bookings").await.keeps_quiet_about(&["Ada Rossi"]);
        other.get("/facilitator").await.says("Make your first session");
        assert_eq!(tick(&admin, ada, "true").await.status, 303);
    }
}

async fn owner(theatre: &Playhouse, session: Uuid) -> Uuid {
    let found = theatre.house.studio_session(session).await.unwrap();
    found.unwrap().view.owner_id
}
