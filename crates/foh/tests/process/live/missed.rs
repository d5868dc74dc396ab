//! What a facilitator missed waits for them, and comes once.

use foh_testkit::socket_io::Library;
use serde_json::{Value, json};

use super::{Backend, heard, introduce, person, place, serve_again, tab};

#[test]
fn what_was_missed_comes_once() {
    let mut place = place();
    let [ada, service] = [
        person(&place, "facilitator", "ada"),
        person(&place, "service", "booking"),
    ];
    let serving = place.serve();
    let mut backend = Backend::connect(&serving.base, &service);
    for booking in ["b-1", "b-2", "b-3"] {
        backend.tell(&ada, booking);
    }
    backend.socket.wait_for("notification_stored", 3);
    let mut first = tab(&serving.base, &ada, Library::Npm, "websocket");
    first.wait_for("new_booking_notification", 3);
    assert_eq!(heard(&first), ["b-1", "b-2", "b-3"]);
    let mut second = tab(&serving.base, &ada, Library::Python, "polling");
    backend.tell(&ada, "b-4");
    second.wait_for("new_booking_notification", 1);
    assert_eq!(heard(&second), ["b-4"], "the rest had been delivered");
    second.disconnect();
    second.wait_for("disconnect", 1);
    first.wait_for("new_booking_notification", 4);

    // Gone and back again, and something happened meanwhile.
    first.disconnect();
    first.wait_for("disconnect", 1);
    backend.tell(&ada, "b-5");
    backend.socket.wait_for("notification_stored", 4);
    first.reconnect();
    introduce(&mut first, &ada, 2);
    first.wait_for("new_booking_notification", 5);

    // The server is started again; the client comes back by itself.
    let address = serving.address;
    first.disconnect();
    first.wait_for("disconnect", 2);
    backend.tell(&ada, "b-6");
    backend.socket.wait_for("notification_stored", 5);
    let carla = person(&place, "facilitator", "carla");
    let open = tab(&serving.base, &carla, Library::Npm, "websocket");
    serving.stop();
    let serving = serve_again(&place, address);
    open.wait_for("connection_response", 2);
    first.reconnect();
    introduce(&mut first, &ada, 3);
    first.wait_for("new_booking_notification", 6);
    assert_eq!(heard(&first), ["b-1", "b-2", "b-3", "b-4", "b-5", "b-6"]);
    let mut backend = Backend::connect(&serving.base, &service);
    backend.tell(&ada, "b-7");
    first.wait_for("new_booking_notification", 7);
    assert_eq!(heard(&first).len(), 7);
}

/// As the contract's clients do it: introduced, they ask, and are answered in one piece.
#[test]
fn what_was_missed_is_told_to_whoever_asks_for_it() {
    let mut place = place();
    let [ada, service] = [
        person(&place, "facilitator", "ada"),
        person(&place, "service", "booking"),
    ];
    let serving = place.serve();
    let mut backend = Backend::connect(&serving.base, &service);
    for booking in ["b-1", "b-2"] {
        backend.tell(&ada, booking);
    }
    for (library, transport, expected) in [
        (Library::Npm, "websocket", vec!["b-1", "b-2"]),
        (Library::Python, "polling", vec![]),
    ] {
        let mut tab = tab(&serving.base, &ada, library, transport);
        tab.emit("get_pending_notifications", &Value::Null);
        let pending = tab.wait_for("pending_notifications", 1);
        assert_eq!(pending["count"], json!(expected.len()));
        let told = pending["notifications"].as_array().unwrap();
        let told: Vec<&str> = told
            .iter()
            .map(|one| one["booking_id"].as_str().unwrap())
            .collect();
        assert_eq!(told, expected);
        backend.tell(&ada, transport);
        tab.wait_for("new_booking_notification", 1);
        assert_eq!(heard(&tab), [transport], "and nothing comes twice");
    }
}

/// A tab that dies without a word is noticed by its silence; what it was told since comes to the next.
#[test]
fn what_a_dead_tab_was_told_comes_again() {
    let mut place = place();
    let [ada, service] = [
        person(&place, "facilitator", "ada"),
        person(&place, "service", "booking"),
    ];
    let serving = place.serve();
    let mut backend = Backend::connect(&serving.base, &service);
    let dead = tab(&serving.base, &ada, Library::Npm, "polling");
    drop(dead);
    backend.tell(&ada, "b-1");
    backend.socket.wait_for("notification_delivered", 1);
    let next = tab(&serving.base, &ada, Library::Python, "websocket");
    next.wait_for("new_booking_notification", 1);
    assert_eq!(heard(&next), ["b-1"]);
}
