//! `foh audit verify`, on both engines: what it says of a whole log, and of one that somebody wrote into.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    doctor::meddle,
    program::{KEY, Place},
};

both_engines! {
    async fn a_log_is_proved_and_what_was_done_to_it_is_named(engine: Engine) {
        let database = engine.empty_database();
        let place = Place::empty().with("FOH_DATABASE_URL", &database.url()).with("FOH_SECRET_KEY", KEY);
        let said = place.run(&["audit", "verify"]).well();
        assert!(said.contains("0 entries are as they were written"), "{said}");
        place.run(&["demo"]).well();
        let create = ["user", "create", "--email", "ada@example.org", "--name", "Ada Rossi", "--role", "door"];
        place.run(&create).well();
        let whole = place.run(&["audit", "verify"]).well();
        assert_eq!(whole.matches("chain ").count(), 16, "{whole}");
        assert!(!whole.contains("BROKEN"), "{whole}");

        let noted = place.path().join("heads.txt");
        std::fs::write(&noted, &whole).unwrap();
        let expect = ["audit", "verify", "--expect", noted.to_str().unwrap()];
        let said = place.run(&expect).well();
        assert!(said.contains("16 noted heads were compared"), "{said}");

        meddle(engine, &database, "UPDATE audit_entries SET at = at + 1 WHERE action = 'account.made'");
        let ended = place.run(&["audit", "verify"]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.out.contains("BROKEN chain") && ended.out.contains("is not what was written there"), "{ended:?}");
        assert!(ended.err.contains("not as it was written"), "{ended:?}");
        meddle(engine, &database, "UPDATE audit_entries SET at = at - 1 WHERE action = 'account.made'");
        place.run(&expect).well();

        meddle(engine, &database, "DELETE FROM audit_keys");
        assert_eq!(place.run(&["audit", "verify"]).code, Some(1), "looking begins no new log");
        meddle(engine, &database, "DELETE FROM audit_entries; DELETE FROM audit_heads");
        place.run(&["audit", "verify"]).well();
        let ended = place.run(&expect);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.out.contains("entry 1 is missing"), "{ended:?}");
    }
}

#[test]
fn a_list_of_heads_that_is_none_is_refused() {
    let place = Place::empty().with("FOH_SECRET_KEY", KEY);
    let list = place.path().join("heads.txt");
    for text in [None, Some("nothing of the kind\n")] {
        if let Some(text) = text {
            std::fs::write(&list, text).unwrap();
        }
        let ended = place.run(&["audit", "verify", "--expect", list.to_str().unwrap()]);
        assert!(ended.badly(1).contains("heads.txt"), "{text:?}");
    }
}
