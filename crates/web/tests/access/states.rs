//! What an account may do is asked at every request: a change counts at once, on whatever node.

use foh_domain::identity::Role;
use foh_testkit::{both_engines, engines::Engine};

use crate::{
    people::{Outcome, Person, set_active, set_role},
    support::{Evening, TestApp},
};

both_engines! {
    async fn a_changed_account_is_another_at_once(engine: Engine) {
        let app = TestApp::open(engine).await;
        let node = app.another_node().await;
        let hall = app.put_on(Evening::default()).await;
        let person = Person::come(&app, Role::BoxOffice, hall.id.parse().unwrap()).await;
        for asked in [&app, &node] {
            let browser = person.browser(asked);
            let outcome = |path: &'static str| {
                let browser = browser.clone();
                async move { Outcome::of(&browser.get(path).await) }
            };
            set_role(&app, person.id, Role::BoxOffice).await;
            assert_eq!(outcome("/admin/reservations").await, Outcome::Reached);
            assert_eq!(outcome("/api/admin/reservations").await, Outcome::Reached);
            assert_eq!(outcome("/admin/venues").await, Outcome::Forbidden);
            set_role(&app, person.id, Role::Content).await;
            assert_eq!(outcome("/admin/reservations").await, Outcome::Forbidden);
            assert_eq!(outcome("/api/admin/reservations").await, Outcome::Forbidden);
            assert_eq!(outcome("/admin/venues").await, Outcome::Reached);
            set_role(&app, person.id, Role::Member).await;
            assert_eq!(outcome("/admin/venues").await, Outcome::Forbidden);
            assert_eq!(outcome("/").await, Outcome::Reached);
            set_active(&app, person.id, false).await;
            assert_eq!(outcome("/admin/venues").await, Outcome::SignIn);
            assert_eq!(outcome("/api/admin/venues").await, Outcome::SignIn);
            set_active(&app, person.id, true).await;
            assert_eq!(outcome("/admin/venues").await, Outcome::Forbidden);
        }
    }
}
