//! Login links: they work for an hour, once, for whoever works at the location now, and not a moment longer than that account reaches it.

use foh_app::{
    SignInRules,
    bar::{LoginLinkError, MadeLoginLink},
    identity::{Invitation, SignIn, Staff},
};
use foh_domain::{
    audit::Action,
    bar::Location,
    identity::{AccountState, Role},
};
use foh_testkit::{both_engines, engines::Engine};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::ground::{Bar, HOUR, MINUTE, location};
use crate::{
    house::{MANY, TestHouse, at_once, token},
    second_factor::enrol,
    sign_in::{PASSWORD, account, at, begun, sign_in, who},
};

const SESSIONS: &str = "SELECT COUNT(*) AS n FROM sessions";

fn text(link: &MadeLoginLink) -> String {
    let (place, token) = link.url.expose_secret().split_once("?token=").unwrap();
    assert_eq!(place, "https://tickets.example.org/sign-in/link");
    token.to_owned()
}

impl Bar {
    async fn link(&self, location: Uuid) -> String {
        text(&self.node(0).make_login_link(location).await.unwrap())
    }

    /// Opens a link on a node; the session that begins.
    async fn opens(&self, node: usize, link: &str) -> Option<String> {
        let came = self
            .node(node)
            .sign_in_by_link(token(link), at("192.0.2.1"));
        begun(came.await.unwrap()).map(|signed_in| signed_in.session.expose_secret().to_owned())
    }

    async fn no_link(&self, location: Uuid) -> LoginLinkError {
        self.node(0).make_login_link(location).await.unwrap_err()
    }
}

both_engines! {
    async fn whoever_opens_it_is_at_their_location(engine: Engine) {
        let bar = Bar::open(engine).await;
        let counter = bar.counter(bar.terrace).await;
        let made = bar.node(0).make_login_link(bar.terrace).await.unwrap();
        assert_eq!((made.user_id, made.expires_at), (counter.id, bar.house.clock.now() + HOUR));
        let link = text(&made);
        let until = bar.node(1).sign_in_link_until(&token(&link)).await.unwrap();
        assert_eq!(until, Some(made.expires_at), "looking does not use it up");
        let session = bar.opens(1, &link).await.unwrap();
        let staff: Staff = bar.node(2).who_has_session(&session).await.unwrap().unwrap();
        assert_eq!((staff.id, staff.role, staff.held_to()), (counter.id, Role::BarCounter, Some(vec![bar.terrace])));
        assert_eq!(bar.node(1).sign_in_link_until(&token(&link)).await.unwrap(), None);
        // Given another location, the same session is there and not here.
        bar.node(0).assign_location_user(bar.cellar, Some(counter.id)).await.unwrap();
        let staff = bar.node(1).who_has_session(&session).await.unwrap().unwrap();
        assert_eq!(staff.held_to(), Some(vec![bar.cellar]));
        bar.node(0).assign_location_user(bar.cellar, None).await.unwrap();
        let staff = bar.node(1).who_has_session(&session).await.unwrap().unwrap();
        assert_eq!(staff.held_to(), Some(Vec::new()), "nowhere");
    }

    async fn it_works_once(engine: Engine) {
        let bar = Bar::open(engine).await;
        bar.counter(bar.terrace).await;
        let link = bar.link(bar.terrace).await;
        let came = at_once(MANY, |n| {
            let (house, link) = (bar.node(n).clone(), token(&link));
            async move { begun(house.sign_in_by_link(link, at("192.0.2.1")).await.unwrap()).is_some() }
        });
        assert_eq!(came.await.into_iter().filter(|came| *came).count(), 1);
        assert_eq!(bar.house.count(SESSIONS).await, 1);
    }

    async fn it_expires(engine: Engine) {
        let rules = SignInRules { link_life: MINUTE * 30, ..SignInRules::default() };
        let bar = Bar::on(TestHouse::with_rules(engine, rules)).await;
        bar.counter(bar.terrace).await;
        let links = [bar.link(bar.terrace).await];
        bar.house.advance(MINUTE * 30);
        assert_eq!(bar.opens(0, &links[0]).await, None);
        let link = bar.link(bar.terrace).await;
        bar.house.advance(MINUTE * 29);
        assert!(bar.opens(1, &link).await.is_some());
    }

    async fn it_dies_with_what_it_was_given_for(engine: Engine) {
        let bar = Bar::open(engine).await;
        let id = account(&bar.house, "ada@example.org", Role::BarCounter).await;
        let node = bar.node(0);
        let assign = |location, user| async move { node.assign_location_user(location, user).await.unwrap() };
        assign(bar.terrace, Some(id)).await;

        let link = bar.link(bar.terrace).await;
        let newer = bar.link(bar.terrace).await;
        assert_eq!(bar.opens(0, &link).await, None, "a newer one was made");

        node.deactivate(id).await.unwrap();
        assert_eq!(bar.opens(0, &newer).await, None, "switched off");
        node.reactivate(id).await.unwrap();
        assert_eq!(bar.opens(0, &newer).await, None, "switched on again");

        let link = bar.link(bar.terrace).await;
        let session = sign_in(&bar.house, "ada@example.org", PASSWORD).await.unwrap();
        node.change_password(id, Some(&session), PASSWORD.into(), "vermilion otter cabinet".into()).await.unwrap();
        assert_eq!(bar.opens(0, &link).await, None, "another password");

        let link = bar.link(bar.terrace).await;
        node.end_sessions(id).await.unwrap();
        assert_eq!(bar.opens(0, &link).await, None, "everything that signs in was ended");

        let link = bar.link(bar.terrace).await;
        assign(bar.terrace, None).await;
        assert_eq!(bar.opens(0, &link).await, None, "works there no more");
        assign(bar.terrace, Some(id)).await;
        assert_eq!(bar.opens(0, &link).await, None, "works there again");

        let link = bar.link(bar.terrace).await;
        assign(bar.cellar, Some(id)).await;
        assert_eq!(bar.opens(0, &link).await, None, "works elsewhere");

        let link = bar.link(bar.cellar).await;
        let other = bar.house.staff(Role::BarCounter).await;
        assign(bar.cellar, Some(other)).await;
        assert_eq!(bar.opens(0, &link).await, None, "somebody else works there");

        assign(bar.cellar, Some(id)).await;
        for duty in [Bar::duty(Role::BarCounter, &[bar.terrace]), Bar::duty(Role::Administrator, &[])] {
            let place = if duty.role == Role::BarCounter { bar.cellar } else { bar.terrace };
            let link = bar.link(place).await;
            node.change_duty(id, duty).await.unwrap();
            assert_eq!(bar.opens(0, &link).await, None, "another duty: nobody comes in as what they were not when it was made");
        }
        let kept = bar.house.count("SELECT COUNT(*) AS n FROM tokens WHERE purpose = 'sign_in_link'").await;
        assert_eq!((kept, bar.house.count(SESSIONS).await), (0, 0));
    }

    async fn it_is_made_for_somebody_who_is_there(engine: Engine) {
        let bar = Bar::open(engine).await;
        assert!(matches!(bar.no_link(bar.terrace).await, LoginLinkError::Nobody));
        assert!(matches!(bar.no_link(Uuid::from_u128(9)).await, LoginLinkError::Unknown));
        let invited = Invitation { email: "noor@example.org", name: "Noor", duty: Bar::duty(Role::BarCounter, &[bar.terrace]) };
        bar.node(0).invite(invited).await.unwrap();
        assert!(matches!(bar.no_link(bar.terrace).await, LoginLinkError::State(AccountState::Invited)));
        let counter = bar.counter(bar.cellar).await;
        bar.node(0).deactivate(counter.id).await.unwrap();
        assert!(matches!(bar.no_link(bar.cellar).await, LoginLinkError::State(AccountState::Inactive)));
        bar.node(0).reactivate(counter.id).await.unwrap();
        let link = bar.link(bar.cellar).await;
        let off = |place: Location| Ok(Location { active: false, ..place });
        bar.node(0).change(bar.cellar, Box::new(off)).await.unwrap();
        // What is refused ends nothing that was made before.
        assert!(matches!(bar.no_link(bar.cellar).await, LoginLinkError::Inactive));
        assert!(bar.node(0).sign_in_link_until(&token(&link)).await.unwrap().is_some());
    }

    async fn a_second_factor_is_asked_for(engine: Engine) {
        let bar = Bar::open(engine).await;
        let counter = bar.counter(bar.terrace).await;
        enrol(&bar.house, counter.id).await;
        let link = bar.link(bar.terrace).await;
        let came = bar.node(0).sign_in_by_link(token(&link), at("192.0.2.1")).await.unwrap();
        assert!(matches!(came, SignIn::SecondFactorNeeded(_)), "{came:?}");
        assert_eq!(bar.house.count(SESSIONS).await, 0);
        assert_eq!(bar.opens(1, &link).await, None, "it was used");
    }

    /// Whoever is switched off while they open a link is out, whichever came first.
    async fn opened_while_it_dies(engine: Engine) {
        let bar = Bar::open(engine).await;
        for round in 0..8 {
            let place = bar.node(0).create(location(&format!("Place {round}"))).await.unwrap();
            let counter = bar.counter(place).await;
            let link = bar.link(place).await;
            let sessions = at_once(4, |n| {
                let (house, link, id) = (bar.node(n).clone(), token(&link), counter.id);
                async move {
                    if n < 3 {
                        let came = begun(house.sign_in_by_link(link, at("192.0.2.1")).await.unwrap());
                        return came.map(|signed_in| signed_in.session.expose_secret().to_owned());
                    }
                    house.deactivate(id).await.unwrap();
                    None
                }
            });
            for session in sessions.await.into_iter().flatten() {
                assert_eq!(who(&bar.house, &session).await, None, "round {round}");
            }
        }
        assert_eq!(bar.house.count(SESSIONS).await, 0);
    }

    async fn all_of_it_is_witnessed(engine: Engine) {
        let bar = Bar::open(engine).await;
        let counter = bar.counter(bar.terrace).await;
        let tick = || bar.house.advance(MINUTE);
        tick();
        let old = bar.link(bar.terrace).await;
        bar.house.advance(HOUR);
        assert_eq!(bar.opens(0, &old).await, None);
        tick();
        let link = bar.link(bar.terrace).await;
        tick();
        bar.opens(0, &link).await.unwrap();
        tick();
        assert_eq!(bar.opens(0, &link).await, None);
        let filter = foh_app::audit::AuditFilter { subject: Some(counter.id), limit: 99, ..Default::default() };
        let mut items = bar.node(0).audit_log(filter).await.unwrap();
        items.reverse();
        let told: Vec<_> = items.iter().filter_map(|item| Some((item.action?, item.what()))).collect();
        let of_links: Vec<_> = told.iter().filter(|(_, what)| what.contains("link")).map(|(action, what)| (*action, what.as_str())).collect();
        assert_eq!(of_links, [
            (Action::SignInLinkMade, "made a sign-in link for Terrace"),
            (Action::SignInFailed, "was refused to sign in by link"),
            (Action::SignInLinkMade, "made a sign-in link for Terrace"),
            (Action::SignedIn, "signed in by link"),
            (Action::SignInFailed, "was refused to sign in by link"),
        ]);
        bar.house.is_whole(&[]).await;
    }
}
