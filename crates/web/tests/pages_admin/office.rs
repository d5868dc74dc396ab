//! The story of the box office: reserved by hand, found again, written to again, cancelled.

use foh_app::{
    identity::NewAccount,
    theatre::{CheckInRequest, DoorReach},
};
use foh_domain::token::Token;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use crate::{
    playhouse::{Playhouse, Role},
    staff::{again, done, id, refused, staff},
};

both_engines! {
    async fn a_reservation_by_hand_from_the_call_to_its_end(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        let performance = theatre.tomorrow.to_string();
        let blank = office.get(&format!("/admin/reservations/new?performance_id={performance}")).await;
        blank.says("28 Nov, 20:00: The Tempest (10 left)");
        blank.says(&format!("<option value=\"{performance}\" selected>"));
        let fields = [
            ("performance_id", performance.as_str()),
            ("party_size", "3"),
            ("name", "Mary <Shelley>"),
            ("email", "Mary@Example.org"),
            ("phone", "+39 06 1234567"),
            ("notes", "By the\naisle"),
        ];
        let (path, page) = done(&office, "/admin/reservations", &fields).await;
        page.says("The link to confirm with is on its way");
        for words in ["Mary &#60;Shelley&#62;", "Mary@Example.org", "+39061234567", "By the\naisle", "Reserved by the box office", "Waiting", id(&path)] {
            page.says(words);
        }
        theatre.visitor().get("/dev/mailbox").await.says("Please confirm: The Tempest");
        office.get("/").await.says("10 of 10 left");

        // Found by its address however it is spelled, by its number, and by a name within its performance.
        let found = format!("href=\"{path}\"");
        for query in [
            String::new(),
            "?q=MARY%40example.org".to_owned(),
            format!("?q={}", id(&path)),
            format!("?q=shelley&performance_id={performance}"),
            format!("?performance_id={performance}&status=pending"),
        ] {
            let list = office.get(&format!("/admin/reservations{query}")).await;
            assert_eq!(list.status, 200);
            list.says(&found);
            list.says("The Tempest, 28\u{a0}Nov,\u{a0}20:00");
        }
        for query in ["?q=nobody%40example.org".to_owned(), format!("?q=shelley&performance_id={}", theatre.later), "?status=cancelled".to_owned()] {
            let list = office.get(&format!("/admin/reservations{query}")).await;
            list.says("Nothing matches");
            list.keeps_quiet_about(&[&found]);
        }
        let list = office.get("/admin/reservations?q=shelley").await;
        assert_eq!(list.status, 422);
        list.says("choose a performance to search by name");
        assert_eq!(list.value("q"), Some("shelley"));

        // The e-mail again; then the guest confirms, and the ticket can be sent again.
        page.says("Send the confirmation link again");
        let (_, page) = done(&office, &format!("{path}/resend"), &[]).await;
        page.says("on its way again");
        assert_eq!(office.get("/dev/mailbox").await.links("/dev/mailbox/").len(), 2);
        let token = theatre.newest_token("/reservations/confirm").await;
        done(&theatre.visitor(), "/reservations/confirm", &[("token", &token)]).await;
        office.get("/").await.says("7 of 10 left");
        let page = office.get(&path).await;
        page.says("Send the ticket again");
        page.says("Confirmed by the guest");
        done(&office, &format!("{path}/resend"), &[]).await;
        assert_eq!(office.get("/dev/mailbox").await.body.matches("Your ticket: The Tempest").count(), 2);

        // Cancelling asks first.
        let ask = office.get(&format!("{path}/cancel")).await;
        ask.says("Cancel 3 places?");
        ask.says("Mary &#60;Shelley&#62;");
        office.get("/").await.says("7 of 10 left");
        let (_, page) = done(&office, &format!("{path}/cancel"), &[]).await;
        page.says("The places are free for others.");
        office.get("/").await.says("10 of 10 left");
        page.keeps_quiet_about(&["/resend", "/cancel"]);
        let (_, page) = done(&office, &format!("{path}/cancel"), &[]).await;
        page.says("It had been cancelled already");
        assert_eq!(office.get(&format!("{path}/cancel")).await.status, 409);
        let page = office.post(&format!("{path}/resend"), &[]).await;
        assert_eq!(page.status, 409);
        page.says("There is no e-mail to send");
        // The guest is told once.
        assert_eq!(office.get("/dev/mailbox").await.body.matches("Cancelled: The Tempest").count(), 1);
    }

    async fn the_rules_hold_for_staff_too(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        let (tomorrow, later) = (theatre.tomorrow.to_string(), theatre.later.to_string());
        let form = |performance, party| [
            ("performance_id", performance),
            ("party_size", party),
            ("name", "Ada"),
            ("email", "ada@example.org"),
            ("phone", ""),
            ("notes", ""),
        ];
        let list = "/admin/reservations";
        let page = refused(&office, list, &form(&tomorrow, "11"), 409).await;
        page.says("Only 10 places left");
        assert_eq!((page.value("name"), page.value("party_size")), (Some("Ada"), Some("11")));
        refused(&office, list, &form(&tomorrow, "21"), 422).await.says("id=\"party_size-error\"");
        let page = refused(&office, list, &[("performance_id", ""), ("party_size", ""), ("email", "x"), ("phone", "1")], 422).await;
        for field in ["performance_id", "party_size", "name", "email", "phone"] {
            page.says(&format!("<a href=\"#{field}\">"));
        }
        let hidden = theatre.show("Hidden", "hidden", false).await;
        let hidden = theatre.performance(hidden, "2026-12-01T19:00:00Z".parse().unwrap()).await.to_string();
        refused(&office, list, &form(&hidden, "2"), 409).await.says("published show");
        let closed = |stored| Ok(foh_domain::theatre::Performance { booking_open: false, ..stored });
        theatre.house.change_performance(theatre.later, Box::new(closed)).await.unwrap();
        refused(&office, list, &form(&later, "2"), 409).await.says("Booking is closed");
        theatre.clock.advance(SignedDuration::from_hours(48));
        let office = again(&theatre, Role::BoxOffice).await;
        refused(&office, list, &form(&tomorrow, "2"), 409).await.says("has begun");
        office.get("/admin/reservations/new").await.says("No performance can be booked");
    }

    async fn a_reservation_is_found_by_what_stands_on_the_ticket(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        theatre.reserve(theatre.tomorrow, "2").await;
        let list = office.get("/admin/reservations").await;
        let path = list.links("/admin/reservations/0").remove(0);
        let reference = id(&path)[30..].to_uppercase();
        list.says(&reference);
        list.says("<label for=\"q\">Reference, e-mail or number</label>");
        let found = format!("href=\"{path}\"");
        let (start, end) = reference.split_at(2);
        for text in [reference.clone(), reference.to_lowercase(), format!("{start}-{end}"), format!("%20{start}+{end}"), id(&path).replace('-', "")] {
            for more in ["", &format!("&performance_id={}", theatre.tomorrow), "&status=pending"] {
                let list = office.get(&format!("/admin/reservations?q={text}{more}")).await;
                list.says(&found);
            }
            let csv = office.get(&format!("/admin/reservations.csv?q={text}")).await;
            csv.says(id(&path));
            let elsewhere = office.get(&format!("/admin/reservations?q={text}&performance_id={}", theatre.later)).await;
            elsewhere.says("Nothing matches");
        }
        let other = if reference == "4D5E6F" { "4D5E70" } else { "4D5E6F" };
        let nothing = office.get(&format!("/admin/reservations?q={other}")).await;
        assert_eq!(nothing.status, 200);
        nothing.says("Nothing matches");
        nothing.says("A reference has six characters");
        nothing.keeps_quiet_about(&[&found]);
        let nonsense = office.get("/admin/reservations?q=4D5E6X").await;
        assert_eq!(nonsense.status, 422);
        nonsense.says("Give a reference such as 4D5E6F");
        nonsense.says("A reference has six characters");
    }

    async fn who_was_admitted_by_whom_is_shown(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let steward = NewAccount { email: "door@example.org", name: "Grace <Steward>", role: Role::Door, password: None };
        let steward = theatre.house.create_user(steward).await.unwrap();
        let [_, ticket, _] = theatre.confirmed(theatre.tomorrow, "3").await;
        theatre.clock.advance(SignedDuration::from_hours(31));
        let office = staff(&theatre, Role::BoxOffice).await;
        let list = office.get("/admin/reservations").await;
        let path = list.links("/admin/reservations/0").remove(0);
        list.says("data-label=\"Inside\" class=\"end\"");
        list.keeps_quiet_about(&["2 of 3"]);
        office.get(&path).await.keeps_quiet_about(&["admitted"]);

        let admit = |count| CheckInRequest { token: Token::parse(&ticket).unwrap(), occurrence_id: None, count: Some(count), reach: DoorReach::everywhere() };
        let first = theatre.house.check_in(admit(1), steward).await.unwrap();
        theatre.clock.advance(SignedDuration::from_mins(2));
        theatre.house.undo_check_in(first.check_in_id, DoorReach::everywhere()).await.unwrap();
        theatre.clock.advance(SignedDuration::from_mins(1));
        theatre.house.check_in(admit(2), steward).await.unwrap();
        office.get("/admin/reservations").await.says("2 of 3");
        let page = office.get(&path).await;
        page.says("<strong class=\"number\">2</strong> of 3 inside");
        // 18:00 UTC is 19:00 in Berlin.
        for words in ["1 admitted by Grace &#60;Steward&#62;", "28 November 2026, 19:00", "Taken back", "28 November 2026, 19:02", "2 admitted by Grace &#60;Steward&#62;", "28 November 2026, 19:03"] {
            page.says(words);
        }
        assert_eq!(page.body.matches("Taken back").count(), 1);
    }

    async fn who_is_inside_or_too_late_cannot_cancel(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        theatre.reserve(theatre.tomorrow, "2").await;
        let list = office.get("/admin/reservations").await;
        let path = list.links("/admin/reservations/0").remove(0);
        list.says("Ada Lovelace");
        office.get(&path).await.says("Reserved by the guest");
        let overview = office.get("/admin").await;
        overview.says("Coming up");
        overview.says("The Tempest");
        theatre.clock.advance(SignedDuration::from_hours(33));
        let office = again(&theatre, Role::BoxOffice).await;
        let page = office.get(&path).await;
        page.keeps_quiet_about(&[&format!("{path}/cancel"), &format!("{path}/resend")]);
        let page = office.post(&format!("{path}/cancel"), &[]).await;
        assert_eq!(page.status, 409);
        page.says("The performance has begun.");
        let page = office.get(&format!("{path}/cancel")).await;
        assert_eq!(page.status, 409);
        page.says("The performance has begun.");
    }
}
