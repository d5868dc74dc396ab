//! A form that is sent twice, or many times at once, makes one thing.

use std::sync::Arc;

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use tokio::sync::Barrier;

use crate::{
    playhouse::{Page, Playhouse, Role, Visitor},
    staff::{done, id, refused, staff},
};

const TIMES: usize = 16;

type Fields = Vec<(&'static str, String)>;

/// Every form that makes something, with what is typed into it, for a theatre that has what it takes.
async fn forms(theatre: &Playhouse) -> Vec<(&'static str, Fields)> {
    let venues = theatre.house.venues(String::new(), None, 1).await.unwrap();
    let fields = |fields: &[(&'static str, &str)]| -> Fields {
        fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    };
    vec![
        (
            "/admin/venues",
            fields(&[
                ("name", "Arena"),
                ("address", "Park"),
                ("time_zone", "Europe/Rome"),
            ]),
        ),
        (
            "/admin/rooms",
            fields(&[
                ("venue_id", &venues[0].0.to_string()),
                ("name", "Studio"),
                ("capacity", "40"),
            ]),
        ),
        (
            "/admin/shows",
            fields(&[("title", "Hamlet"), ("duration_minutes", "200")]),
        ),
        (
            "/admin/performances",
            fields(&[
                ("show_id", &theatre.show.to_string()),
                ("room_id", &theatre.room.to_string()),
                ("starts_at", "2027-01-02T20:00"),
                ("additional_places", "0"),
                ("manually_occupied_places", "0"),
            ]),
        ),
        (
            "/admin/reservations",
            fields(&[
                ("performance_id", &theatre.tomorrow.to_string()),
                ("party_size", "2"),
                ("name", "Ada"),
                ("email", "ada@example.org"),
            ]),
        ),
    ]
}

/// The form as its page gives it, filled in.
async fn opened(staff: &Visitor, list: &str, fields: &Fields) -> Fields {
    let blank = staff.get(&format!("{list}/new")).await;
    let key = blank.value("form_key").expect("a key").to_owned();
    blank.says("autocomplete=\"off\"");
    [fields.clone(), vec![("form_key", key)]].concat()
}

fn pairs(fields: &Fields) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// How many of what is listed lead there.
async fn listed(staff: &Visitor, list: &str, path: &str) -> usize {
    let links = staff.get(list).await.links(list);
    links.iter().filter(|link| *link == path).count()
}

fn location(page: &Page) -> (&str, &str) {
    assert_eq!(page.status, 303, "{}", page.body);
    page.header("location").split_once("?done=").unwrap()
}

both_engines! {
    async fn a_form_sent_twice_makes_one_thing(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let all = staff(&theatre, Role::Administrator).await;
        for (list, fields) in forms(&theatre).await {
            let form = opened(&all, list, &fields).await;
            let (first, page) = done(&all, list, &pairs(&form)).await;
            page.keeps_quiet_about(&["It was added once", "form_key"]);
            let (second, page) = done(&all, list, &pairs(&form)).await;
            assert_eq!(first, second);
            page.says("It was added once");
            assert_eq!(listed(&all, list, &first).await, 1, "{list}");
        }
        assert_eq!(all.get("/dev/mailbox").await.links("/dev/mailbox/").len(), 1);
    }

    async fn a_form_sent_by_many_at_once_makes_one_thing(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let all = staff(&theatre, Role::Administrator).await;
        for (list, fields) in forms(&theatre).await {
            let before = all.get(list).await.links(&format!("{list}/0")).len();
            let form = opened(&all, list, &fields).await;
            let barrier = Arc::new(Barrier::new(TIMES));
            let posts: Vec<_> = (0..TIMES)
                .map(|_| {
                    let (form, barrier) = (form.clone(), Arc::clone(&barrier));
                    let mut visitor = theatre.visitor();
                    visitor.client = all.client.clone();
                    tokio::spawn(async move {
                        barrier.wait().await;
                        visitor.post(list, &pairs(&form)).await
                    })
                })
                .collect();
            let mut answers = Vec::new();
            for post in posts {
                answers.push(post.await.unwrap());
            }
            let (path, _) = location(&answers[0]);
            assert!(answers.iter().all(|answer| location(answer).0 == path), "{list}");
            let first = answers.iter().filter(|answer| location(answer).1 != "added_before");
            assert_eq!(first.count(), 1, "{list}");
            let after = all.get(list).await.links(&format!("{list}/0"));
            assert_eq!(after.len(), before + 1, "{list}");
            assert!(after.contains(&path.to_owned()));
        }
        assert_eq!(all.get("/dev/mailbox").await.links("/dev/mailbox/").len(), 1);
    }

    async fn another_form_is_judged_for_itself(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let all = staff(&theatre, Role::Administrator).await;
        for (list, fields) in forms(&theatre).await {
            let (first, _) = done(&all, list, &pairs(&opened(&all, list, &fields).await)).await;
            let again = opened(&all, list, &fields).await;
            let said = match list {
                "/admin/rooms" | "/admin/shows" => "in use already",
                "/admin/performances" => "planned in this room at this time already",
                _ => {
                    let (second, _) = done(&all, list, &pairs(&again)).await;
                    assert_ne!(first, second, "{list}");
                    continue;
                }
            };
            let page = refused(&all, list, &pairs(&again), 409).await;
            page.says(said);
            assert_eq!(page.value("form_key"), again.last().map(|(_, key)| key.as_str()), "it is still the same form");
        }
    }

    async fn a_form_that_was_open_for_long_is_looked_at_again(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let all = staff(&theatre, Role::Administrator).await;
        let mut forms_of = Vec::new();
        for (list, fields) in forms(&theatre).await {
            forms_of.push((list, opened(&all, list, &fields).await));
        }
        theatre.clock.advance(SignedDuration::from_mins(61));
        for (list, mut form) in forms_of {
            let page = all.post(list, &pairs(&form)).await;
            assert_eq!(page.status, 422, "{list}");
            page.says("Please send it once more");
            page.says("opened more than an hour ago");
            for (name, value) in form.iter().filter(|(name, _)| matches!(*name, "name" | "title" | "capacity" | "starts_at")) {
                assert_eq!(page.value(name), Some(value.as_str()), "{list}");
            }
            let fresh = page.value("form_key").unwrap().to_owned();
            let key = form.last_mut().unwrap();
            assert_ne!(key.1, fresh);
            key.1 = fresh;
            let (path, _) = done(&all, list, &pairs(&form)).await;
            assert_eq!(listed(&all, list, &path).await, 1, "{list} {}", id(&path));
            form.last_mut().unwrap().1 = "x".into();
            assert_eq!(all.post(list, &pairs(&form)).await.status, 422, "{list}");
        }
    }
}
