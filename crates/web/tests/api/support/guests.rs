//! Guests: they reserve, open their mail, confirm.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Answer, Asking, Hall, TestApp, together};

/// A pending reservation with the links of its e-mail.
#[derive(Debug, Clone)]
pub struct Reservation {
    pub id: String,
    pub email: String,
    pub confirmation: String,
    pub cancellation: String,
}

/// A ticket as the confirmation answers it.
#[derive(Debug, Clone)]
pub struct Ticket {
    pub reservation: String,
    pub email: String,
    pub token: String,
    pub answer: Value,
}

impl TestApp {
    /// What a guest types.
    pub fn wish(&self, party: u32) -> Value {
        let number = self.number();
        json!({
            "name": format!("Guest {number}"),
            "email": format!("guest-{number}@example.org"),
            "party_size": party,
        })
    }

    /// Asks for places.
    pub async fn ask(&self, hall: &Hall, party: u32) -> Answer {
        let wish = self.wish(party);
        self.anybody().post(&hall.reservations(), wish).await
    }

    /// Reserves and reads the links in the e-mail.
    pub async fn reserve(&self, hall: &Hall, party: u32) -> Reservation {
        self.reserve_many(hall, party, 1).await.remove(0)
    }

    /// So many guests reserve at once; then all of them read their mail.
    pub async fn reserve_many(&self, hall: &Hall, party: u32, count: usize) -> Vec<Reservation> {
        let asked = together((0..count).map(|_| {
            let (caller, path, wish) = (self.anybody(), hall.reservations(), self.wish(party));
            async move {
                let email = wish["email"].as_str().unwrap().to_owned();
                (caller.post(&path, wish).await.expect(201), email)
            }
        }))
        .await;
        let letters = self.letters().await.into_iter();
        let letters: HashMap<String, _> = letters
            .filter(|letter| letter.kind == "confirmation")
            .map(|letter| (letter.to.clone(), letter))
            .collect();
        asked
            .into_iter()
            .map(|(answer, email)| Reservation {
                id: answer["reservation_id"].as_str().unwrap().to_owned(),
                confirmation: letters[&email].token("/reservations/confirm"),
                cancellation: letters[&email].token("/reservations/cancel"),
                email,
            })
            .collect()
    }

    /// Presses the button, later.
    pub fn to_confirm(&self, confirmation: &str) -> Asking {
        let body = json!({ "token": confirmation });
        self.anybody().to_post("/api/reservations/confirm", body)
    }

    /// Cancels by a link, later.
    pub fn to_cancel(&self, cancellation: &str) -> Asking {
        let body = json!({ "token": cancellation });
        self.anybody().to_post("/api/reservations/cancel", body)
    }

    /// Shows a ticket at the door, later.
    pub fn to_scan(&self, token: &str, count: Option<u32>) -> Asking {
        let body = json!({ "token": token, "count": count });
        self.door().to_post("/api/check-ins/confirm", body)
    }

    /// Presses the button behind the link.
    pub async fn confirm(&self, confirmation: &str) -> Answer {
        self.anybody()
            .post(
                "/api/reservations/confirm",
                json!({ "token": confirmation }),
            )
            .await
    }

    /// Cancels by a link.
    pub async fn cancel(&self, cancellation: &str) -> Answer {
        self.anybody()
            .post("/api/reservations/cancel", json!({ "token": cancellation }))
            .await
    }

    /// Reserves and confirms.
    pub async fn ticket(&self, hall: &Hall, party: u32) -> Ticket {
        let reservation = self.reserve(hall, party).await;
        self.confirmed(&reservation).await
    }

    /// Confirms a reservation.
    pub async fn confirmed(&self, reservation: &Reservation) -> Ticket {
        let answer = self.confirm(&reservation.confirmation).await.expect(200);
        Ticket {
            reservation: reservation.id.clone(),
            email: reservation.email.clone(),
            token: super::token_in(answer["qr_code_url"].as_str().unwrap()),
            answer,
        }
    }

    /// Shows a ticket at the door.
    pub async fn scan(&self, token: &str) -> Answer {
        self.door()
            .post("/api/check-ins/confirm", json!({ "token": token }))
            .await
    }
}
