//! The operators' desk: from the departures of the day to the ticket, the bus, and the end of the shift.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::{
    operated::{Line, francs, operator},
    playhouse::{PASSWORD, Page, Playhouse, Visitor},
    staff::{done, refused},
};

/// A desk with a bus of so many seats that leaves in three hours, and an operator of its route who has signed in.
struct Desk {
    theatre: Playhouse,
    line: Line,
    operator: Visitor,
}

impl Desk {
    async fn open(engine: Engine, seats: i64) -> Self {
        let theatre = Playhouse::open(engine).await;
        let line = Line::open(&theatre.house, seats, SignedDuration::from_hours(3)).await;
        let (_, email) = operator(&theatre.house, &[line.route], PASSWORD).await;
        let operator = theatre.visitor();
        let fields = [("email", email.as_str()), ("password", PASSWORD)];
        assert_eq!(operator.post("/sign-in", &fields).await.status, 303);
        Self {
            theatre,
            line,
            operator,
        }
    }

    fn path(&self) -> String {
        format!("/travel/desk/departures/{}", self.line.departure)
    }

    /// Sells by the form, opening a drawer with a float of 20,000 francs if none is open; answers the page of the ticket.
    async fn sell(&self, seats: &str) -> (String, Page) {
        let path = format!("{}/sell", self.path());
        let form = self.operator.get(&path).await;
        let key = form.value("form_key").unwrap().to_owned();
        let fields = [
            ("form_key", key.as_str()),
            ("passenger_name", "Aline <Uwase>"),
            ("phone_number", "+250 788 123 456"),
            ("seats", seats),
            ("opening_float", "20000"),
        ];
        done(&self.operator, &path, &fields).await
    }

    /// The id of a booking in the path of its ticket.
    fn booking(path: &str) -> String {
        path.trim_end_matches("/ticket").to_owned()
    }
}

both_engines! {
    async fn a_ticket_is_sold_in_three_steps(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let list = desk.operator.get("/travel/desk").await;
        assert_eq!(list.status, 200);
        for words in [&desk.line.name, "30 of 30 left", "On sale", "No drawer is open.", "Check in"] {
            list.says(words);
        }
        let form = desk.operator.get(&list.links(&format!("{}/sell", desk.path()))[0]).await;
        for words in ["RWF 5,000", "RWF 10,000", "No drawer of yours is open", "Kigali"] {
            form.says(words);
        }
        let (path, ticket) = desk.sell("2").await;
        for words in ["Sold", "Cash, RWF 10,000", "<svg", "Sell another", "Show this code at the bus", "data-print"] {
            ticket.says(words);
        }
        ticket.keeps_quiet_about(&["Aline"]);
        assert_eq!(ticket.header("referrer-policy"), "no-referrer");
        desk.operator.get(&format!("{}/sell", desk.path())).await.keeps_quiet_about(&["opening_float"]);
        let page = desk.operator.get(&desk.path()).await;
        for words in ["Aline &#60;Uwase&#62;", "+250788123456", "1 booking, 2 seats, 0 on board", "28 of 30 left", "Cash, RWF 10,000"] {
            page.says(words);
        }
        let booking = desk.operator.get(&Desk::booking(&path)).await;
        for words in ["Sold at the desk", "Print the ticket", "Cancel the booking", "Paid"] {
            booking.says(words);
        }
    }

    async fn a_form_that_is_sent_twice_sells_once(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let path = format!("{}/sell", desk.path());
        let key = desk.operator.get(&path).await.value("form_key").unwrap().to_owned();
        let fields = |seats| [
            ("form_key", key.as_str()), ("passenger_name", "Aline"), ("phone_number", "+250788123456"), ("seats", seats), ("opening_float", "0"),
        ];
        let (first, _) = done(&desk.operator, &path, &fields("2")).await;
        let (again, _) = done(&desk.operator, &path, &fields("2")).await;
        assert_eq!(first, again);
        desk.operator.get("/travel/desk").await.says("28 of 30 left");
        let page = refused(&desk.operator, &path, &fields("3"), 409).await;
        page.says("This form has sold already");
        assert_ne!(page.value("form_key"), Some(key.as_str()));
        assert_eq!(page.value("passenger_name"), Some("Aline"));
    }

    async fn what_is_wrong_stands_beside_its_field(engine: Engine) {
        let desk = Desk::open(engine, 3).await;
        let path = format!("{}/sell", desk.path());
        let wrong = [("passenger_name", ""), ("phone_number", "12"), ("email", "x"), ("seats", "0"), ("opening_float", "")];
        let page = refused(&desk.operator, &path, &wrong, 422).await;
        for field in ["passenger_name", "phone_number", "email", "seats", "opening_float"] {
            page.says(&format!("<a href=\"#{field}\">"));
            page.says(&format!("id=\"{field}-error\""));
        }
        // Nothing was opened by a form that was refused.
        desk.operator.get("/travel/desk").await.says("No drawer is open.");
        let many = [("passenger_name", "Aline"), ("phone_number", "+250788123456"), ("seats", "4"), ("opening_float", "0")];
        let page = refused(&desk.operator, &path, &many, 409).await;
        page.says("Only 3 seats left.");
        assert_eq!(page.value("passenger_name"), Some("Aline"));
        desk.sell("3").await;
        desk.operator.get(&path).await.says("Every seat is taken.");
        desk.operator.get(&desk.path()).await.says("No seat left");
    }

    async fn passengers_are_found_and_counted(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let (path, _) = desk.sell("2").await;
        for (query, found) in [("aline", true), ("0788123456", true), ("grace", false)] {
            let page = desk.operator.get(&format!("{}?q={query}", desk.path())).await;
            assert_eq!(page.body.contains(&Desk::booking(&path)), found, "{query}");
        }
        desk.operator.get(&format!("{}?q=grace", desk.path())).await.says("Nobody answers to that");
        let manifest = desk.operator.get(&format!("{}/manifest", desk.path())).await;
        for words in ["Aline &#60;Uwase&#62;", "1 booking", "RWF 10,000", "data-print"] {
            manifest.says(words);
        }
        let csv = desk.operator.get(&format!("{}/manifest.csv", desk.path())).await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
        csv.says("Aline <Uwase>,'+250788123456,,2,0,confirmed,cash,10000,RWF");
    }

    async fn the_bus_leaves_and_says_so(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let depart = format!("{}/depart", desk.path());
        let early = desk.operator.post(&depart, &[]).await;
        assert_eq!(early.status, 409);
        early.says("The bus cannot have left");
        assert_eq!(desk.operator.get(&depart).await.status, 409);
        desk.theatre.clock.advance(SignedDuration::from_mins(130));
        desk.operator.get(&desk.path()).await.says("data-confirm=\"ask-depart\"");
        desk.operator.get(&depart).await.says("Has the bus left?");
        let (_, page) = done(&desk.operator, &depart, &[]).await;
        page.says("Nothing is sold or held any more.");
        page.says("Has left");
        page.keeps_quiet_about(&["/sell\"", "/cancel\""]);
        done(&desk.operator, &depart, &[]).await;
        desk.operator.get(&format!("{}/sell", desk.path())).await.says("The bus has left.");
    }

    async fn calling_off_names_whom_it_is_about_and_asks_for_the_password(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let (path, _) = desk.sell("2").await;
        let cancel = format!("{}/cancel", desk.path());
        desk.theatre.clock.advance(SignedDuration::from_mins(11));
        let asked = desk.operator.post(&cancel, &[]).await;
        assert_eq!(asked.status, 303);
        assert!(asked.header("location").starts_with("/confirm-password"), "{}", asked.header("location"));
        desk.operator.get("/travel/desk").await.says("28 of 30 left");
        let fields = [("password", PASSWORD), ("next", cancel.as_str())];
        assert_eq!(desk.operator.post("/confirm-password", &fields).await.status, 303);
        let ask = desk.operator.get(&cancel).await;
        ask.says("1 booking is cancelled");
        ask.says("1 refund is made: RWF 10,000");
        let (_, page) = done(&desk.operator, &cancel, &[]).await;
        page.says("The departure is called off");
        let (_, page) = done(&desk.operator, &cancel, &[]).await;
        page.says("It had been called off already");
        desk.operator.get("/travel/desk").await.says("Called off");

        // The cash waits for the passenger, and is handed over once.
        let booking = Desk::booking(&path);
        let page = desk.operator.get(&booking).await;
        page.says("RWF 10,000 in cash wait for the passenger");
        page.says("Waits at the desk");
        let refund = page.value("refund_id").unwrap().to_owned();
        let hand_over = format!("{booking}/hand-over");
        let (_, page) = done(&desk.operator, &hand_over, &[("refund_id", &refund)]).await;
        page.says("Handed over");
        page.keeps_quiet_about(&["in cash wait"]);
        let (_, page) = done(&desk.operator, &hand_over, &[("refund_id", &refund)]).await;
        page.says("It had been handed over already");
    }

    async fn a_booking_is_cancelled_with_its_money_or_without(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let (path, _) = desk.sell("2").await;
        let booking = Desk::booking(&path);
        let cancel = format!("{booking}/cancel");
        let ask = desk.operator.get(&cancel).await;
        for words in ["Cancel 2 seats?", "Aline &#60;Uwase&#62;", "Give RWF 10,000 back, out of your drawer", "More than an hour is left"] {
            ask.says(words);
        }
        let page = desk.operator.post(&cancel, &[("told", "10000")]).await;
        assert_eq!(page.status, 422);
        page.says("Say what becomes of the money.");
        let page = refused(&desk.operator, &cancel, &[("refund", "true"), ("told", "9999")], 409).await;
        page.says("Something was paid or given back meanwhile");
        let (_, page) = done(&desk.operator, &cancel, &[("refund", "true"), ("told", "10000")]).await;
        page.says("Hand the money over now");
        page.says("Given back");
        page.keeps_quiet_about(&["Print the ticket", "/cancel\""]);
        let (_, page) = done(&desk.operator, &cancel, &[("refund", "true"), ("told", "10000")]).await;
        page.says("It had been cancelled already");
        let (path, _) = desk.sell("1").await;
        let cancel = format!("{}/cancel", Desk::booking(&path));
        let (_, page) = done(&desk.operator, &cancel, &[("refund", "false")]).await;
        page.says("Nothing is given back.");
        desk.operator.get("/travel/desk").await.says("30 of 30 left");
    }

    async fn a_ticket_is_printed_and_sent_again(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let (path, _) = desk.sell("1").await;
        let booking = Desk::booking(&path);
        let (_, page) = done(&desk.operator, &format!("{booking}/resend"), &[]).await;
        page.says("The ticket is on its way again");
        let made = desk.operator.post(&format!("{booking}/ticket"), &[]).await;
        let location = made.header("location").to_owned();
        desk.operator.get(&location).await.says("Ticket for 1 seat");
        // A code of one booking is none of another's.
        let (other, _) = desk.sell("1").await;
        let (_, query) = location.split_once('?').unwrap();
        assert_eq!(desk.operator.get(&format!("{other}?{query}")).await.status, 404);
        assert_eq!(desk.operator.get(&other).await.header("location"), Desk::booking(&other));
    }

    async fn a_drawer_is_counted_compared_and_closed_for_good(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let refused_float = refused(&desk.operator, "/travel/desk/shift", &[("opening_float", "")], 422).await;
        refused_float.says("id=\"opening_float-error\"");
        let (shift, page) = done(&desk.operator, "/travel/desk/shift", &[("opening_float", "20000")]).await;
        page.says("Your drawer is open");
        let (again, page) = done(&desk.operator, "/travel/desk/shift", &[("opening_float", "5")]).await;
        assert_eq!(again, shift);
        page.says("Your drawer was open already");
        desk.sell("2").await;
        let page = desk.operator.get(&shift).await;
        for words in ["+ RWF 10,000", "RWF 30,000", "Count and close"] {
            page.says(words);
        }
        let close = format!("{shift}/close");
        let asked = desk.operator.get(&format!("{close}?counted=29500")).await;
        asked.says("RWF 500 too little");
        asked.says("name=\"told\" value=\"30000\"");
        assert_eq!(desk.operator.get(&format!("{close}?counted=much")).await.status, 422);
        let stale = refused(&desk.operator, &close, &[("counted", "29500"), ("told", "20000")], 409).await;
        stale.says("Something was sold or handed back meanwhile");
        let fields = [("counted", "29500"), ("told", "30000"), ("notes", "A note was torn.")];
        let (_, page) = done(&desk.operator, &close, &fields).await;
        for words in ["The drawer is closed", "RWF 29,500", "RWF 500 too little", "A note was torn."] {
            page.says(words);
        }
        page.keeps_quiet_about(&["Count and close", "<form method=\"post\" action=\"/travel"]);
        refused(&desk.operator, &close, &fields, 409).await.says("It is never changed again.");
        assert_eq!(desk.operator.get(&close).await.status, 409);
        let list = desk.operator.get("/travel/desk/shifts").await;
        list.says(&format!("href=\"{shift}\""));
        list.says("RWF 500 too little");
        let csv = desk.operator.get(&format!("{shift}/lines.csv")).await;
        csv.says(",sale,");
        csv.says(",10000,RWF");
    }

    async fn the_bus_has_a_door(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let (path, _) = desk.sell("3").await;
        let made = desk.operator.post(&format!("{}/ticket", Desk::booking(&path)), &[]).await;
        let token = made.header("location").split("token=").nth(1).unwrap().to_owned();
        let door = format!("/door/departures/{}", desk.line.departure);
        let choose = desk.operator.get("/door/departures").await;
        choose.says(&format!("href=\"{door}\""));
        choose.says("0 of 3 on board");
        let scan = desk.operator.get(&door).await;
        assert_eq!(scan.status, 200);
        scan.says("data-kind=\"departure\"");
        scan.says(&format!("/api/check-ins/count?departure_id={}", desk.line.departure));
        assert!(scan.header("permissions-policy").contains("camera=(self)"), "{}", scan.header("permissions-policy"));
        let good = desk.operator.post(&format!("{door}/check"), &[("token", &token)]).await;
        good.says("Party of 3");
        let (_, page) = done(&desk.operator, &format!("{door}/admit"), &[("token", &token), ("count", "2")]).await;
        page.says("Welcome");
        page.says("2 of 3 are in now.");
        let check_in = page.value("check_in_id").unwrap().to_owned();
        let undone = desk.operator.post(&format!("{door}/undo"), &[("check_in_id", &check_in)]).await;
        undone.says("Undone");
        undone.says("0 of 3 on board");
        done(&desk.operator, &format!("{door}/admit"), &[("token", &token)]).await;
        let again = desk.operator.post(&format!("{door}/check"), &[("token", &token)]).await;
        again.says("Already in");
        let nonsense = desk.operator.post(&format!("{door}/check"), &[("token", "nonsense")]).await;
        nonsense.says("Not valid");
        let [_, theatre, _] = desk.theatre.confirmed(desk.theatre.tomorrow, "1").await;
        let wrong = desk.operator.post(&format!("{door}/check"), &[("token", &theatre)]).await;
        wrong.says("Not this departure");
        desk.operator.get(&desk.path()).await.says("3 on board");
    }

    async fn other_routes_are_nobodys_business(engine: Engine) {
        let desk = Desk::open(engine, 30).await;
        let other = Line::open(&desk.theatre.house, 30, SignedDuration::from_hours(3)).await;
        let (seller, _) = operator(&desk.theatre.house, &[other.route], PASSWORD).await;
        let shift = desk.theatre.house.open_shift(francs(0), &seller).await.unwrap();
        let booking = other.sold(&desk.theatre.house, 1, &seller).await;
        desk.operator.get("/travel/desk").await.keeps_quiet_about(&[&other.name]);
        for path in [
            format!("/travel/desk/departures/{}", other.departure),
            format!("/travel/desk/departures/{}/manifest", other.departure),
            format!("/travel/bookings/{booking}"),
            format!("/travel/desk/shifts/{shift}"),
            format!("/door/departures/{}", other.departure),
        ] {
            let page = desk.operator.get(&path).await;
            assert_eq!(page.status, 403, "{path}");
            page.keeps_quiet_about(&["Aline"]);
        }
    }
}
