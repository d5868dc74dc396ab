//! What clients say, and what is answered.

use std::{sync::Arc, time::Duration};

use foh_app::{
    StoreError,
    identity::Standing,
    limits::LimitError,
    studio::{FromElsewhere, Notification, TellError, Told},
};
use foh_domain::{identity::Permission, limits::Limit, studio::NotificationKind};
use serde_json::{Map, Value, json};
use socketioxide::extract::SocketRef;
use uuid::Uuid;

use super::visit::Visit;
use crate::live::{hub::Listener, wire::Sent};

/// A client that has introduced itself may ask for what it missed (`get_pending_notifications`) for so long before it is told.
const MAY_ASK_FOR: Duration = Duration::from_secs(1);

/// Works on one event.
pub(super) async fn happened(visit: &Arc<Visit>, socket: &SocketRef, name: &str, data: Value) {
    let answered = match name {
        "facilitator_connect" => facilitator_connect(visit, socket, &data).await,
        "backend_connect" => backend_connect(visit, socket, &data).await,
        "get_pending_notifications" => pending(visit, socket).await,
        "mark_notification_read" => mark_read(visit, socket, &data).await,
        "booking_notification" => booking(visit, socket, data).await,
        _ => Err(Refused::Say("error", "There is no such event.")),
    };
    match answered {
        Ok(()) => {}
        Err(Refused::Say(event, error)) => say(socket, event, error),
        Err(Refused::Store(error)) => {
            tracing::warn!(%error, event = name, "an event could not be worked on");
            say(
                socket,
                "error",
                "Something went wrong here. Please try again.",
            );
        }
    }
}

/// Why an event has no effect.
enum Refused {
    /// The event that says so, and what it says.
    Say(&'static str, &'static str),
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn say(socket: &SocketRef, event: &str, error: &str) {
    let _ = socket.emit(event, &json!({ "error": error }));
}

fn text<'d>(data: &'d Value, name: &str) -> Option<&'d str> {
    data.get(name)?.as_str()
}

fn id(data: &Value, name: &str) -> Option<Uuid> {
    Uuid::try_parse(text(data, name)?).ok()
}

async fn facilitator_connect(
    visit: &Arc<Visit>,
    socket: &SocketRef,
    data: &Value,
) -> Result<(), Refused> {
    let asked = id(data, "facilitator_id");
    let permission = Permission::Facilitation;
    let Some(standing) = introduced(visit, socket, data, permission, asked).await? else {
        return Ok(());
    };
    let success = json!({ "status": "authenticated", "facilitator_id": standing.user_id });
    let _ = socket.emit("facilitator_auth_success", &success);
    // The contract's clients ask for what they have missed; to those who do not, it comes by itself.
    let (visit, facilitator_id) = (Arc::clone(visit), standing.user_id);
    tokio::spawn(async move {
        tokio::time::sleep(MAY_ASK_FOR).await;
        if let Err(error) = visit.hub.tell_missed(facilitator_id).await {
            tracing::debug!(%error, "missed notifications could not be told yet");
        }
    });
    Ok(())
}

async fn backend_connect(
    visit: &Arc<Visit>,
    socket: &SocketRef,
    data: &Value,
) -> Result<(), Refused> {
    let permission = Permission::Integration;
    if introduced(visit, socket, data, permission, None)
        .await?
        .is_some()
    {
        let _ = socket.emit(
            "backend_auth_success",
            &json!({ "status": "authenticated" }),
        );
    }
    Ok(())
}

/// Finds out who a socket is and gives it its seat; `None` when it has been refused.
async fn introduced(
    visit: &Arc<Visit>,
    socket: &SocketRef,
    data: &Value,
    permission: Permission,
    asked: Option<Uuid>,
) -> Result<Option<Standing>, Refused> {
    let found = match text(data, "token") {
        Some(token) => visit.house.who_stays(token, permission).await?,
        None => None,
    };
    let standing = found.map(|(_, standing)| standing).filter(|standing| {
        // A facilitator says who they are; it must be who the token says.
        permission != Permission::Facilitation || asked == Some(standing.user_id)
    });
    let Some(standing) = standing else {
        say(socket, "auth_error", "The token is not valid for this.");
        let counted = visit.house.admit(Limit::SignIn, visit.place.address());
        let exceeded = matches!(counted.await, Err(LimitError::Exceeded(_)));
        if visit.failed() || exceeded {
            let _ = socket.clone().disconnect();
        }
        return Ok(None);
    };
    let listener = Box::new(Socket {
        socket: socket.clone(),
    });
    let Ok(seat) = visit.hub.join(standing, listener) else {
        say(
            socket,
            "auth_error",
            "Too many connections of this account are open.",
        );
        return Ok(None);
    };
    visit.sit(seat);
    // Whoever went while they were being looked up has nobody left to leave for them.
    if !socket.connected() {
        visit.end(false).await;
    }
    Ok(Some(standing))
}

/// A socket that listens.
struct Socket {
    socket: SocketRef,
}

impl Listener for Socket {
    fn tell(&self, notification: &Notification) -> bool {
        let sent = Sent::from(notification);
        self.socket.emit("new_booking_notification", &sent).is_ok()
    }

    fn dismiss(&self) {
        say(&self.socket, "auth_error", "You are signed in no more.");
        let _ = self.socket.clone().disconnect();
    }

    fn may_ask_for(&self) -> Duration {
        MAY_ASK_FOR
    }
}

const NOT_A_FACILITATOR: Refused = Refused::Say("error", "Please connect as a facilitator first.");

async fn pending(visit: &Visit, socket: &SocketRef) -> Result<(), Refused> {
    let facilitator = visit.facilitator().ok_or(NOT_A_FACILITATOR)?;
    let missed = visit.house.missed_notifications(facilitator).await?;
    let sent: Vec<Sent<'_>> = missed.iter().map(Sent::from).collect();
    let pending = json!({ "count": sent.len(), "notifications": sent });
    if socket.emit("pending_notifications", &pending).is_err() {
        let ids = missed.iter().map(|notification| notification.id).collect();
        visit.house.give_back_notifications(ids).await?;
    }
    Ok(())
}

async fn mark_read(visit: &Visit, socket: &SocketRef, data: &Value) -> Result<(), Refused> {
    let facilitator = visit.facilitator().ok_or(NOT_A_FACILITATOR)?;
    if id(data, "facilitator_id").is_some_and(|id| id != facilitator) {
        return Err(Refused::Say("error", "This is not your notification."));
    }
    let unknown = Refused::Say("notification_error", "There is no such notification.");
    let Some(notification) = id(data, "notification_id") else {
        return Err(unknown);
    };
    if !visit
        .house
        .read_notification(facilitator, notification)
        .await?
    {
        return Err(unknown);
    }
    let read = json!({ "notification_id": notification });
    let _ = socket.emit("notification_marked_read", &read);
    Ok(())
}

async fn booking(visit: &Visit, socket: &SocketRef, data: Value) -> Result<(), Refused> {
    if visit.system().is_none() {
        return Err(Refused::Say(
            "error",
            "Please connect as a trusted service first.",
        ));
    }
    let told = told(data).map_err(|reason| Refused::Say("notification_error", reason))?;
    let (facilitator_id, booking_id) = (told.facilitator_id, told.booking_id.clone());
    let stored = match visit.house.notify_from_service(told).await {
        Ok(stored) => stored,
        Err(TellError::Store(error)) => return Err(error.into()),
        Err(error) => {
            say(socket, "notification_error", &error.to_string());
            return Ok(());
        }
    };
    let (id, delivered) = match stored {
        Told::Now(id) => (Some(id), visit.hub.tell(vec![id]).await?.contains(&id)),
        Told::Before(id) => (Some(id), false),
        Told::Own => (None, false),
    };
    let event = if delivered {
        "notification_delivered"
    } else {
        "notification_stored"
    };
    let answer = json!({
        "notification_id": id, "booking_id": booking_id, "facilitator_id": facilitator_id
    });
    let _ = socket.emit(event, &answer);
    Ok(())
}

/// Reads what a trusted service tells.
fn told(data: Value) -> Result<FromElsewhere, &'static str> {
    let facilitator_id = id(&data, "facilitator_id").ok_or("facilitator_id is missing")?;
    let booking_id = match data.get("booking_id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err("booking_id is missing"),
    };
    let kind = match data.get("type") {
        None => Some(NotificationKind::Booking),
        Some(word) => word.as_str().and_then(NotificationKind::parse_wire),
    };
    let kind = kind.ok_or("type is not new_booking or booking_cancelled")?;
    let message = text(&data, "message").map(str::to_owned);
    let Value::Object(mut data) = data else {
        return Err("it is not an object");
    };
    let mut part = |name: &str| match data.remove(name) {
        Some(Value::Object(part)) => part,
        _ => Map::new(),
    };
    Ok(FromElsewhere {
        facilitator_id,
        kind,
        booking_id,
        user: part("user"),
        session: part("session"),
        message,
    })
}
