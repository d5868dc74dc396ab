//! Who works at a location: one account at most, which works nowhere else, whoever says so at once.

use foh_app::identity::{AccountError, AdministerError, Invitation};
use foh_domain::{audit::Action, identity::Role};
use foh_testkit::{both_engines, engines::Engine};
use uuid::Uuid;

use super::ground::{Bar, location};
use crate::house::at_once;

/// How many people reach a location.
const REACH: &str = "SELECT COUNT(*) AS n FROM user_scopes s JOIN bar_locations l ON l.id = s.scope_id WHERE l.name = 'Terrace'";
/// The most that anybody works at.
const MOST: &str =
    "SELECT MAX(n) AS n FROM (SELECT COUNT(*) AS n FROM user_scopes GROUP BY user_id) counted";

impl Bar {
    async fn works_at(&self, location: Uuid) -> Option<Uuid> {
        let user = self.node(1).location_user(location).await.unwrap();
        user.map(|user| user.id)
    }
}

both_engines! {
    async fn one_account_works_at_a_location(engine: Engine) {
        let bar = Bar::open(engine).await;
        let node = bar.node(0);
        let (ada, noor) = (bar.house.staff(Role::BarCounter).await, bar.house.staff(Role::BarCounter).await);
        assert_eq!(bar.works_at(bar.terrace).await, None);
        for (place, user) in [(bar.terrace, ada), (bar.terrace, noor), (bar.cellar, noor), (bar.cellar, noor)] {
            node.assign_location_user(place, Some(user)).await.unwrap();
            assert_eq!(bar.works_at(place).await, Some(user));
        }
        assert_eq!(bar.works_at(bar.terrace).await, None, "moved to the cellar");
        let offered = node.bar_counters().await.unwrap();
        assert_eq!(offered.len(), 2);
        // Accounts may be given a location as well, but none that is somebody's.
        let taken = node.change_duty(ada, Bar::duty(Role::BarCounter, &[bar.cellar])).await;
        let Err(AdministerError::Faults(faults)) = taken else { panic!("{taken:?}") };
        assert_eq!((faults[0].field, faults[0].message.as_str()), ("scopes", "Somebody else works at this location already."));
        for scopes in [vec![bar.terrace, bar.cellar], vec![Uuid::from_u128(9)]] {
            let refused = node.change_duty(ada, Bar::duty(Role::BarCounter, &scopes)).await;
            assert!(matches!(refused, Err(AdministerError::Faults(_))), "{refused:?}");
        }
        let invited = Invitation { email: "ines@example.org", name: "Ines", duty: Bar::duty(Role::BarCounter, &[bar.cellar]) };
        assert!(matches!(node.invite(invited).await, Err(AccountError::Faults(_))));
        node.change_duty(ada, Bar::duty(Role::BarCounter, &[bar.terrace])).await.unwrap();
        assert_eq!(bar.works_at(bar.terrace).await, Some(ada));
        node.assign_location_user(bar.terrace, None).await.unwrap();
        assert_eq!(bar.works_at(bar.terrace).await, None);
        // Whoever manages the bar works at no location, and what is not there is given nobody.
        let manager = bar.house.staff(Role::BarManager).await;
        for (place, user) in [(bar.terrace, manager), (bar.terrace, Uuid::from_u128(9)), (Uuid::from_u128(9), ada)] {
            let refused = node.assign_location_user(place, Some(user)).await;
            assert!(matches!(refused, Err(AdministerError::Unknown)), "{refused:?}");
        }
        // Who gets another role leaves the place free.
        node.change_duty(noor, Bar::duty(Role::BarManager, &[])).await.unwrap();
        assert_eq!(bar.works_at(bar.cellar).await, None);
    }

    async fn many_are_given_one_location(engine: Engine) {
        let bar = Bar::open(engine).await;
        let mut counters = Vec::new();
        for _ in 0..8 {
            counters.push(bar.house.staff(Role::BarCounter).await);
        }
        for round in 0..4 {
            let done = at_once(24, |n| {
                let (house, user, place) = (bar.node(n).clone(), counters[n % 8], bar.terrace);
                async move {
                    match n / 8 {
                        0 => house.assign_location_user(place, Some(user)).await.is_ok(),
                        1 => match house.change_duty(user, Bar::duty(Role::BarCounter, &[place])).await {
                            Ok(()) => true,
                            Err(AdministerError::Faults(_)) => false,
                            Err(error) => panic!("{error:?}"),
                        },
                        _ => {
                            let email = format!("new-{round}-{n}@example.org");
                            let new = Invitation { email: &email, name: "Ines", duty: Bar::duty(Role::BarCounter, &[place]) };
                            match house.invite(new).await {
                                Ok(_) => true,
                                Err(AccountError::Faults(_)) => false,
                                Err(error) => panic!("{error:?}"),
                            }
                        }
                    }
                }
            });
            let done = done.await;
            assert!(done[..8].iter().all(|done| *done), "assigning always does");
            assert_eq!(bar.house.count(REACH).await, 1, "round {round}");
            assert!(bar.works_at(bar.terrace).await.is_some());
        }
    }

    async fn one_account_is_given_many_locations(engine: Engine) {
        let bar = Bar::open(engine).await;
        let mut places = vec![bar.terrace, bar.cellar];
        for n in 0..6 {
            places.push(bar.node(0).create(location(&format!("Place {n}"))).await.unwrap());
        }
        let ada = bar.house.staff(Role::BarCounter).await;
        for _ in 0..4 {
            let done = at_once(16, |n| {
                let (house, place) = (bar.node(n).clone(), places[n % 8]);
                async move {
                    if n < 8 {
                        house.assign_location_user(place, Some(ada)).await.unwrap();
                    } else {
                        house.change_duty(ada, Bar::duty(Role::BarCounter, &[place])).await.unwrap();
                    }
                }
            });
            done.await;
            assert_eq!(bar.house.count(MOST).await, 1);
        }
    }

    /// Whoever was given another location at that moment keeps it, though somebody says that nobody works at the former.
    async fn who_has_moved_on_is_not_sent_away(engine: Engine) {
        let bar = Bar::open(engine).await;
        let ada = bar.house.staff(Role::BarCounter).await;
        for round in 0..12 {
            bar.node(0).assign_location_user(bar.terrace, Some(ada)).await.unwrap();
            let done = at_once(2, |n| {
                let (house, terrace, cellar) = (bar.node(n + round).clone(), bar.terrace, bar.cellar);
                async move {
                    if n == 0 {
                        house.assign_location_user(terrace, None).await.unwrap();
                    } else {
                        house.change_duty(ada, Bar::duty(Role::BarCounter, &[cellar])).await.unwrap();
                    }
                }
            });
            done.await;
            assert_eq!((bar.works_at(bar.terrace).await, bar.works_at(bar.cellar).await), (None, Some(ada)), "round {round}");
        }
    }

    async fn the_log_says_where_an_account_works(engine: Engine) {
        let bar = Bar::open(engine).await;
        let ada = bar.house.staff(Role::BarCounter).await;
        for user in [Some(ada), Some(ada), None, None] {
            bar.house.advance(super::ground::MINUTE);
            bar.node(0).assign_location_user(bar.terrace, user).await.unwrap();
        }
        let filter = foh_app::audit::AuditFilter { subject: Some(ada), limit: 99, ..Default::default() };
        let mut items = bar.node(0).audit_log(filter).await.unwrap();
        items.retain(|item| item.action == Some(Action::LocationUserChanged));
        items.reverse();
        let told: Vec<_> = items.iter().map(|item| format!("{} {}", item.what(), item.to_what())).collect();
        assert_eq!(told, [
            "changed the location to Terrace account Bruno Conti",
            "changed the location to none account Bruno Conti",
        ]);
    }
}
