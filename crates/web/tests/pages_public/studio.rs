//! A guest of the studio: finds a session, opens an account, books, and gives the place back.

use foh_app::identity::Staff;
use foh_domain::{
    limits::{Limit, Rate},
    payments::{Currency, Money},
    studio::{Session, SessionFields, SessionKind},
    theatre::Zone,
};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::playhouse::{PASSWORD, Page, Playhouse, Role, Visitor, unlimited};

const ADA: &str = "ada@example.org";

/// A facilitator as the house knows whoever asks.
pub async fn facilitator(theatre: &Playhouse) -> Staff {
    let signed_in = theatre
        .session("giulia@example.org", Role::Facilitator)
        .await;
    let session = signed_in.session.expose_secret();
    theatre
        .house
        .who_has_session(session)
        .await
        .unwrap()
        .unwrap()
}

/// An hour and a half of breathing in `hours`, for eight, at 25 euros, but for what is said otherwise.
pub async fn session(
    theatre: &Playhouse,
    by: &Staff,
    hours: i64,
    change: impl FnOnce(&mut SessionFields<'_>),
) -> Uuid {
    let starts_at = theatre.clock.now() + SignedDuration::from_hours(hours);
    let mut fields = SessionFields {
        kind: SessionKind::Session,
        title: "Breath and voice",
        description: "How far a breath carries.\n\nBring <em>socks</em>.",
        location: "Garden house",
        time_zone: Zone::parse("Europe/Rome").unwrap(),
        starts_at,
        ends_at: starts_at + SignedDuration::from_mins(90),
        capacity: 8,
        price: Money::of(2_500, Currency::EUR).unwrap(),
    };
    change(&mut fields);
    let session = Session::parse(fields).unwrap();
    theatre.house.create_session(session, by).await.unwrap()
}

/// A member with a browser, signed in.
pub async fn member(theatre: &Playhouse, email: &str) -> Visitor {
    theatre.account(email, Role::Member).await;
    signed_in(theatre, email).await
}

/// Somebody who has an account, signed in with a browser.
pub async fn signed_in(theatre: &Playhouse, email: &str) -> Visitor {
    let visitor = theatre.visitor();
    let page = visitor
        .post("/sign-in", &[("email", email), ("password", PASSWORD)])
        .await;
    assert_eq!(page.status, 303);
    visitor
}

fn led(page: &Page) -> (u16, &str) {
    (page.status, page.header("location"))
}

both_engines! {
    async fn from_the_list_to_the_booking_and_back(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let id = session(&theatre, &giulia, 24, |_| ()).await;
        let ada = theatre.visitor();

        let list = ada.get("/sessions").await;
        for words in ["Tomorrow", "12:00", "13:30", "Breath and voice", "with Grace Steward", "Garden house", "€25.00", "8 of 8 left", "Times are Rome time."] {
            list.says(words);
        }
        let here = format!("/sessions/{id}");
        assert_eq!(list.links("/sessions/").first(), Some(&here));
        let page = ada.get(&here).await;
        page.says("Saturday 28 November 2026");
        page.says("<p>How far a breath carries.</p>");
        page.says("&#60;em&#62;socks");
        page.says("€25.00 is due for a place; you pay when you have booked.");
        assert_eq!(page.links("/facilitators/"), [format!("/facilitators/{}", giulia.id)]);
        page.keeps_quiet_about(&["<textarea"]);

        // Through the sign-in to the registration, and back to the session.
        let sign_in = page.links("/sign-in").pop().unwrap();
        let form = ada.get(&sign_in).await;
        assert_eq!(form.value("next"), Some(here.as_str()));
        let register = form.links("/register").remove(0);
        assert_eq!(page.links("/register").first(), Some(&register));
        let form = ada.get(&register).await;
        assert_eq!(form.links("/sign-in").pop(), Some(sign_in.clone()));
        let next = form.value("next").unwrap().to_owned();
        let fields = [("name", "Ada Lovelace"), ("email", ADA), ("password", PASSWORD), ("next", &next)];
        let sent = ada.post("/register", &fields).await;
        let page = ada.get(led(&sent).1).await;
        assert_eq!(page.links("/sign-in"), [sign_in]);
        let signed_in = ada.post("/sign-in", &[("email", ADA), ("password", PASSWORD), ("next", &next)]).await;
        assert_eq!(led(&signed_in), (303, here.as_str()));
        let page = ada.get(&here).await;
        page.says("Book a place");

        // Sent twice, it books once, and both lead to the same page.
        let booked = ada.post(&format!("{here}/book"), &[("notes", "A chair, please")]).await;
        let pay = led(&booked).1.to_owned();
        assert!(booked.status == 303 && pay.starts_with("/bookings/") && pay.ends_with("/pay"), "{pay}");
        let booked = ada.post(&format!("{here}/book"), &[("notes", "A chair, please")]).await;
        assert_eq!(led(&booked), (303, pay.as_str()));
        let page = ada.get(&here).await;
        page.says("You are booked");
        page.says("€25.00 due");
        page.says("7 of 8 left");
        page.keeps_quiet_about(&["<textarea"]);
        theatre.visitor().get("/sessions").await.says("7 of 8 left");
        ada.get("/dev/mailbox").await.says("Booked: Breath and voice");

        let bookings = ada.get("/bookings").await;
        bookings.says("Saturday 28 November 2026, 12:00");
        bookings.says("€25.00 due");
        let links = bookings.links("/bookings/");
        assert_eq!((page.links("/bookings/"), &links[0]), (links.clone(), &pay));
        let cancel = links[1].clone();
        // Asking changes nothing.
        for _ in 0..2 {
            let ask = ada.get(&cancel).await;
            ask.says("Cancel your place?");
            ask.says("Breath and voice");
        }
        theatre.visitor().get("/sessions").await.says("7 of 8 left");
        for (done, words) in [("cancelled", "Your booking is cancelled"), ("cancelled_before", "cancelled already")] {
            let cancelled = ada.post(&cancel, &[]).await;
            let seen = format!("/bookings?done={done}");
            assert_eq!(led(&cancelled), (303, seen.as_str()));
            ada.get(&seen).await.says(words);
        }
        assert_eq!(led(&ada.get(&cancel).await), (303, "/bookings?done=cancelled_before"));
        let bookings = ada.get("/bookings").await;
        bookings.says("You have nothing booked");
        bookings.says("You cancelled");
        theatre.visitor().get("/sessions").await.says("8 of 8 left");
        ada.get(&here).await.says("Book a place");
        // Booking again undoes it.
        assert_eq!(led(&ada.post(&format!("{here}/book"), &[]).await).0, 303);
        ada.get(&here).await.says("You are booked");
    }

    async fn what_cannot_be_booked_says_so(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let (ada, bob) = (member(&theatre, ADA).await, member(&theatre, "bob@example.org").await);
        let small = session(&theatre, &giulia, 2, |fields| {
            fields.capacity = 1;
            fields.price = Money::of(0, Currency::EUR).unwrap();
        }).await;
        let off = session(&theatre, &giulia, 2, |fields| fields.title = "Called off").await;
        let book = |id: Uuid| format!("/sessions/{id}/book");
        assert_eq!(ada.post(&book(small), &[]).await.status, 303);
        assert_eq!(ada.post(&book(off), &[]).await.status, 303);
        theatre.house.cancel_session(off, &giulia).await.unwrap();

        let free = ada.get(&format!("/sessions/{small}")).await;
        free.says("Free");
        free.keeps_quiet_about(&["is due"]);
        for (id, words) in [(small, "Every place is taken"), (off, "This session does not take place")] {
            for visitor in [&bob, &theatre.visitor()] {
                let page = visitor.get(&format!("/sessions/{id}")).await;
                assert_eq!(page.status, 200);
                page.says(words);
                page.keeps_quiet_about(&["<textarea", "Sign in to book"]);
            }
            let refused = bob.post(&book(id), &[("notes", "x")]).await;
            assert_eq!(refused.status, 400);
            refused.says("Nothing was booked");
            refused.says(words);
        }
        let list = bob.get("/sessions").await;
        list.says("Fully booked");
        list.keeps_quiet_about(&["Called off"]);
        ada.get("/bookings").await.says("Did not take place");

        let unknown = Uuid::from_u128(7);
        for path in [format!("/sessions/{unknown}"), "/sessions/x".into(), format!("/sessions/{}", theatre.tomorrow)] {
            assert_eq!(bob.get(&path).await.status, 404, "{path}");
            assert_eq!(bob.post(&format!("{path}/book"), &[]).await.status, 404, "{path}");
        }

        theatre.clock.advance(SignedDuration::from_hours(2));
        let page = ada.get(&format!("/sessions/{small}")).await;
        page.says("You are booked");
        page.keeps_quiet_about(&["Cancel your booking"]);
        let bookings = ada.get("/bookings").await;
        bookings.says("Has begun");
        assert!(bookings.links("/bookings/").is_empty());
        let booking = theatre.house.upcoming_bookings(account_id(&theatre, ADA).await, 9).await.unwrap().remove(0);
        let cancel = format!("/bookings/{}/cancel", booking.view.id);
        assert_eq!(led(&ada.get(&cancel).await), (303, "/bookings?done=begun"));
        assert_eq!(led(&ada.post(&cancel, &[]).await), (303, "/bookings?done=begun"));
        ada.get("/bookings?done=begun").await.says("A booking can be cancelled until then");
        // It is nobody else's.
        assert_eq!(bob.get(&cancel).await.status, 404);
        assert_eq!(bob.post(&cancel, &[]).await.status, 404);
        bob.get(&format!("/sessions/{small}")).await.says("has begun");
        theatre.clock.advance(SignedDuration::from_mins(90));
        bob.get(&format!("/sessions/{small}")).await.says("is over");
        ada.get("/bookings").await.says("Over");
        bob.get("/sessions").await.says("Nothing is planned yet");
    }

    async fn notes_are_read_before_anything_is_booked(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let ada = member(&theatre, ADA).await;
        let here = format!("/sessions/{}", session(&theatre, &giulia, 24, |_| ()).await);
        let long = format!("</textarea>{}", "x".repeat(1_000));
        let refused = ada.post(&format!("{here}/book"), &[("notes", &long)]).await;
        assert_eq!(refused.status, 422);
        refused.says("href=\"#notes\"");
        refused.says(&"x".repeat(1_000));
        refused.keeps_quiet_about(&["</textarea>xxx"]);
        assert_eq!(ada.post(&format!("{here}/book"), &[("member_id", "x")]).await.status, 400);
        ada.get(&here).await.says("8 of 8 left");
    }

    async fn booking_often_is_limited(engine: Engine) {
        let limits = unlimited().with(Limit::BookingCreate, Rate::new(1, 3_600));
        let theatre = Playhouse::open_with(engine, limits, true).await;
        let giulia = facilitator(&theatre).await;
        let ada = member(&theatre, ADA).await;
        let mut answers = Vec::new();
        for _ in 0..2 {
            let id = session(&theatre, &giulia, 24, |_| ()).await;
            answers.push(ada.post(&format!("/sessions/{id}/book"), &[("notes", "A chair")]).await);
        }
        assert_eq!((answers[0].status, answers[1].status), (303, 429));
        assert!(!answers[1].header("retry-after").is_empty());
        answers[1].says("Nothing was booked");
        answers[1].says("A chair</textarea>");
    }

    async fn whoever_was_signed_out_comes_back_to_the_session(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let here = format!("/sessions/{}", session(&theatre, &giulia, 24, |_| ()).await);
        let visitor = theatre.visitor();
        let book = visitor.at(&format!("{here}/book"));
        for (referer, next) in [
            (visitor.at(&here), here.clone()),
            ("https://evil.example/\\x".to_owned(), format!("{here}/book")),
        ] {
            let request = visitor.client.post(&book).header("referer", referer);
            let page = Page::of(request.send().await.unwrap()).await;
            let expected = format!("/sign-in?next={next}");
            assert_eq!(led(&page), (303, expected.as_str()));
        }
        assert_eq!(led(&visitor.get("/bookings").await), (303, "/sign-in?next=/bookings"));
    }

    async fn a_facilitator_sees_the_own_session_as_guests_do(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let giulia = facilitator(&theatre).await;
        let id = session(&theatre, &giulia, 24, |_| ()).await;
        let visitor = signed_in(&theatre, "giulia@example.org").await;
        let page = visitor.get(&format!("/sessions/{id}")).await;
        page.says("You hold this session");
        assert_eq!(page.links("/facilitator/sessions/"), [format!("/facilitator/sessions/{id}")]);
    }
}

/// The id of the account with this address.
pub async fn account_id(theatre: &Playhouse, email: &str) -> Uuid {
    let search = foh_app::identity::AccountSearch {
        text: email.to_owned(),
        role: None,
        state: None,
        after: None,
        limit: 1,
    };
    theatre.house.accounts(search).await.unwrap().items[0].id
}
