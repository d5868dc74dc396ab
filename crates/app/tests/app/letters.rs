//! What guests read. The snapshots are reviewed like code: wording, layout, links.

use foh_app::{
    Delivery,
    identity::{Duty, Invitation, Registration},
};
use foh_domain::{
    booking::{Guest, GuestFields},
    identity::Role,
};
use foh_testkit::{engines::Engine, mail, smtp::Received};

use crate::house::{party, tokens_in};
use crate::outbox::MailHouse;

/// The e-mail without what differs from run to run.
pub fn readable(received: &Received) -> String {
    let attachments = mail::attachments(&received.raw);
    let images = attachments
        .iter()
        .filter(|(_, content)| content.starts_with(b"\x89PNG"));
    let mut text = format!(
        "From: {}\nTo: {}\nSubject: {}\nImages: {}\n\n{}\n-- html --\n{}",
        mail::header(&received.raw, "From").unwrap(),
        mail::header(&received.raw, "To").unwrap(),
        mail::subject(&received.raw),
        images.count(),
        mail::text(&received.raw).replace("\r\n", "\n"),
        mail::html(&received.raw).replace("\r\n", "\n"),
    );
    let mut from = 0;
    while let Some(start) = text[from..]
        .find("token=")
        .map(|at| from + at + "token=".len())
    {
        let end = text[start..]
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
            .map_or(text.len(), |length| start + length);
        assert_eq!(end - start, 64, "a whole token: {}", &text[start..end]);
        text.replace_range(start..end, "[token]");
        from = start;
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_letters_of_a_reservation() {
    let mails = MailHouse::open(Engine::Sqlite);
    assert_eq!(mails.house.house().settings().delivery, Delivery::Smtp);
    let performance = mails.house.publish_performance(10).await;
    let guest = Guest::parse(GuestFields {
        name: "Zoë <b>O’Hara</b> & Co.",
        email: "zoe@example.org",
        phone: None,
        notes: None,
    });
    let node = mails.house.house();
    node.reserve(performance, &guest.unwrap(), party(2), None)
        .await
        .unwrap();
    mails.deliver().await;
    let confirmation = mails.server.received().remove(0);
    let token = tokens_in(&mail::text(&confirmation.raw), "/reservations/confirm").remove(0);
    mails.house.confirm(&token).await.unwrap();
    mails.deliver().await;
    let ticket = mails.server.received().remove(1);
    let token = tokens_in(&mail::text(&ticket.raw), "/reservations/cancel").remove(0);
    mails.house.cancel(&token).await.unwrap();
    mails.deliver().await;
    let cancellation = mails.server.received().remove(2);
    insta::assert_snapshot!("confirmation", readable(&confirmation));
    insta::assert_snapshot!("ticket", readable(&ticket));
    insta::assert_snapshot!("cancellation", readable(&cancellation));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_letters_of_an_account() {
    let mails = MailHouse::open(Engine::Sqlite);
    let node = mails.house.house();
    let new = || Registration {
        email: "zoe@example.org",
        name: "Zoë <b>O’Hara</b> & Co.",
        password: "vermilion otter cabinet".into(),
    };
    let received = async |subject: &str| {
        mails.deliver().await;
        let all = mails.server.received();
        let newest = all.last().expect("a letter");
        assert_eq!(mail::subject(&newest.raw), subject);
        readable(newest)
    };
    node.register(new()).await.unwrap();
    let verification = received("Please confirm your address").await;
    node.register(new()).await.unwrap();
    let already = received("You have an account already").await;
    node.request_password_reset("zoe@example.org")
        .await
        .unwrap();
    let reset = received("Set a new password").await;
    let account = node.account_with("zoe@example.org").await.unwrap().unwrap();
    let (present, another) = ("vermilion otter cabinet", "seventeen quiet lanterns");
    node.change_password(account.id, None, present.into(), another.into())
        .await
        .unwrap();
    let changed = received("Your password was changed").await;
    let invitation = Invitation {
        email: "noor@example.org",
        name: "Noor Example",
        duty: Duty {
            role: Role::BoxOffice,
            scopes: Vec::new(),
        },
    };
    node.invite(invitation).await.unwrap();
    let invitation = received("You are invited to Front of House").await;
    insta::assert_snapshot!("verification", verification);
    insta::assert_snapshot!("already_registered", already);
    insta::assert_snapshot!("password_reset", reset);
    insta::assert_snapshot!("password_changed", changed);
    insta::assert_snapshot!("invitation", invitation);
}
