//! Counts: saved once, shown as a table, compared, drawn.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;

use super::desk::{Desk, of};
use crate::staff::{done, refused};

both_engines! {
    async fn a_count_is_saved_once_however_often_it_is_sent(engine: Engine) {
        let desk = Desk::open(engine).await;
        desk.set(desk.bar.lager, "5").await;
        let page = desk.counter.get(&desk.at("")).await;
        page.says("data-confirm=\"ask-save\"");
        let (_, rest) = page.body.split_once("/save-count\"").unwrap();
        let (_, rest) = rest.split_once("name=\"form_key\" value=\"").unwrap();
        let key = rest.split('"').next().unwrap();
        let (count, page) = done(&desk.counter, &desk.at("/save-count"), &[("form_key", key)]).await;
        for words in ["The count is saved", "Grace Mukamana", "2 beverages, 39.6 l", "data-label=\"Litres\">39.6<"] {
            page.says(words);
        }
        let (again, page) = done(&desk.counter, &desk.at("/save-count"), &[("form_key", key)]).await;
        assert_eq!(again, count);
        page.says("It had been sent already");
        let table = desk.counter.get(&desk.at("/counts")).await;
        assert_eq!(table.body.matches("role=\"columnheader\"").count(), 2);
    }

    async fn what_was_counted_is_set_right(engine: Engine) {
        let desk = Desk::open(engine).await;
        let (lager, cider) = (format!("counted-{}", desk.bar.lager), format!("counted-{}", desk.bar.cider));
        let form = desk.counter.get(&desk.at("/count")).await;
        form.says(&format!("name=\"{lager}\""));
        let wrong = [("from", "form"), (lager.as_str(), "12.5"), (cider.as_str(), "a <few>")];
        let page = refused(&desk.counter, &desk.at("/save-count"), &wrong, 400).await;
        assert_eq!(page.value(&lager), Some("12.5"));
        assert_eq!(page.value(&cider), Some("a &#60;few&#62;"));
        page.says(&format!("id=\"{cider}-error\""));
        let foreign = format!("counted-{}", desk.bar.lager_there);
        let wrong = [("from", "form"), (lager.as_str(), "12.5"), (foreign.as_str(), "1")];
        let page = refused(&desk.counter, &desk.at("/save-count"), &wrong, 400).await;
        assert_eq!(page.value(&lager), Some("12.5"));
        assert_eq!(desk.units(desk.bar.lager).await, "0");
        let right = [("from", "form"), (lager.as_str(), "12.5"), (cider.as_str(), "")];
        let (_, page) = done(&desk.counter, &desk.at("/save-count"), &right).await;
        page.says("12.5");
        assert_eq!(desk.units(desk.bar.lager).await, "12.5");
        desk.counter.get(&of(desk.bar.lager, "")).await.says("Counted");
        let unknown = desk.counter.post(&desk.at("/save-count"), &[("counted", "1")]).await;
        assert_eq!(unknown.status, 400);
    }

    async fn two_counts_say_what_was_used(engine: Engine) {
        let desk = Desk::open(engine).await;
        desk.set(desk.bar.lager, "10").await;
        let (first, _) = done(&desk.counter, &desk.at("/save-count"), &[]).await;
        desk.counter.get(&desk.at("/compare")).await.says("Two counts are needed");
        desk.theatre.clock.advance(SignedDuration::from_hours(8));
        desk.set(desk.bar.lager, "3.5").await;
        done(&desk.counter, &of(desk.bar.lager, "/deliver"), &[("quantity", "24")]).await;
        done(&desk.counter, &of(desk.bar.lager, "/waste"), &[("quantity", "2"), ("reason", "broken")]).await;
        let (second, _) = done(&desk.counter, &desk.at("/save-count"), &[]).await;
        let page = desk.counter.get(&desk.at("/compare")).await;
        for words in ["8 h", "data-label=\"Before\">10<", "data-label=\"Received\">24<", "data-label=\"Wasted\">2<", "data-label=\"After\">25.5<", "data-label=\"Used\">6.5<", "data-label=\"Used per day\">19.5<"] {
            page.says(words);
        }
        let ids = [&first, &second].map(|path| path.rsplit('/').next().unwrap().to_owned());
        // In whatever order they are named.
        let page = desk.counter.get(&desk.at(&format!("/compare?from={}&to={}", ids[1], ids[0]))).await;
        page.says("data-label=\"Used\">6.5<");
        assert_eq!(desk.counter.get(&desk.at("/compare?from=x")).await.status, 404);
        let table = desk.counter.get(&desk.at("/counts")).await;
        table.says("25.5");
        table.says(&format!("href=\"{first}\""));

        let trends = desk.counter.get(&desk.at("/trends")).await;
        for words in ["<svg class=\"line-picture\"", "↗", "rising", "alarm at 4", "stroke-dasharray", "→", "level", "fill=\"#b5651d\"", "As a table"] {
            trends.says(words);
        }
        trends.keeps_quiet_about(&["style="]);
        let sheet = desk.counter.get(&desk.at("/sheet")).await;
        sheet.says("data-print");
        sheet.says("25.5");
    }

    async fn older_counts_are_found_after_the_last_eight(engine: Engine) {
        let desk = Desk::open(engine).await;
        for _ in 0..10 {
            done(&desk.counter, &desk.at("/save-count"), &[]).await;
        }
        let table = desk.counter.get(&desk.at("/counts")).await;
        assert_eq!(table.body.matches("role=\"columnheader\"").count(), 9);
        let (_, each) = table.body.split_once("One by one").unwrap();
        assert_eq!(each.matches("/bar/counts/").count(), 10);
    }
}
