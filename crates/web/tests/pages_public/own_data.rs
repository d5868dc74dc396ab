//! One's own data: explained, seen and erased by a link, without scripts.

use foh_testkit::{both_engines, engines::Engine};

use crate::playhouse::{PASSWORD, Playhouse};

const ADA: &str = "ada@example.org";

both_engines! {
    async fn what_is_kept_is_shown_and_erased_by_a_link(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let guest = theatre.visitor();
        guest.get("/").await.says("href=\"/privacy\"");
        guest.get("/privacy").await.says("30 days after a performance");
        let fields = [("name", "Ada Lovelace"), ("email", ADA), ("password", PASSWORD)];
        guest.post("/register", &fields).await;
        let refused = guest.post("/privacy", &[("email", "ada")]).await;
        assert_eq!((refused.status, refused.value("email")), (422, Some("ada")));
        for email in ["nobody@example.org", ADA] {
            let page = guest.post("/privacy", &[("email", email)]).await;
            assert_eq!((page.status, page.header("location")), (303, "/privacy/sent"));
        }
        guest.get("/privacy/sent").await.says("Look into your mailbox");
        let token = theatre.newest_token("/privacy/link").await;
        let opened = guest.get(&format!("/privacy/link?token={token}")).await;
        assert_eq!((opened.status, opened.header("referrer-policy")), (200, "no-referrer"));
        assert!(!opened.body.contains("Lovelace"), "whatever opens links in mails sees nothing");
        let token = [("token", token.as_str())];
        guest.post("/privacy/link", &token).await.says("Ada Lovelace");
        let copy = guest.post("/privacy/copy", &token).await;
        assert!(copy.header("content-disposition").starts_with("attachment"));
        copy.says("Ada Lovelace");
        guest.post("/privacy/erase", &token).await.says("Erase everything?");
        guest.post("/privacy/link", &token).await.says("Ada Lovelace");
        let confirmed = [token[0], ("confirmed", "yes")];
        let page = guest.post("/privacy/erase", &confirmed).await;
        assert_eq!((page.status, page.header("location")), (303, "/privacy/erased"));
        guest.get("/privacy/erased").await.says("Your data is erased");
        for path in ["/privacy/link", "/privacy/copy", "/privacy/erase"] {
            let page = guest.post(path, &token).await;
            assert!([404, 410].contains(&page.status), "{path}: {}", page.status);
            page.says("This link no longer works");
        }
    }
}
