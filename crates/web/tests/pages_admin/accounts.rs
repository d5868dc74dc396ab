//! Accounts, as administrators look after them.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, Role},
    staff::{done, id, refused, staff},
};

both_engines! {
    async fn somebody_is_invited_changed_and_switched_off(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let admin = staff(&theatre, Role::Administrator).await;
        let form = [("name", "Noor Example"), ("email", "noor@example.org"), ("role", "box_office"), ("scopes", "")];
        let (path, page) = done(&admin, "/admin/accounts", &form).await;
        page.says("Noor Example");
        page.says("Invited");
        page.says("Withdraw the invitation");
        let again = refused(&admin, "/admin/accounts", &form, 409).await;
        again.says("There is an account with this address already");
        assert_eq!(again.value("name"), Some("Noor Example"));
        let (_, page) = done(&admin, &format!("{path}/invitation"), &[]).await;
        page.says("The invitation is on its way again");
        let token = theatre.newest_token("/invitation").await;
        let noor = theatre.visitor();
        let password = "seventeen quiet lanterns";
        assert_eq!(noor.post("/invitation", &[("token", &token), ("password", password)]).await.status, 303);
        let fields = [("email", "noor@example.org"), ("password", password)];
        assert_eq!(noor.post("/sign-in", &fields).await.status, 303);
        assert_eq!(noor.get("/admin/reservations").await.status, 200);

        let (_, page) = done(&admin, &path, &[("role", "content"), ("scopes", "")]).await;
        page.says("Saved");
        assert_eq!(noor.get("/admin/reservations").await.status, 403, "at once");
        assert_eq!(noor.get("/admin/shows").await.status, 200);
        done(&admin, &format!("{path}/password-reset"), &[]).await.1.says("on its way");
        done(&admin, &format!("{path}/deactivate"), &[]).await.1.says("Reactivate the account");
        assert_eq!(noor.get("/admin/shows").await.status, 303, "signed out");
        assert_eq!(noor.post("/sign-in", &fields).await.status, 401);
        done(&admin, &format!("{path}/reactivate"), &[]).await;
        assert_eq!(noor.post("/sign-in", &fields).await.status, 303);
        done(&admin, &format!("{path}/end-sessions"), &[]).await.1.says("Signed out everywhere");
        assert_eq!(noor.get("/admin/shows").await.status, 303);
        assert!(uuid::Uuid::try_parse(id(&path)).is_ok());
    }

    async fn an_invitation_is_withdrawn(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let admin = staff(&theatre, Role::Administrator).await;
        let form = [("name", "Noor Example"), ("email", "noor@example.org"), ("role", "door"), ("scopes", "")];
        let (path, _) = done(&admin, "/admin/accounts", &form).await;
        let (list, page) = done(&admin, &format!("{path}/withdraw"), &[]).await;
        assert_eq!(list, "/admin/accounts");
        page.says("The invitation is withdrawn");
        page.keeps_quiet_about(&["Noor Example"]);
        assert_eq!(admin.get(&path).await.status, 404);
    }

    async fn the_last_administrator_is_told_so(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let admin = staff(&theatre, Role::Administrator).await;
        let list = admin.get("/admin/accounts?q=administrator@example.org").await;
        let path = list.links("/admin/accounts/").into_iter().find(|link| !link.ends_with("/new")).unwrap();
        for (action, fields) in [("/deactivate", vec![]), ("", vec![("role", "door"), ("scopes", "")])] {
            let page = refused(&admin, &format!("{path}{action}"), &fields, 409).await;
            page.says("This is the last active administrator");
        }
        let page = refused(&admin, &path, &[("role", "travel_operator"), ("scopes", "not an id")], 422).await;
        page.says("not an id");
        page.says("one id to a line");
        refused(&admin, &path, &[("role", "door_link"), ("scopes", "")], 422).await;
        refused(&admin, &path, &[("role", ""), ("scopes", "")], 422).await;
        assert_eq!(admin.get(&path).await.status, 200);
    }

    async fn accounts_are_listed_and_found(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let admin = staff(&theatre, Role::Administrator).await;
        theatre.account("door@example.org", Role::Door).await;
        admin.get("/admin/accounts").await.says("door@example.org");
        for (query, found) in [
            ("q=door@example.org", true),
            ("q=grace", true),
            ("q=nobody", false),
            ("role=door", true),
            ("role=content", false),
            ("state=active", true),
            ("state=invited", false),
        ] {
            let page = admin.get(&format!("/admin/accounts?{query}")).await;
            assert_eq!((page.status, page.body.contains("<td role=\"cell\" data-label=\"E-mail\">door@example.org")), (200, found), "{query}");
        }
        let form = admin.get("/admin/accounts/new").await;
        form.says("Travel operator");
        form.keeps_quiet_about(&["door_link"]);
    }
}
