//! The whole story, page by page, without a script.

use foh_testkit::{both_engines, engines::Engine};
use foh_web::views::qr::qr_svg;

use crate::playhouse::Playhouse;

const PERSONAL: [&str; 5] = [
    "Ada",
    "Lovelace",
    "ada@example.org",
    "+3906123456",
    "a wheelchair place",
];

both_engines! {
    async fn from_the_programme_to_the_ticket_and_back(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let guest = theatre.visitor();

        let programme = guest.get("/").await;
        programme.says("Saturday");
        programme.says("Tomorrow");
        programme.says("20:00");
        programme.says("10 of 10 left");
        let show = guest.get(&programme.links("/shows/")[0]).await;
        show.says("<h1>The Tempest</h1>");
        let form = show.links("/performances/").remove(0);
        assert_eq!(form, format!("/performances/{}", theatre.tomorrow));
        let page = guest.get(&form).await;
        page.says("Saturday 28 November 2026");
        page.says("19:30");
        page.says("Kammerspiele, Markt 4, Berlin");
        page.says("Times are Berlin time.");
        assert_eq!(page.value("party_size"), Some("2"));

        let sent = guest
            .post(
                &form,
                &[
                    ("name", "Ada Lovelace"),
                    ("email", "ada@example.org"),
                    ("phone", "+39 06 123456"),
                    ("notes", "a wheelchair place"),
                    ("party_size", "3"),
                ],
            )
            .await;
        assert_eq!(sent.status, 303);
        let next = sent.header("location");
        assert_eq!(next, format!("{form}/reserved?places=3"));
        // Reading it again reserves nothing again.
        for _ in 0..2 {
            let reserved = guest.get(next).await;
            reserved.says("Look into your mail");
            reserved.says("3 places");
            reserved.keeps_quiet_about(&PERSONAL);
        }
        let mails = guest.get("/dev/mailbox").await;
        assert_eq!(mails.links("/dev/mailbox/").len(), 1);
        guest.get("/").await.says("10 of 10 left");

        let token = theatre.newest_token("/reservations/confirm").await;
        let link = format!("/reservations/confirm?token={token}");
        // Whatever opens links in e-mails confirms nothing.
        for _ in 0..2 {
            let ask = guest.get(&link).await;
            assert_eq!(ask.status, 200);
            ask.says("Confirm 3 places");
            ask.says("Saturday 28 November, 12:00");
            ask.says("Times are Berlin time.");
            ask.keeps_quiet_about(&PERSONAL);
            assert_eq!(ask.header("referrer-policy"), "no-referrer");
            assert_eq!(ask.header("cache-control"), "no-store");
            assert_eq!(ask.value("token"), Some(token.as_str()));
        }
        guest.get("/").await.says("10 of 10 left");

        let confirmed = guest.post("/reservations/confirm", &[("token", &token)]).await;
        assert_eq!(confirmed.status, 303);
        let ticket_link = confirmed.header("location").to_owned();
        let ticket = guest.get(&ticket_link).await;
        assert_eq!(ticket.status, 200);
        ticket.says("Your places are confirmed");
        ticket.keeps_quiet_about(&PERSONAL);
        assert_eq!(ticket.header("referrer-policy"), "no-referrer");
        assert_eq!(ticket.header("cache-control"), "no-store");
        let check_in = theatre.newest_token("/ticket").await;
        assert!(ticket_link.starts_with(&format!("/ticket?token={check_in}")));
        let url = format!("{}/api/check-ins/preview/?token={check_in}", theatre.base);
        ticket.says(&qr_svg(&url).unwrap());
        guest.get("/").await.says("7 of 10 left");

        let cancellation = theatre.newest_token("/reservations/cancel").await;
        let ask = guest.get(&format!("/reservations/cancel?token={cancellation}")).await;
        ask.says("Cancel 3 places?");
        ask.keeps_quiet_about(&PERSONAL);
        guest.get("/").await.says("7 of 10 left");
        let done = guest.post("/reservations/cancel", &[("token", &cancellation)]).await;
        assert_eq!(done.status, 200);
        done.says("Your reservation is cancelled");
        done.keeps_quiet_about(&PERSONAL);
        guest.get("/").await.says("10 of 10 left");
        let ticket = guest.get(&ticket_link).await;
        assert_eq!(ticket.status, 409);
        ticket.says("This reservation is cancelled");
        guest.get("/dev/mailbox").await.says("Cancelled: The Tempest");
    }

    async fn the_code_admits_nobody_and_leads_staff_to_the_door(engine: Engine) {
        use crate::playhouse::Role;
        let theatre = Playhouse::open(engine).await;
        let [_, check_in, _] = theatre.confirmed(theatre.tomorrow, "2").await;
        let path = format!("/api/check-ins/preview/?token={check_in}");
        let page = theatre.visitor().get(&path).await;
        assert_eq!(page.status, 200);
        page.says("Show this code at the door");
        page.keeps_quiet_about(&PERSONAL);
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
        let sign_in = page.links("/sign-in").remove(0);

        for (role, status) in [(Role::Content, 200), (Role::Door, 303)] {
            let email = format!("{}@example.org", role.as_str());
            theatre.account(&email, role).await;
            let staff = theatre.visitor();
            let form = staff.get(&sign_in).await;
            assert_eq!(form.header("referrer-policy"), "no-referrer");
            let next = form.value("next").unwrap().to_owned();
            let fields = [("email", email.as_str()), ("password", crate::playhouse::PASSWORD), ("next", &next)];
            let signed_in = staff.post("/sign-in", &fields).await;
            assert_eq!(signed_in.header("location"), path.replace("preview/", "preview"));
            let page = staff.get(signed_in.header("location")).await;
            assert_eq!(page.status, status);
            if status == 303 {
                let door = format!("/door/{}?token={check_in}", theatre.tomorrow);
                assert_eq!(page.header("location"), door);
            }
        }
        // A guest, a content manager and the door's redirect: nobody was let in by any of them.
        theatre.visitor().get(&path).await.says("Show this code at the door");
        let wrong = theatre.visitor().get("/api/check-ins/preview?token=x").await;
        assert_eq!(wrong.status, 404);
        wrong.says("This link does not open anything");
    }
}
