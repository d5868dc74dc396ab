//! How full the buses are, and what they bring in, in pictures and as files.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role, line::Line},
    staff::{booked, staff},
};

/// Books two seats and pays for them: RWF 10,000.
async fn paid(house: &Playhouse, line: &Line) {
    let token = booked(house, line.tonight).await;
    line.paid(&token, 10_000).await;
}

both_engines! {
    async fn numbers_pictures_and_their_tables(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 10).await;
        paid(&house, &line).await;
        let page = admin.get("/admin/travel?days=next7").await;
        page.says("Seats taken by route");
        page.says("Fri 27 Nov, 18:00: Kigali to Huye: 20%");
        page.says("Taken by day");
        page.says("RWF 10,000");
        page.says("MTN MoMo");
        page.says("Days are those of Kigali time.");
        page.says("As a table");
        page.says("aria-current=\"page\">Next 7 days");
        let day = admin.get("/admin/travel?from=2026-11-28&to=2026-11-28").await;
        day.says("Nothing was paid or given back on these days.");
    }

    async fn days_that_cannot_be_looked_at_are_told(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        Line::of(&house.house, 10).await;
        for (query, field) in [("from=2026-11-28&to=2026-11-27", "to"), ("from=2026-01-01&to=2026-12-31", "to"), ("from=soon&to=2026-01-01", "from")] {
            let page = admin.get(&format!("/admin/travel?{query}")).await;
            assert_eq!(page.status, 422, "{query}");
            page.says(&format!("id=\"{field}-error\""));
            for file in ["occupancy", "revenue"] {
                assert_eq!(admin.get(&format!("/admin/travel/{file}.csv?{query}")).await.status, 422);
            }
        }
    }

    async fn files_say_the_same_and_are_noted(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let admin = staff(&house, Role::Administrator).await;
        let line = Line::of(&house.house, 10).await;
        paid(&house, &line).await;
        let page = admin.get("/admin/travel?from=2026-11-27&to=2026-11-28").await;
        let file = admin.get(&page.links("/admin/travel/occupancy.csv").remove(0)).await;
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"occupancy-2026-11-27-2026-11-28.csv\"");
        let rows: Vec<&str> = file.body.lines().collect();
        assert_eq!(rows[0], "id,departs_at,route,plate,seats,sold,held,blocked,per_mille");
        assert_eq!(rows[1], format!("{},2026-11-27T18:00:00+02:00,Kigali to Huye,RAB 123 C,10,2,0,0,200", line.tonight));
        assert_eq!(rows.len(), 3);
        let file = admin.get(&page.links("/admin/travel/revenue.csv").remove(0)).await;
        let rows: Vec<&str> = file.body.lines().collect();
        assert_eq!(rows[1..], ["2026-11-27,Kigali to Huye,mtn,RWF,1,10000,0,0"]);
        let audit = admin.get("/admin/audit").await;
        audit.says("Exported occupancy, rows: 2");
        audit.says("Exported revenue, rows: 1");
    }
}
