//! Members become facilitators: once, by an administrator, unless the house is open.

use foh_app::{
    Settings,
    identity::{Duty, NewAccount},
    studio::FacilitatorError,
};
use foh_domain::{
    identity::Role,
    studio::{Facilitator, FacilitatorState},
};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Studio, counts};
use crate::house::at_once;

fn profile(bio: &str) -> Facilitator {
    Facilitator::parse(bio, "Breath work").unwrap()
}

async fn state(studio: &Studio, id: Uuid) -> Option<FacilitatorState> {
    let found = studio.node(1).facilitator_of(id).await.unwrap();
    found.map(|item| item.state)
}

async fn role(studio: &Studio, id: Uuid) -> Role {
    let found = studio.node(1).account(id).await.unwrap();
    found.expect("the account").account.role
}

fn word(decided: &Result<(), FacilitatorError>) -> &'static str {
    match decided {
        Ok(()) => "done",
        Err(FacilitatorError::Decided) => "decided before",
        Err(error) => panic!("{error:?}"),
    }
}

both_engines! {
    async fn an_application_is_decided_once(engine: Engine) {
        let studio = Studio::open(engine).await;
        let member = studio.member().await;
        let applied = at_once(16, |n| {
            let node = studio.node(n).clone();
            async move { node.apply_as_facilitator(member, &profile("I breathe.")).await.unwrap() }
        });
        assert!(applied.await.iter().all(|state| *state == FacilitatorState::Applied));
        assert_eq!(role(&studio, member).await, Role::Member);
        let waiting = studio.node(0).facilitators(FacilitatorState::Applied, None, 10).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert!(!waiting[0].holds_sessions);

        let decided = at_once(16, |n| {
            let node = studio.node(n).clone();
            async move { word(&node.decide_on_facilitator(member, true).await) }
        })
        .await;
        assert_eq!(counts(decided)["done"], 1);
        assert_eq!(studio.told("facilitator_approved").await, ["name-0@example.org"]);
        assert_eq!(role(&studio, member).await, Role::Facilitator);
        let found = studio.node(0).facilitator_of(member).await.unwrap().unwrap();
        assert!(found.holds_sessions && found.state == FacilitatorState::Approved);
        assert_eq!(found.profile, profile("I breathe."));
        let again = studio.node(0).apply_as_facilitator(member, &profile("Again.")).await;
        assert!(matches!(again, Err(FacilitatorError::HasRole(Role::Facilitator))), "{again:?}");
    }

    /// One approves while another refuses: one of them is told that it was decided.
    async fn two_opinions_are_one_decision(engine: Engine) {
        let studio = Studio::open(engine).await;
        for member in studio.members(6).await {
            studio.node(0).apply_as_facilitator(member, &profile("")).await.unwrap();
            let decided = at_once(2, |n| {
                let node = studio.node(n).clone();
                async move { word(&node.decide_on_facilitator(member, n == 0).await) }
            })
            .await;
            assert_eq!(counts(decided.iter().copied())["done"], 1, "{decided:?}");
            let approved = decided[0] == "done";
            let expected = if approved { (FacilitatorState::Approved, Role::Facilitator) } else { (FacilitatorState::Refused, Role::Member) };
            assert_eq!((state(&studio, member).await.unwrap(), role(&studio, member).await), expected);
        }
        let letters = studio.told("facilitator_approved").await.len() + studio.told("facilitator_refused").await.len();
        assert_eq!(letters, 6);
    }

    async fn who_was_refused_may_apply_again(engine: Engine) {
        let studio = Studio::open(engine).await;
        let member = studio.member().await;
        let node = studio.node(0);
        node.apply_as_facilitator(member, &profile("First.")).await.unwrap();
        node.decide_on_facilitator(member, false).await.unwrap();
        assert_eq!(studio.told("facilitator_refused").await.len(), 1);
        assert_eq!(word(&node.decide_on_facilitator(member, true).await), "decided before");
        assert_eq!(role(&studio, member).await, Role::Member);
        node.apply_as_facilitator(member, &profile("Second.")).await.unwrap();
        let found = node.facilitator_of(member).await.unwrap().unwrap();
        assert_eq!((found.state, found.decided_at), (FacilitatorState::Applied, None));
        assert_eq!(found.profile.bio, "Second.");
        node.decide_on_facilitator(member, true).await.unwrap();
        assert_eq!(role(&studio, member).await, Role::Facilitator);
    }

    async fn whom_nobody_can_approve(engine: Engine) {
        let studio = Studio::open(engine).await;
        let node = studio.node(0);
        let unknown = node.decide_on_facilitator(studio.member().await, true).await;
        assert!(matches!(unknown, Err(FacilitatorError::Unknown)), "has not applied: {unknown:?}");
        let inactive = studio.member().await;
        node.apply_as_facilitator(inactive, &profile("")).await.unwrap();
        node.deactivate(inactive).await.unwrap();
        let refused = node.decide_on_facilitator(inactive, true).await;
        assert!(matches!(refused, Err(FacilitatorError::Unknown)), "{refused:?}");
        assert_eq!(role(&studio, inactive).await, Role::Member);
        assert_eq!(state(&studio, inactive).await, Some(FacilitatorState::Applied), "still to be decided");
        let again = node.apply_as_facilitator(inactive, &profile("")).await;
        assert!(matches!(again, Err(FacilitatorError::Unknown)), "{again:?}");

        let busy = studio.member().await;
        node.apply_as_facilitator(busy, &profile("")).await.unwrap();
        node.change_duty(busy, Duty { role: Role::BoxOffice, scopes: Vec::new() }).await.unwrap();
        let refused = node.decide_on_facilitator(busy, true).await;
        assert!(matches!(refused, Err(FacilitatorError::HasRole(Role::BoxOffice))), "{refused:?}");
        assert_eq!(role(&studio, busy).await, Role::BoxOffice, "a role is not taken away by it");
        let other = node.apply_as_facilitator(busy, &profile("")).await;
        assert!(matches!(other, Err(FacilitatorError::HasRole(Role::BoxOffice))), "{other:?}");
        node.decide_on_facilitator(busy, false).await.unwrap();
        assert!(studio.told("facilitator_approved").await.is_empty());
    }

    async fn an_open_house_asks_nobody(engine: Engine) {
        let open = |settings| Settings { facilitators_open: true, ..settings };
        let studio = Studio::with(engine, open).await;
        let member = studio.member().await;
        let applied = at_once(16, |n| {
            let node = studio.node(n).clone();
            async move {
                match node.apply_as_facilitator(member, &profile("")).await {
                    Ok(state) => Some(state),
                    Err(FacilitatorError::HasRole(Role::Facilitator)) => None,
                    Err(error) => panic!("{error:?}"),
                }
            }
        })
        .await;
        let approved: Vec<_> = applied.into_iter().flatten().collect();
        assert_eq!(approved, [FacilitatorState::Approved]);
        assert_eq!(role(&studio, member).await, Role::Facilitator);
        assert_eq!(state(&studio, member).await, Some(FacilitatorState::Approved));
    }

    /// Who has the role from an administrator has a profile as soon as they write one.
    async fn facilitators_present_themselves(engine: Engine) {
        let studio = Studio::open(engine).await;
        let id = studio.facilitator.id;
        assert!(state(&studio, id).await.is_none());
        at_once(16, |n| {
            let node = studio.node(n).clone();
            async move { node.present_facilitator(id, &profile(&format!("I am number {n}."))).await.unwrap() }
        })
        .await;
        let found = studio.node(0).facilitator_of(id).await.unwrap().unwrap();
        assert_eq!(found.state, FacilitatorState::Approved);
        assert!(found.profile.bio.starts_with("I am number "));
        let erased = NewAccount { email: "zoe@example.org", name: "Zoe", role: Role::Facilitator, password: None };
        let erased = studio.node(0).create_user(erased).await.unwrap();
        studio.node(0).erase_account(erased).await.unwrap();
        let late = studio.node(0).present_facilitator(erased, &profile("")).await;
        assert!(matches!(late, Err(FacilitatorError::Unknown)), "{late:?}");
    }
}
