//! Facilitators make sessions, see who comes and what has happened: as a browser without scripts sees it.

use std::sync::Arc;

use foh_app::identity::NewAccount;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::playhouse::{PASSWORD, Page, Playhouse, Role, Visitor};

const LIST: &str = "/facilitator/sessions";
const GRACE: &str = "grace@example.org";

/// Somebody of this role with a browser.
pub async fn signed_in(theatre: &Playhouse, email: &str, role: Role) -> Visitor {
    theatre.account(email, role).await;
    again(theatre, email).await
}

/// The same person, signed in once more.
async fn again(theatre: &Playhouse, email: &str) -> Visitor {
    let visitor = theatre.visitor();
    let fields = [("email", email), ("password", PASSWORD)];
    assert_eq!(visitor.post("/sign-in", &fields).await.status, 303);
    visitor
}

/// A member who books and never signs in.
pub async fn member(theatre: &Playhouse, name: &str, email: &str) -> Uuid {
    let new = NewAccount {
        email,
        name,
        role: Role::Member,
        password: None,
    };
    theatre.house.create_user(new).await.unwrap()
}

type Fields<'a> = Vec<(&'a str, &'a str)>;

/// Saturday at six in the evening, for two hours.
fn yoga() -> Fields<'static> {
    vec![
        ("type", "session"),
        ("title", "Morning Yoga"),
        ("description", "Bring a mat."),
        ("location", "Studio 1"),
        ("time_zone", "Europe/Rome"),
        ("start_time", "2026-11-28T18:00"),
        ("end_time", "2026-11-28T20:00"),
        ("capacity", "8"),
        ("price", "25.00"),
    ]
}

fn with<'a>(mut fields: Fields<'a>, changes: &[(&'a str, &'a str)]) -> Fields<'a> {
    for (name, value) in changes {
        match fields.iter_mut().find(|(field, _)| field == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
}

/// Posts a form that is accepted, and gives the address it leads to with the page there.
async fn done(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> (String, Page) {
    let answer = visitor.post(path, fields).await;
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
    let location = answer.header("location").to_owned();
    let page = visitor.get(&location).await;
    assert_eq!(page.status, 200, "{location}");
    let path = location.split(['?', '#']).next().unwrap().to_owned();
    (path, page)
}

/// A session that was made: its address and its id.
async fn made(visitor: &Visitor, fields: &[(&str, &str)]) -> (String, Uuid) {
    let (path, page) = done(visitor, LIST, fields).await;
    page.says("The session is there");
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    (path, id)
}

/// The part of the page that is the bell.
fn bell(page: &Page) -> &str {
    let (_, bell) = page.body.split_once("data-bell ").expect("a bell");
    bell.split_once("</a>").unwrap().0
}

both_engines! {
    async fn a_new_facilitator_makes_a_first_session(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let page = grace.get("/facilitator").await;
        page.says("Make your first session");
        page.says("Say who you are");
        page.keeps_quiet_about(&["In pictures"]);
        assert!(!bell(&page).contains("unread"));
        let blank = grace.get("/facilitator/sessions/new").await;
        assert_eq!(blank.value("time_zone"), Some("Europe/Berlin"), "that of the house");
        blank.says("Price in EUR");

        let key = blank.value("form_key").unwrap().to_owned();
        let form = with(yoga(), &[("form_key", &key)]);
        let (path, id) = made(&grace, &form).await;
        let stored = theatre.house.studio_session(id).await.unwrap().unwrap().view.session;
        assert_eq!(stored.starts_at.to_string(), "2026-11-28T17:00:00Z");
        assert_eq!((stored.capacity, stored.price.amount), (8, 2_500));
        let page = grace.get(&path).await;
        for (name, value) in &yoga() {
            if !["type", "description"].contains(name) {
                assert_eq!(page.value(name), Some(*value), "{name}");
            }
        }
        page.says("Saturday 28 November 2026, 18:00 to 20:00, Rome time");
        grace.get(LIST).await.says("Morning Yoga");
        let page = grace.get("/facilitator").await;
        page.says("Coming up");
        page.says("Nobody has booked yet");
        page.says("€25.00");
        grace.get(&format!("{path}/bookings")).await.says("Nobody has booked yet");
    }

    async fn what_is_wrong_stands_at_its_field(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        for (field, value, status, said) in [
            ("title", " ", 422, "Please fill this in"),
            ("type", "party", 422, "Choose a kind"),
            ("time_zone", "Rome", 422, "Please name a time zone"),
            ("start_time", "soon", 422, "Give a day and a time"),
            ("start_time", "2027-03-28T02:30", 422, "There is no 02:30 on that day in Rome time"),
            ("start_time", "2026-11-27T11:00", 409, "It must begin in the future"),
            ("end_time", "2026-11-28T17:00", 422, "It must end after it begins"),
            ("end_time", "2027-03-01T17:00", 422, "at most 60 days"),
            ("capacity", "0", 422, "1"),
            ("capacity", "many", 422, "1"),
            ("price", "-1", 422, "Please write an amount such as 25.50"),
            ("price", "1e3", 422, "Please write an amount"),
        ] {
            let typed = with(yoga(), &[(field, value)]);
            let page = grace.post(LIST, &typed).await;
            assert_eq!(page.status, status, "{field} {value}: {}", page.body);
            page.says(said);
            page.says(&format!("id=\"{field}-error\""));
            page.says("role=\"alert\"");
            for (name, value) in typed.iter().filter(|(name, _)| !["type", "description"].contains(name)) {
                assert_eq!(page.value(name), Some(*value), "{field}");
            }
            page.says("Bring a mat.");
        }
        // Every fault at once, and nothing of it is stored.
        let page = grace.post(LIST, &with(yoga(), &[("title", ""), ("start_time", ""), ("price", "x")])).await;
        page.says("3 things need another look");
        grace.get(LIST).await.says("No session is coming");
        // No more than the form has.
        for forbidden in ["owner_id", "status", "confirmed", "facilitator_id"] {
            let page = grace.post(LIST, &with(yoga(), &[(forbidden, "x")])).await;
            assert_eq!(page.status, 400, "{forbidden}");
        }
        grace.get(LIST).await.says("No session is coming");
    }

    async fn a_form_sent_twice_makes_one_session(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = Arc::new(signed_in(&theatre, GRACE, Role::Facilitator).await);
        let blank = grace.get("/facilitator/sessions/new").await;
        let key: String = blank.value("form_key").unwrap().to_owned();
        let barrier = Arc::new(Barrier::new(16));
        let posts: Vec<_> = (0..16)
            .map(|_| {
                let (grace, barrier, key) = (Arc::clone(&grace), Arc::clone(&barrier), key.clone());
                tokio::spawn(async move {
                    barrier.wait().await;
                    grace.post(LIST, &with(yoga(), &[("form_key", &key)])).await
                })
            })
            .collect();
        let mut words = Vec::new();
        let mut paths = std::collections::HashSet::new();
        for post in posts {
            let answer = post.await.unwrap();
            assert_eq!(answer.status, 303, "{}", answer.body);
            let (path, word) = answer.header("location").split_once("?done=").unwrap();
            paths.insert(path.to_owned());
            words.push(word.to_owned());
        }
        assert_eq!(paths.len(), 1);
        assert_eq!(words.iter().filter(|word| *word == "made").count(), 1);
        assert_eq!(words.iter().filter(|word| *word == "made_before").count(), 15);
        let listed = grace.get(LIST).await.links(&format!("{LIST}/0"));
        assert_eq!(listed.iter().filter(|link| !link.ends_with("/bookings")).count(), 1);

        // The key of somebody else's form makes nothing of theirs one's own.
        let other = signed_in(&theatre, "henri@example.org", Role::Facilitator).await;
        let answer = other.post(LIST, &with(yoga(), &[("form_key", &key)])).await;
        assert_eq!(other.get(answer.header("location")).await.status, 403);
        other.get(LIST).await.says("No session is coming");

        theatre.clock.advance(SignedDuration::from_mins(61));
        let page = grace.post(LIST, &with(yoga(), &[("form_key", &key)])).await;
        assert_eq!(page.status, 422);
        page.says("Please send it once more");
        assert_ne!(page.value("form_key"), Some(key.as_str()));
    }

    async fn guests_are_told_of_what_is_in_their_calendars(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let (path, id) = made(&grace, &yoga()).await;
        for (name, email) in [("Ada Rossi", "ada@example.org"), ("Bruno Neri", "bruno@example.org")] {
            let member = member(&theatre, name, email).await;
            theatre.house.book_session(id, member, None).await.unwrap();
        }
        grace.get(&path).await.says("2 guests have booked. If you change title, place or time, each is told by e-mail.");
        let told = "2 guests are told of it by e-mail.";
        let mails = async || grace.get("/dev/mailbox").await.links("/dev/mailbox/").len();
        let before = mails().await;
        let (_, page) = done(&grace, &path, &with(yoga(), &[("price", "30"), ("capacity", "2")])).await;
        page.says("Saved");
        page.keeps_quiet_about(&[told]);
        assert_eq!(mails().await, before);
        let moved = [("start_time", "2026-11-29T10:00"), ("end_time", "2026-11-29T12:00")];
        let (_, page) = done(&grace, &path, &with(yoga(), &moved)).await;
        page.says(told);
        assert_eq!(mails().await, before + 2);

        // The clock of another zone shows the same time at another moment.
        let moved = with(with(yoga(), &moved), &[("time_zone", "Asia/Tokyo")]);
        let (_, page) = done(&grace, &path, &moved).await;
        page.says(told);
        assert_eq!(page.value("start_time"), Some("2026-11-29T10:00"));
        let stored = theatre.house.studio_session(id).await.unwrap().unwrap().view.session;
        assert_eq!(stored.starts_at.to_string(), "2026-11-29T01:00:00Z");

        let page = grace.post(&path, &with(moved, &[("capacity", "1")])).await;
        assert_eq!(page.status, 409);
        page.says("Guests have 2 places already: it cannot be fewer.");
        assert_eq!(page.value("capacity"), Some("1"));
    }

    async fn a_time_that_comes_twice_is_the_earlier_one(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let night = with(yoga(), &[("start_time", "2027-10-31T02:30"), ("end_time", "2027-10-31T05:00")]);
        let (path, page) = done(&grace, LIST, &night).await;
        page.says("the earlier one is meant");
        let id = path.rsplit('/').next().unwrap().parse().unwrap();
        let stored = theatre.house.studio_session(id).await.unwrap().unwrap().view.session;
        assert_eq!(stored.starts_at.to_string(), "2027-10-31T00:30:00Z");
        let (_, page) = done(&grace, &path, &with(yoga(), &[])).await;
        page.keeps_quiet_about(&["the earlier one is meant"]);
    }

    async fn a_session_that_is_called_off_stays_so(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let (path, id) = made(&grace, &yoga()).await;
        let ada = member(&theatre, "Ada Rossi", "ada@example.org").await;
        theatre.house.book_session(id, ada, None).await.unwrap();
        let cancel = format!("{path}/cancel");
        grace.get(&cancel).await.says("One guest has booked it and is told by e-mail.");
        let (_, page) = done(&grace, &cancel, &[]).await;
        page.says("The session is called off");
        page.says("Called off");
        page.keeps_quiet_about(&["Save the session", &format!("href=\"{cancel}\"")]);
        let (_, page) = done(&grace, &cancel, &[]).await;
        page.says("It had been called off already");
        assert_eq!(grace.get(&cancel).await.status, 303);
        assert_eq!(grace.post(&path, &yoga()).await.status, 409);
        grace.get(LIST).await.keeps_quiet_about(&["Morning Yoga"]);
        grace.get(&format!("{LIST}?sort=cancelled")).await.says("Morning Yoga");
        grace.get(&format!("{path}/bookings")).await.says("It was called off");
        grace.get("/facilitator/bookings").await.says("Cancelled");
        assert_eq!(grace.get(&format!("{LIST}?sort=lost")).await.status, 400);
    }

    async fn what_is_over_is_kept_and_not_changed(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let (path, _) = made(&grace, &yoga()).await;
        theatre.clock.advance(SignedDuration::from_hours(31));
        let grace = again(&theatre, GRACE).await;
        grace.get(LIST).await.says("Going on");
        let page = grace.post(&path, &with(yoga(), &[("start_time", "2026-11-28T19:30")])).await;
        assert_eq!(page.status, 409);
        page.says("It has begun");
        theatre.clock.advance(SignedDuration::from_hours(2));
        grace.get(LIST).await.says("No session is coming");
        grace.get(&format!("{LIST}?sort=over")).await.says("Morning Yoga");
        grace.get(&path).await.keeps_quiet_about(&["Save the session"]);
        assert_eq!(grace.get(&format!("{path}/cancel")).await.status, 409);
    }

    async fn lists_go_on(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        for number in 0..51 {
            // All of them begin at once, so that only the ids tell them apart.
            let title = format!("Session {number:02}");
            made(&grace, &with(yoga(), &[("title", &title)])).await;
        }
        let titles = |page: &Page| page.links(&format!("{LIST}/0")).into_iter().filter(|link| !link.ends_with("/bookings")).collect::<Vec<_>>();
        let walk = async |grace: &Visitor, first: &str| {
            let page = grace.get(first).await;
            let mut all = titles(&page);
            assert_eq!(all.len(), 50, "{first}");
            let next = page.links(&format!("{LIST}?")).into_iter().find(|link| link.contains("after=")).unwrap();
            all.extend(titles(&grace.get(&next).await));
            all
        };
        let coming = walk(&grace, LIST).await;
        assert_eq!(coming.iter().collect::<std::collections::HashSet<_>>().len(), 51);
        theatre.clock.advance(SignedDuration::from_hours(48));
        let grace = again(&theatre, GRACE).await;
        let mut over = walk(&grace, &format!("{LIST}?sort=over")).await;
        over.reverse();
        assert_eq!(over, coming, "the same, the last first");
    }

    async fn profiles_are_kept(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let grace = signed_in(&theatre, GRACE, Role::Facilitator).await;
        let path = "/facilitator/profile";
        let (_, page) = done(&grace, path, &[("bio", "I teach breathing."), ("specialization", "Breath")]).await;
        page.says("Saved");
        page.says("I teach breathing.");
        assert_eq!(page.value("specialization"), Some("Breath"));
        let public = page.links("/facilitators/").remove(0);
        theatre.visitor().get(&public).await.says("I teach breathing.");
        let page = grace.post(path, &[("bio", "Mine"), ("specialization", "a\nb")]).await;
        assert_eq!(page.status, 422);
        page.says("id=\"specialization-error\"");
        page.says("Mine");
        grace.get("/facilitator").await.keeps_quiet_about(&["Say who you are"]);
    }
}
