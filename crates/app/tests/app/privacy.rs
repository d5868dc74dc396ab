//! What is kept about somebody: seen and erased by a link to their address, and by staff.

use foh_app::{
    audit::AuditFilter,
    identity::{AccountSearch, AdministerError, LinkError, Registration},
};
use foh_domain::{audit::Group, identity::Role};
use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    accounts::{links, registered, sign_in},
    house::{MANY, TestHouse, at_once, guest, no_fault, party, tally, token, tokens_in},
};

const ADA: &str = "ada@example.org";
const PASSWORD: &str = "vermilion otter cabinet";
const PATH: &str = "/privacy/link";

/// Asks for a link and reads it in the mailbox.
async fn link(house: &TestHouse, email: &str) -> String {
    house.house().request_privacy_link(email).await.unwrap();
    links(house, "privacy", PATH).await.remove(0)
}

async fn reserve(house: &TestHouse, performance: Uuid, email: &str) -> Uuid {
    let guest = guest("Ada Rossi", email);
    let reserved = house.house().reserve(performance, &guest, party(2), None);
    reserved.await.unwrap().reservation_id
}

async fn witnessed(house: &TestHouse, word: &str) -> usize {
    let filter = AuditFilter {
        group: Some(Group::Privacy),
        account: None,
        subject: None,
        from: None,
        until: None,
        before: None,
        limit: 100,
    };
    let items = house.house().audit_log(filter).await.unwrap();
    items.iter().filter(|item| item.word == word).count()
}

const ROWS: &str =
    "SELECT (SELECT COUNT(*) FROM tokens) * 1000 + (SELECT COUNT(*) FROM outbox) AS n";

both_engines! {
    async fn a_guest_sees_everything_and_only_what_is_theirs(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(100).await;
        let first = reserve(&house, performance, ADA).await;
        let second = reserve(&house, performance, "ADA@Example.org").await;
        reserve(&house, performance, "somebody@example.org").await;
        let account = registered(&house).await;
        let text = link(&house, "Ada@example.ORG").await;
        house.house().see_privacy_link(token(&text)).await.unwrap();
        assert_eq!(witnessed(&house, "data.copied").await, 0, "looking at the link shows nothing");
        let data = house.house().personal_data(token(&text)).await.unwrap();
        let mut ids: Vec<_> = data.copy.reservations.iter().map(|one| one.reservation.id).collect();
        assert!(ids.is_sorted_by(|one, next| one > next), "the newest first");
        ids.sort_unstable();
        let mut expected = [first, second];
        expected.sort_unstable();
        assert_eq!(ids, expected);
        assert_eq!(data.copy.account.as_ref().unwrap().id, account);
        assert!(!data.is_staff && !data.copy.is_cut);
        assert_eq!(witnessed(&house, "data.copied").await, 1);
        house.house().personal_data(token(&text)).await.unwrap();
        house.advance(SignedDuration::from_mins(61));
        let late = house.house().personal_data(token(&text)).await;
        assert!(matches!(late, Err(LinkError::Gone)));
    }

    /// Whoever asks for an address of which nothing is kept leaves the same behind and hears the same.
    async fn nobody_learns_whether_anything_is_kept(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(100).await;
        reserve(&house, performance, ADA).await;
        let before = house.count(ROWS).await;
        house.house().request_privacy_link(ADA).await.unwrap();
        let between = house.count(ROWS).await;
        house.house().request_privacy_link("nobody@example.org").await.unwrap();
        let after = house.count(ROWS).await;
        assert_eq!(between - before, after - between);
        let mails = house.mails("privacy").await;
        assert_eq!(mails.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [ADA]);
        assert!(house.house().request_privacy_link("no address").await.is_err());
    }

    async fn erasure_is_done_once_and_leaves_numbers_and_tickets(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(400).await;
        let by = house.staff(Role::Door).await;
        let other = house.book(performance, 1).await;
        let early = reserve(&house, performance, ADA).await;
        let mails = house.mails("confirmation").await;
        let (_, mail) = mails.iter().find(|(to, _)| to == ADA).unwrap();
        let confirmation = tokens_in(mail, "/reservations/confirm").remove(0);
        let ticket = house.confirm(&confirmation).await.unwrap().check_in;
        for _ in 0..120 {
            reserve(&house, performance, ADA).await;
        }
        registered(&house).await;
        assert!(sign_in(house.house(), PASSWORD).await.is_some());
        let text = link(&house, ADA).await;

        let answers = at_once(MANY / 4, |number| {
            let (node, text) = (house.node(number).clone(), text.clone());
            async move { node.erase_personal_data(token(&text)).await }
        })
        .await;
        let counts = tally(&answers, |answer| match answer {
            Ok(_) => "erased".into(),
            Err(LinkError::Gone | LinkError::Unknown) => "gone".into(),
            Err(LinkError::Store(error)) => no_fault(error),
            Err(error) => error.to_string(),
        });
        assert_eq!(counts.get("erased"), Some(&1), "{counts:?}");
        assert_eq!(counts.len(), 2, "{counts:?}");

        for search in [ADA, "ada"] {
            let found = house.house().accounts(AccountSearch { text: search.into(), limit: 9, ..AccountSearch::default() });
            assert!(found.await.unwrap().items.is_empty(), "{search}");
        }
        assert!(sign_in(house.house(), PASSWORD).await.is_none());
        let left = house.count("SELECT COUNT(*) AS n FROM reservations WHERE guest IS NOT NULL").await;
        assert_eq!(left, 1, "the other guest's");
        let mails = house.mails("confirmation").await;
        assert!(mails.iter().all(|(to, _)| *to == other.email));
        let waiting = house.count("SELECT COUNT(*) AS n FROM outbox WHERE payload IS NOT NULL").await;
        assert_eq!(waiting, 2, "both of the other guest");
        assert!(witnessed(&house, "data.erased").await >= 1);
        assert!(house.house().verify_audit(&[]).await.unwrap().is_whole());
        let found = house.house().reservation(early).await.unwrap().unwrap();
        assert!(found.guest.is_none());
        house.advance(SignedDuration::from_hours(11));
        house.check_in(&crate::house::reveal(&ticket), None, by).await.expect("the ticket is valid");
        house.adds_up().await;
        let again = Registration { email: ADA, name: "Ada Rossi", password: PASSWORD.into() };
        assert!(house.house().register(again).await.unwrap().is_some(), "the address is free");
    }

    async fn who_works_here_keeps_the_account(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(100).await;
        let new = foh_app::identity::NewAccount { email: ADA, name: "Ada Rossi", role: Role::BoxOffice, password: Some(PASSWORD.into()) };
        let id = house.house().create_user(new).await.unwrap();
        let reservation = reserve(&house, performance, ADA).await;
        let text = link(&house, ADA).await;
        assert!(house.house().personal_data(token(&text)).await.unwrap().is_staff);
        let erased = house.house().erase_personal_data(token(&text)).await.unwrap();
        assert!(erased.staff && !erased.account);
        assert_eq!(erased.reservations, 1);
        assert!(house.house().reservation(reservation).await.unwrap().unwrap().guest.is_none());
        assert!(sign_in(house.house(), PASSWORD).await.is_some());
        assert!(house.house().account(id).await.unwrap().is_some());
    }

    async fn staff_erase_reservations_and_accounts(engine: Engine) {
        let house = TestHouse::open(engine);
        let performance = house.publish_performance(100).await;
        let reservation = reserve(&house, performance, ADA).await;
        let member = registered(&house).await;
        let administrator = house.staff(Role::Administrator).await;
        let data = house.house().personal_data_for_staff(ADA).await.unwrap();
        assert_eq!((data.copy.reservations.len(), data.copy.account.unwrap().id), (1, member));
        for _ in 0..2 {
            house.house().erase_reservation(reservation).await.unwrap();
        }
        assert!(house.house().reservation(reservation).await.unwrap().unwrap().guest.is_none());
        house.house().erase_account(member).await.unwrap();
        assert!(matches!(house.house().erase_account(member).await, Err(AdministerError::Unknown)));
        assert!(matches!(house.house().reactivate(member).await, Err(AdministerError::Unknown)));
        assert!(matches!(house.house().erase_account(administrator).await, Err(AdministerError::LastAdministrator)));
        assert!(sign_in(house.house(), PASSWORD).await.is_none());
        assert!(house.mails("verification").await.is_empty());
        assert!(house.house().personal_data_for_staff(ADA).await.unwrap().copy.is_empty());
        assert!(house.house().verify_audit(&[]).await.unwrap().is_whole());
    }
}
