//! Beverages from a file, as a browser without scripts sends it.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    bar_masters::{BEVERAGES, LOCATIONS, UNITS},
    playhouse::{Page, Playhouse, Role, Visitor},
    posters::{form, send},
    staff::{done, staff},
};

const PATH: &str = "/admin/bar/beverages/import";

async fn stocked(house: &Playhouse) -> Visitor {
    let manager = staff(house, Role::BarManager).await;
    done(
        &manager,
        LOCATIONS,
        &[("name", "Foyer"), ("description", "")],
    )
    .await;
    done(&manager, UNITS, &[("name", "Crate"), ("items", "24")]).await;
    manager
}

both_engines! {
    async fn a_file_is_shown_and_then_imported_once(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let manager = stocked(&house).await;
        manager.get(PATH).await.says("enctype=\"multipart/form-data\"");
        let file = "name;unit_type;litres_per_item;locations\nLager;Crate;0,33;Foyer\n\"A \"\"dry\"\" <stout>\";Crate;0,5;\n";
        let sent = form(&[("text", "ignored")], Some(("file", "text/csv", file.as_bytes())));
        let page = send(&manager, &house, PATH, sent).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.says("2 new, 0 changed, 0 as they are.");
        page.says("Import 2 beverages");
        page.says("A &#34;dry&#34; &#60;stout&#62;");
        manager.get(BEVERAGES).await.says("No beverage yet");

        // The text goes along with the button: what comes back is what was shown.
        let import = async || send(&manager, &house, PATH, form(&[("import", "true"), ("text", file)], None)).await;
        let seen = async |answer: Page| {
            assert_eq!(answer.status, 303, "{}", answer.body);
            manager.get(answer.header("location")).await
        };
        seen(import().await).await.says("2 new, 0 changed, 0 as they were.");
        let again = seen(import().await).await;
        again.says("Everything was as the file says already");
        manager.get(BEVERAGES).await.says("Lager");
        let page = send(&manager, &house, PATH, form(&[("text", file)], None)).await;
        page.says("There is nothing to import");
        page.keeps_quiet_about(&["Import 2 beverages"]);
        let page = send(&manager, &house, PATH, form(&[("text", "name,active,colour\nLager,no,#000000\n")], None)).await;
        page.says("Changes colour, active");
        page.says("Import 1 beverage<");
    }

    async fn what_is_wrong_is_told_row_by_row_and_the_text_stays(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let manager = stocked(&house).await;
        let file = "name,unit_type,litres_per_item\nLager,Crate,0.33\nStout,Barrel,0\nLager,Crate,1\n";
        for fields in [vec![("text", file)], vec![("import", "true"), ("text", file)]] {
            let page = send(&manager, &house, PATH, form(&fields, None)).await;
            assert_eq!(page.status, if fields.len() == 1 { 200 } else { 422 });
            page.says("Nothing can be imported yet");
            page.says("1 new, 0 changed, 0 as they are, 2 that need another look.");
            page.says("unit type: There is no unit type “Barrel”.");
            page.says("litres per item: This must be from 0.001 to 1000 litres.");
            page.says("name: Line 2 has this name already.");
            page.says("Stout,Barrel,0");
            page.keeps_quiet_about(&["name=\"import\""]);
        }
        manager.get(BEVERAGES).await.says("No beverage yet");
        for (file, told) in [
            (&b"Lager,0.33\n"[..], "There is no column “Lager”"),
            (b"name\nK\xf6lsch\n", "UTF-8"),
            (b"name\n", "There are no rows"),
            (&vec![b'x'; 600 * 1024], "larger than 512 kB"),
        ] {
            let page = send(&manager, &house, PATH, form(&[], Some(("file", "text/csv", file)))).await;
            assert_eq!(page.status, 422, "{told}");
            page.says("id=\"text-error\"");
            page.says(told);
        }
        assert_eq!(send(&manager, &house, PATH, form(&[("price", "1")], None)).await.status, 400);
        let counter = staff(&house, Role::BarCounter).await;
        assert_eq!(counter.get(PATH).await.status, 403);
    }
}
