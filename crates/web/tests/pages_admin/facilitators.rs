//! Administrators decide who holds sessions.

use foh_app::identity::NewAccount;
use foh_domain::studio::Facilitator;
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    playhouse::{Playhouse, Role},
    staff::{done, refused, staff},
};

const PATH: &str = "/admin/facilitators";

async fn applicant(theatre: &Playhouse, name: &str, email: &str) -> Uuid {
    let new = NewAccount {
        email,
        name,
        role: Role::Member,
        password: None,
    };
    let id = theatre.house.create_user(new).await.unwrap();
    theatre.clock.advance(SignedDuration::from_millis(1));
    let profile = Facilitator::parse("Line <one>.\n\nLine two.", "Silence").unwrap();
    let applied = theatre.house.apply_as_facilitator(id, &profile).await;
    applied.unwrap();
    id
}

both_engines! {
    async fn applications_are_decided(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let admin = staff(&theatre, Role::Administrator).await;
        admin.get(PATH).await.says("Nobody waits for an answer");
        let giulia = applicant(&theatre, "Giulia Ferri", "giulia@example.org").await;
        let nora = applicant(&theatre, "Nora Lindqvist", "nora@example.org").await;
        let page = admin.get(PATH).await;
        for words in ["Giulia Ferri", "Nora Lindqvist", "Silence", "Line &#60;one&#62;.", "Line two.", "Applied on Friday 27 November 2026"] {
            page.says(words);
        }
        assert_eq!(page.links("/admin/accounts/"), [giulia, nora].map(|id| format!("/admin/accounts/{id}")));

        let (_, page) = done(&admin, &format!("{PATH}/{giulia}/approve"), &[]).await;
        page.says("They can hold sessions from now on");
        page.keeps_quiet_about(&["Giulia Ferri"]);
        let (_, page) = done(&admin, &format!("{PATH}/{nora}/refuse"), &[]).await;
        page.says("may apply again");
        page.says("Nobody waits for an answer");
        let approved = admin.get(&format!("{PATH}?state=approved")).await;
        approved.says("Approved on Friday 27 November 2026");
        assert_eq!(approved.links("/facilitators/"), [format!("/facilitators/{giulia}")]);
        approved.keeps_quiet_about(&["Nora", "/approve\""]);
        let page = admin.get(&format!("{PATH}?state=refused")).await;
        page.says("Nora Lindqvist");
        page.keeps_quiet_about(&["/approve\""]);
        assert_eq!(theatre.visitor().get(&format!("/facilitators/{giulia}")).await.status, 200);
        let mails = admin.get("/dev/mailbox").await;
        assert_eq!(mails.links("/dev/mailbox/").len(), 2, "both are told");

        // Decided once.
        for (id, action) in [(giulia, "approve"), (nora, "approve"), (nora, "refuse")] {
            refused(&admin, &format!("{PATH}/{id}/{action}"), &[], 409).await;
        }
        assert_eq!(admin.post(&format!("{PATH}/{}/approve", Uuid::from_u128(7)), &[]).await.status, 404);
        let office = staff(&theatre, Role::BoxOffice).await;
        assert_eq!(office.get(PATH).await.status, 403);
        assert_eq!(office.post(&format!("{PATH}/{nora}/approve"), &[]).await.status, 403);
    }

    async fn applications_come_in_pages(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let admin = staff(&theatre, Role::Administrator).await;
        for n in 0..52 {
            applicant(&theatre, "Giulia Ferri", &format!("giulia-{n}@example.org")).await;
        }
        let first = admin.get(PATH).await;
        assert_eq!(first.links("/admin/accounts/").len(), 50);
        let next = first.links("/admin/facilitators?").into_iter().find(|link| link.contains("after=")).unwrap();
        assert_eq!(admin.get(&next).await.links("/admin/accounts/").len(), 2);
    }
}
