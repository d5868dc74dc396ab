//! The table itself, and what is read from it.

use std::collections::HashSet;

use super::*;

#[test]
fn a_method_of_a_path_is_named_once() {
    let mut seen = HashSet::new();
    for entry in entries() {
        assert!(!entry.verbs.is_empty(), "{}", entry.path);
        for verb in entry.verbs {
            assert!(
                seen.insert((entry.path, verb.as_str())),
                "{} {} stands twice",
                verb.as_str(),
                entry.path
            );
        }
    }
}

#[test]
fn what_is_in_the_path_is_in_the_path() {
    for entry in entries().filter(|entry| entry.scope == Scope::InPath) {
        assert!(entry.path.contains("/{id}"), "{}", entry.path);
    }
    for entry in entries().filter(|entry| !entry.menus.is_empty()) {
        assert!(!entry.path.contains('{'), "{}", entry.path);
        assert!(entry.verbs.contains(&Verb::Get), "{}", entry.path);
    }
}

#[test]
fn every_line_says_what_it_is_for() {
    for entry in entries() {
        assert!(entry.about.ends_with('.'), "{}", entry.path);
    }
}

#[test]
fn menus_show_only_what_may_be_opened() {
    let labels = |of, role| -> Vec<&str> {
        let menu = menu(of, role);
        menu.into_iter().map(|(_, label)| label).collect()
    };
    for (role, expected) in [
        (
            Role::Content,
            vec!["Overview", "Performances", "Shows", "Venues"],
        ),
        (
            Role::BoxOffice,
            vec!["Overview", "Performances", "Reservations", "Undelivered"],
        ),
        (Role::Door, vec!["Door"]),
        (Role::Member, vec![]),
        (Role::DoorLink, vec![]),
    ] {
        assert_eq!(labels(Menu::Administration, role), expected, "{role:?}");
    }
    for (role, expected) in [
        (
            Role::Administrator,
            vec![
                "Programme",
                "Sessions",
                "Travel",
                "Administration",
                "Travel desk",
                "Bar",
                "Door",
                "Studio",
            ],
        ),
        (Role::Door, vec!["Programme", "Sessions", "Travel", "Door"]),
        (
            Role::TravelOperator,
            vec!["Programme", "Sessions", "Travel", "Travel desk"],
        ),
        (
            Role::Facilitator,
            vec!["Programme", "Sessions", "Travel", "Studio"],
        ),
        (
            Role::BarCounter,
            vec!["Programme", "Sessions", "Travel", "Bar"],
        ),
        (Role::DoorLink, vec!["Programme", "Sessions", "Travel"]),
    ] {
        assert_eq!(labels(Menu::House, role), expected, "{role:?}");
    }
    assert_eq!(
        labels(Menu::Studio, Role::Facilitator),
        [
            "Overview",
            "Sessions",
            "Bookings",
            "Notifications",
            "Profile"
        ]
    );
    assert!(labels(Menu::Studio, Role::Member).is_empty());
}

#[test]
fn the_id_is_read_where_the_route_has_it() {
    let entry = of_path("/door/{id}/check")
        .and_then(|paths| paths.entry(&Method::POST))
        .expect("the door");
    let id = Uuid::from_u128(7);
    assert_eq!(entry.id_in(&format!("/door/{id}/check")), Some(id));
    for other in ["/door/x/check", "/door", "/door//check", "/"] {
        assert_eq!(entry.id_in(other), None, "{other}");
    }
}

#[test]
fn a_path_says_what_it_answers() {
    let paths = of_path("/admin/venues").expect("the venues");
    assert_eq!(paths.allow(), "GET,HEAD,POST");
    assert!(paths.entry(&Method::HEAD).is_some());
    assert!(paths.entry(&Method::DELETE).is_none());
    assert!(paths.entry(&Method::TRACE).is_none());
    assert!(of_path("/admin/everything").is_none());
}
