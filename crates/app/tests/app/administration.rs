//! Looking after accounts: what is switched off is off at once, and somebody can always look after the rest.

use foh_app::identity::{AccountSearch, AdministerError, Duty, Invitation, NewAccount};
use foh_domain::{
    identity::{AccountState, Permission, Role},
    token::Purpose,
};
use foh_testkit::{both_engines, engines::Engine};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::{
    accounts::{invited, is_signed_in, links, registered, sign_in, state_of},
    house::{TestHouse, at_once, token},
};

const PASSWORD: &str = "vermilion otter cabinet";

async fn administrator(house: &TestHouse, n: usize) -> Uuid {
    let new = NewAccount {
        email: &format!("admin-{n}@example.org"),
        name: "Bruno Conti",
        role: Role::Administrator,
        password: None,
    };
    house.house().create_user(new).await.unwrap()
}

fn duty(role: Role) -> Duty {
    Duty {
        role,
        scopes: Vec::new(),
    }
}

both_engines! {
    async fn switching_off_ends_everything_at_once(engine: Engine) {
        let house = TestHouse::open(engine);
        administrator(&house, 0).await;
        let id = registered(&house).await;
        let session = sign_in(house.house(), PASSWORD).await.unwrap();
        let api = house.house().create_api_token("ada@example.org").await.unwrap();
        let verification = links(&house, "verification", "/register/verify").await.remove(0);
        house.house().request_password_reset("ada@example.org").await.unwrap();
        let reset = links(&house, "password_reset", "/password-reset/link").await.remove(0);
        assert!(is_signed_in(&house, &session).await);

        house.house().deactivate(id).await.unwrap();
        let works = async || {
            (
                is_signed_in(&house, &session).await,
                house.node(1).who_has_api_token(api.expose_secret()).await.unwrap().is_some(),
                house.node(1).see_verification(token(&verification)).await.is_ok(),
                house.node(1).see_password_reset(token(&reset)).await.is_ok(),
                sign_in(house.node(2), PASSWORD).await.is_some(),
            )
        };
        assert_eq!(works().await, (false, false, false, false, false));
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM tokens").await, 0);
        assert!(house.mails("verification").await.is_empty() && house.mails("password_reset").await.is_empty());
        house.house().deactivate(id).await.unwrap();
        house.house().reactivate(id).await.unwrap();
        house.house().reactivate(id).await.unwrap();
        assert_eq!(works().await, (false, false, false, false, true), "what has ended does not come back");
    }

    async fn door_links_end_with_whoever_made_them(engine: Engine) {
        let house = TestHouse::open(engine);
        administrator(&house, 0).await;
        let maker = administrator(&house, 1).await;
        let performance = house.publish_performance(10).await;
        let by_link = NewAccount { email: "door-link@invalid.example", name: "Door", role: Role::DoorLink, password: None };
        let door = house.house().create_user(by_link).await.unwrap();
        let now = house.clock.now();
        let link = foh_domain::token::Token::new(Uuid::from_u128(9), [9; 32]);
        let stored = foh_store::tokens::StoredToken::new(&link, Purpose::Session, door, (now, now + jiff::SignedDuration::from_hours(1)));
        let made = move |tx: &mut foh_store::Tx<'_>| {
            foh_store::tokens::insert(tx, [&stored])?;
            let moment = now.as_microsecond().into();
            tx.execute(
                "INSERT INTO door_links (id, user_id, performance_id, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5)",
                &[Uuid::from_u128(1).into(), door.into(), performance.into(), maker.into(), moment],
            )
        };
        house.house().database().write(door, made).await.unwrap();
        let text = crate::house::reveal(&link);
        assert!(is_signed_in(&house, &text).await);
        house.house().deactivate(maker).await.unwrap();
        assert!(!is_signed_in(&house, &text).await);
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM door_links WHERE revoked_at IS NULL").await, 0);
        // Those accounts are looked after at their performance.
        for refused in [
            house.house().reactivate(door).await,
            house.house().change_duty(door, duty(Role::Administrator)).await,
            house.house().end_sessions(door).await,
        ] {
            assert!(matches!(refused, Err(AdministerError::Unknown)));
        }
    }

    async fn the_last_administrator_stays(engine: Engine) {
        let house = TestHouse::open(engine);
        let mut administrators = Vec::new();
        for n in 0..16 {
            administrators.push(administrator(&house, n).await);
        }
        let results = at_once(16, |n| {
            let (node, id) = (house.node(n).clone(), administrators[n]);
            async move {
                if n % 2 == 0 { node.deactivate(id).await } else { node.change_duty(id, duty(Role::Door)).await }
            }
        })
        .await;
        let refused: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(matches!(refused[0], AdministerError::LastAdministrator));
        assert_eq!(house.count("SELECT COUNT(*) AS n FROM users WHERE role = 'administrator' AND active").await, 1);
        let kept = administrators[results.iter().position(Result::is_err).unwrap()];
        // An invitation that waits is nobody yet.
        let new = Invitation { email: "new@example.org", name: "New", duty: duty(Role::Administrator) };
        house.house().invite(new).await.unwrap();
        assert!(matches!(house.house().deactivate(kept).await, Err(AdministerError::LastAdministrator)));
        house.house().change_duty(kept, duty(Role::Administrator)).await.unwrap();
    }

    async fn another_role_counts_from_the_next_request_on(engine: Engine) {
        let house = TestHouse::open(engine);
        administrator(&house, 0).await;
        let id = registered(&house).await;
        let session = sign_in(house.house(), PASSWORD).await.unwrap();
        let staff = async || house.node(1).who_has_session(&session).await.unwrap().unwrap();
        assert!(!staff().await.may(Permission::BoxOffice));
        house.house().change_duty(id, duty(Role::BoxOffice)).await.unwrap();
        assert!(staff().await.may(Permission::BoxOffice));
        let routes = vec![Uuid::from_u128(3), Uuid::from_u128(1)];
        house.house().change_duty(id, Duty { role: Role::TravelOperator, scopes: routes.clone() }).await.unwrap();
        assert!(staff().await.reaches(routes[0]) && !staff().await.reaches(Uuid::from_u128(2)));
        assert_eq!(house.house().account(id).await.unwrap().unwrap().scopes, [routes[1], routes[0]]);
        house.house().change_duty(id, duty(Role::TravelOperator)).await.unwrap();
        assert!(!staff().await.reaches(routes[0]));
        for (wrong, field) in [
            (Duty { role: Role::Door, scopes: routes.clone() }, "scopes"),
            (duty(Role::DoorLink), "role"),
            (Duty { role: Role::TravelOperator, scopes: vec![Uuid::nil(); 201] }, "scopes"),
        ] {
            let Err(AdministerError::Faults(faults)) = house.house().change_duty(id, wrong).await else { panic!("refused") };
            assert_eq!(faults[0].field, field);
        }
        let nobody = house.house().change_duty(Uuid::nil(), duty(Role::Door)).await;
        assert!(matches!(nobody, Err(AdministerError::Unknown)));
    }

    async fn sessions_end_and_links_are_sent_on_request(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = registered(&house).await;
        let session = sign_in(house.house(), PASSWORD).await.unwrap();
        house.house().send_password_reset(id).await.unwrap();
        assert_eq!(house.mails("password_reset").await.len(), 1);
        let link = house.house().password_reset_link(id).await.unwrap();
        let text = link.expose_secret().split_once("token=").unwrap().1;
        house.house().see_password_reset(token(text)).await.unwrap();
        house.house().end_sessions(id).await.unwrap();
        assert!(!is_signed_in(&house, &session).await);
        assert!(house.house().see_password_reset(token(text)).await.is_err());
        assert!(sign_in(house.house(), PASSWORD).await.is_some());
        let service = NewAccount { email: "crm@example.org", name: "CRM", role: Role::Service, password: None };
        let service = house.house().create_user(service).await.unwrap();
        assert!(matches!(house.house().send_password_reset(service).await, Err(AdministerError::NoPassword)));
    }

    async fn an_open_invitation_is_withdrawn_instead(engine: Engine) {
        let house = TestHouse::open(engine);
        let id = invited(&house).await;
        for refused in [
            house.house().deactivate(id).await,
            house.house().reactivate(id).await,
            house.house().send_password_reset(id).await,
        ] {
            assert!(matches!(refused, Err(AdministerError::State(AccountState::Invited))));
        }
        assert_eq!(state_of(&house, id).await, AccountState::Invited);
    }

    async fn accounts_are_found(engine: Engine) {
        let house = TestHouse::open(engine);
        let mut ids = Vec::new();
        for n in 0..7 {
            house.advance(jiff::SignedDuration::from_millis(1));
            let name = if n % 2 == 0 { "Chiara Neri" } else { "Dario Bianchi" };
            let role = if n < 3 { Role::Door } else { Role::Member };
            let new = NewAccount { email: &format!("person-{n}@example.org"), name, role, password: None };
            ids.insert(0, house.house().create_user(new).await.unwrap());
        }
        house.advance(jiff::SignedDuration::from_millis(1));
        house.house().deactivate(ids[0]).await.unwrap();
        let waiting = invited(&house).await;
        let find = async |search: AccountSearch| {
            let page = house.node(1).accounts(AccountSearch { limit: 50, ..search }).await.unwrap();
            assert_eq!(page.next, None);
            page.items.iter().map(|item| item.id).collect::<Vec<_>>()
        };
        let search = |text: &str| AccountSearch { text: text.into(), ..AccountSearch::default() };
        assert_eq!(find(search("")).await.len(), 8);
        assert_eq!(find(search(" PERSON-6@example.org ")).await, [ids[0]]);
        assert!(find(search("nobody@example.org")).await.is_empty());
        assert_eq!(find(search("dario")).await, [ids[1], ids[3], ids[5]]);
        assert!(find(search("zoe")).await.is_empty());
        assert_eq!(find(AccountSearch { role: Some(Role::Door), ..search("neri") }).await, [ids[4], ids[6]]);
        for (state, found) in [(AccountState::Invited, vec![waiting]), (AccountState::Inactive, vec![ids[0]]), (AccountState::Active, ids[1..].to_vec())] {
            assert_eq!(find(AccountSearch { state: Some(state), ..search("") }).await, found);
        }
        for text in ["", "neri"] {
            let (mut after, mut seen) = (None, Vec::new());
            loop {
                let page = house.house().accounts(AccountSearch { after, limit: 2, ..search(text) }).await.unwrap();
                assert!(page.items.len() <= 2);
                seen.extend(page.items.iter().map(|item| item.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, find(search(text)).await, "page by page");
        }
        let item = house.house().account_with("person-6@example.org").await.unwrap().unwrap();
        assert_eq!((item.id, item.state), (ids[0], AccountState::Inactive));
    }
}
