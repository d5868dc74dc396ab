//! API tokens on the pages: one's own, and those of a service.

use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Page, Playhouse, Role, Visitor},
    staff::{done, refused, staff},
};

const OWN: &str = "/account/tokens";

/// The token that a page shows, this once.
fn shown(page: &Page) -> String {
    assert_eq!(page.status, 201, "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");
    page.says("Shown this once");
    let (_, rest) = page.body.split_once("autocomplete=\"off\">foh_").unwrap();
    format!("foh_{}", rest.split('<').next().unwrap())
}

async fn status(theatre: &Playhouse, token: &str, path: &str) -> u16 {
    let client = reqwest::Client::new();
    let request = client.get(format!("{}{path}", theatre.base));
    let answer = request.bearer_auth(token).send().await.unwrap();
    answer.status().as_u16()
}

/// Where the first token of the list is revoked.
async fn revoking(visitor: &Visitor, list: &str) -> String {
    let page = visitor.get(list).await;
    let links = page.links(&format!("{list}/"));
    links.first().expect("a token to revoke").clone()
}

both_engines! {
    async fn a_token_of_ones_own(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let admin = staff(&theatre, Role::Administrator).await;
        admin.get("/account").await.says("href=\"/account/tokens\"");
        let page = admin.get(OWN).await;
        page.says("No API token");
        let key = page.value("form_key").unwrap().to_owned();
        let form = |more: &[(&'static str, &'static str)]| {
            let mut form = vec![("form_key", key.as_str()), ("name", "Ticket <printer>"), ("days", "30")];
            form.extend(more);
            form
        };
        let none = refused(&admin, OWN, &form(&[("reach", "chosen")]), 422).await;
        none.says("Please choose at least one");
        assert_eq!(none.value("form_key"), Some(key.as_str()));
        let some = form(&[("reach", "chosen"), ("permissions", "box_office"), ("permissions", "door")]);
        let token = shown(&admin.post(OWN, &some).await);
        assert_eq!(status(&theatre, &token, "/api/admin/reservations").await, 200);
        assert_eq!(status(&theatre, &token, "/api/admin/venues").await, 403);
        assert_eq!(status(&theatre, &token, OWN).await, 403, "no token looks after tokens");
        // The same form once more makes no other, and does not tell the first.
        let (_, page) = done(&admin, OWN, &some).await;
        page.says("It was made once");
        page.says("Ticket &#60;printer&#62;");
        page.says("Box office, door");
        page.says(&token[..16]);
        page.keeps_quiet_about(&[&token, &token[20..]]);
        assert_eq!(page.body.matches("/revoke\"").count(), 1);

        let path = revoking(&admin, OWN).await;
        admin.get(&path).await.says("Revoke it");
        let stranger = staff(&theatre, Role::Door).await;
        assert_eq!(stranger.get(&path).await.status, 404);
        stranger.post(&path, &[]).await;
        assert_eq!(status(&theatre, &token, "/api/admin/reservations").await, 200, "nobody else's");
        done(&admin, &path, &[]).await.1.says("The token is revoked");
        assert_eq!(status(&theatre, &token, "/api/admin/reservations").await, 401);
        assert_eq!(admin.post(OWN, &[("name", "X"), ("role", "administrator")]).await.status, 400);
    }

    async fn the_password_is_asked_for_before_a_token_is_made(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let door = staff(&theatre, Role::Door).await;
        let page = door.get(OWN).await;
        page.says("Make the token");
        page.keeps_quiet_about(&["What it may do", "reach-everything"]);
        theatre.clock.advance(jiff::SignedDuration::from_mins(11));
        let page = door.get(OWN).await;
        page.says("/confirm-password?next=/account/tokens");
        page.keeps_quiet_about(&["Make the token"]);
        let sent = door.post(OWN, &[("name", "X"), ("days", "30")]).await;
        assert_eq!(sent.status, 303);
        assert!(sent.header("location").starts_with("/confirm-password?next="));
        door.get(OWN).await.says("No API token");
    }

    async fn administrators_make_tokens_of_services(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let admin = staff(&theatre, Role::Administrator).await;
        let form = [("name", "CRM"), ("email", "crm@example.org"), ("role", "service"), ("scopes", "")];
        let (account, page) = done(&admin, "/admin/accounts", &form).await;
        page.says("Active");
        page.keeps_quiet_about(&["Send the invitation again"]);
        let list = format!("{account}/tokens");
        page.says(&format!("href=\"{list}\""));
        let token = shown(&admin.post(&list, &[("name", "CRM"), ("days", "365")]).await);
        assert_eq!(status(&theatre, &token, "/api/account").await, 200);
        admin.get(&account).await.says("One API token speaks for this account");
        let path = revoking(&admin, &list).await;
        done(&admin, &path, &[]).await.1.says("The token is revoked");
        assert_eq!(status(&theatre, &token, "/api/account").await, 401);

        staff(&theatre, Role::Door).await;
        let id = theatre.house.account_with("door@example.org").await.unwrap().unwrap().id;
        let of_person = format!("/admin/accounts/{id}/tokens");
        admin.get(&of_person).await.says("People make their own");
        assert_eq!(admin.post(&of_person, &[("name", "X"), ("days", "30")]).await.status, 409);
    }
}
