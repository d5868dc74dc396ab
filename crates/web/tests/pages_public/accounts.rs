//! Accounts as their owners meet them: opened, confirmed, lost, changed.

use foh_app::identity::{Duty, Invitation};
use foh_domain::limits::{Limit, Rate};
use foh_testkit::{both_engines, engines::Engine};

use crate::playhouse::{PASSWORD, Page, Playhouse, Role, Visitor, unlimited};

const ADA: &str = "ada@example.org";
const ANOTHER: &str = "seventeen quiet lanterns";

async fn register(visitor: &Visitor, email: &str) -> Page {
    let fields = [
        ("name", "Ada Lovelace"),
        ("email", email),
        ("password", PASSWORD),
    ];
    visitor.post("/register", &fields).await
}

async fn sign_in(theatre: &Playhouse, password: &str) -> (Visitor, Page) {
    let visitor = theatre.visitor();
    let page = visitor
        .post("/sign-in", &[("email", ADA), ("password", password)])
        .await;
    (visitor, page)
}

fn led(page: &Page) -> (u16, &str) {
    (page.status, page.header("location"))
}

both_engines! {
    async fn a_guest_opens_an_account(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let guest = theatre.visitor();
        guest.get("/register").await.says("At least 8 characters");
        let refused = guest.post("/register", &[("name", ""), ("email", ADA), ("password", "12345678")]).await;
        assert_eq!(refused.status, 422);
        assert_eq!((refused.value("email"), refused.value("password")), (Some(ADA), Some("")));
        refused.says("Very many people have this password");
        assert_eq!(led(&register(&guest, ADA).await), (303, "/register/sent"));
        guest.get("/register/sent").await.says("Look into your mailbox");

        let (ada, page) = sign_in(&theatre, PASSWORD).await;
        assert_eq!(page.status, 303);
        let account = ada.get("/account").await;
        account.says("This address is not confirmed yet");
        account.says("href=\"/account/password\"");
        let again = ada.post("/account/verification", &[]).await;
        assert_eq!(led(&again), (303, "/account?done=verification_sent"));
        let token = theatre.newest_token("/register/verify").await;
        let link = format!("/register/verify?token={token}");
        for _ in 0..2 {
            let asked = guest.get(&link).await;
            assert_eq!((asked.status, asked.header("referrer-policy")), (200, "no-referrer"));
            asked.says("Confirm the address");
        }
        let done = guest.post("/register/verify", &[("token", &token)]).await;
        assert_eq!(led(&done), (303, "/register/verified"));
        guest.get("/register/verified").await.says("Your address is confirmed");
        ada.get("/account").await.keeps_quiet_about(&["not confirmed"]);
        assert_eq!(guest.post("/register/verify", &[("token", &token)]).await.status, 410);
        assert_eq!(guest.get(&link).await.status, 410);
        assert_eq!(guest.get("/register/verify?token=x").await.status, 404);
        assert_eq!(ada.post("/account/verification", &[]).await.status, 409);
    }

    async fn nobody_learns_who_has_an_account(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        register(&theatre.visitor(), ADA).await;
        let guest = theatre.visitor();
        let (taken, free) = (register(&guest, ADA).await, register(&guest, "free@example.org").await);
        assert_eq!((led(&taken), &taken.body), (led(&free), &free.body));
        let mut answers = Vec::new();
        for email in [ADA, "nobody@example.org"] {
            let page = guest.post("/password-reset", &[("email", email)]).await;
            answers.push((page.status, page.header("location").to_owned(), page.body));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].1, "/password-reset/sent");
        guest.get("/password-reset/sent").await.says("If there is an account");
        let malformed = guest.post("/password-reset", &[("email", "nobody")]).await;
        assert_eq!(malformed.status, 422);
        malformed.says("role=\"alert\"");
    }

    async fn a_lost_password_is_set_anew(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        register(&theatre.visitor(), ADA).await;
        let (ada, _) = sign_in(&theatre, PASSWORD).await;
        assert_eq!(ada.get("/account").await.status, 200);
        let guest = theatre.visitor();
        guest.post("/password-reset", &[("email", ADA)]).await;
        let token = theatre.newest_token("/password-reset/link").await;
        guest.get(&format!("/password-reset/link?token={token}")).await.says("Set the password");
        let refused = guest.post("/password-reset/link", &[("token", &token), ("password", "short")]).await;
        assert_eq!((refused.status, refused.value("password")), (422, Some("")));
        assert_eq!(refused.value("token"), Some(token.as_str()));
        let done = guest.post("/password-reset/link", &[("token", &token), ("password", ANOTHER)]).await;
        assert_eq!(led(&done), (303, "/password-reset/done"));
        let again = guest.post("/password-reset/link", &[("token", &token), ("password", PASSWORD)]).await;
        assert_eq!(again.status, 410);
        again.says("This link no longer works");
        assert_eq!(led(&ada.get("/account").await), (303, "/sign-in?next=/account"), "signed out everywhere");
        assert_eq!(sign_in(&theatre, PASSWORD).await.1.status, 401);
        assert_eq!(sign_in(&theatre, ANOTHER).await.1.status, 303);
    }

    async fn the_password_is_changed(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        register(&theatre.visitor(), ADA).await;
        let (here, _) = sign_in(&theatre, PASSWORD).await;
        let (there, _) = sign_in(&theatre, PASSWORD).await;
        here.get("/account/password").await.says("Present password");
        let wrong = here.post("/account/password", &[("present_password", ANOTHER), ("new_password", ANOTHER)]).await;
        assert_eq!(wrong.status, 422);
        wrong.says("This is not your present password");
        wrong.keeps_quiet_about(&[ANOTHER]);
        let done = here.post("/account/password", &[("present_password", PASSWORD), ("new_password", ANOTHER)]).await;
        assert_eq!(led(&done), (303, "/account?done=password_changed"));
        here.get("/account?done=password_changed").await.says("The password is changed");
        assert_eq!(there.get("/account").await.status, 303, "signed out there");
        assert_eq!(theatre.visitor().get("/account/password").await.status, 303);
    }

    async fn an_invitation_is_accepted(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let duty = Duty { role: Role::BoxOffice, scopes: Vec::new() };
        let new = Invitation { email: ADA, name: "Ada <b>Lovelace</b>", duty };
        theatre.house.invite(new).await.unwrap();
        let token = theatre.newest_token("/invitation").await;
        let guest = theatre.visitor();
        let page = guest.get(&format!("/invitation?token={token}")).await;
        page.says("as box-office staff");
        page.says("At least 12 characters");
        page.keeps_quiet_about(&["<b>Lovelace"]);
        let refused = guest.post("/invitation", &[("token", &token), ("password", "k7#pQ2xv")]).await;
        assert_eq!(refused.status, 422);
        let done = guest.post("/invitation", &[("token", &token), ("password", ANOTHER)]).await;
        assert_eq!(led(&done), (303, "/invitation/accepted"));
        assert_eq!(guest.post("/invitation", &[("token", &token), ("password", ANOTHER)]).await.status, 410);
        let (_, page) = sign_in(&theatre, ANOTHER).await;
        assert_eq!(led(&page), (303, "/admin"));
        assert_eq!(guest.get("/invitation").await.status, 404);
    }

    async fn trying_often_is_limited(engine: Engine) {
        let once = |limits: foh_domain::limits::Limits, limit| limits.with(limit, Rate::new(1, 60));
        let limits = [Limit::Register, Limit::PasswordReset, Limit::EmailVerification, Limit::PasswordChange]
            .into_iter()
            .fold(unlimited(), once);
        let theatre = Playhouse::open_with(engine, limits, true).await;
        let guest = theatre.visitor();
        assert_eq!(register(&guest, ADA).await.status, 303);
        let (ada, _) = sign_in(&theatre, PASSWORD).await;
        let change = [("present_password", "x"), ("new_password", "y")];
        assert_eq!(guest.post("/password-reset", &[("email", ADA)]).await.status, 303);
        assert_eq!(guest.post("/register/verify", &[("token", "x")]).await.status, 404);
        assert_eq!(ada.post("/account/password", &change).await.status, 422);
        for limited in [
            register(&guest, "other@example.org").await,
            guest.post("/password-reset", &[("email", "other@example.org")]).await,
            guest.post("/password-reset/link", &[("token", "x"), ("password", "x")]).await,
            guest.post("/register/verify", &[("token", "x")]).await,
            guest.post("/invitation", &[("token", "x"), ("password", "x")]).await,
            ada.post("/account/password", &change).await,
        ] {
            assert_eq!(limited.status, 429);
            let seconds: u32 = limited.header("retry-after").parse().unwrap();
            assert!((1..=60).contains(&seconds));
        }
    }
}
