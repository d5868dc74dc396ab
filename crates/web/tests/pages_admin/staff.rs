//! Staff at their desks.

use uuid::Uuid;

use crate::playhouse::{PASSWORD, Page, Playhouse, Role, Visitor};

/// Somebody of this role, signed in.
pub async fn staff(theatre: &Playhouse, role: Role) -> Visitor {
    theatre.account(&address(role), role).await;
    again(theatre, role).await
}

fn address(role: Role) -> String {
    format!("{}@example.org", role.as_str())
}

/// The same person, signed in once more.
pub async fn again(theatre: &Playhouse, role: Role) -> Visitor {
    let email = address(role);
    let staff = theatre.visitor();
    let fields = [("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(staff.post("/sign-in", &fields).await.status, 303);
    staff
}

/// Posts a form that is accepted, follows where it leads, and gives the address without its query with the page.
pub async fn done(staff: &Visitor, path: &str, fields: &[(&str, &str)]) -> (String, Page) {
    let answer = staff.post(path, fields).await;
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
    let location = answer.header("location").to_owned();
    let page = staff.get(&location).await;
    assert_eq!(page.status, 200, "{location}");
    let path = location.split('?').next().unwrap_or_default().to_owned();
    (path, page)
}

/// Posts a form that is refused with this status: what was typed is still there.
pub async fn refused(staff: &Visitor, path: &str, fields: &[(&str, &str)], status: u16) -> Page {
    let answer = staff.post(path, fields).await;
    assert_eq!(answer.status, status, "{path}: {}", answer.body);
    answer.says("role=\"alert\"");
    answer
}

/// The id at the end of an address.
pub fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// A passenger books two seats of a departure, to be paid by telephone; answers the token of the booking.
pub async fn booked(house: &Playhouse, departure: Uuid) -> String {
    let key = house.house.new_form_key().to_string();
    let fields = [
        ("form_key", key.as_str()),
        ("seats", "2"),
        ("passenger_name", "Ada Uwase"),
        ("phone_number", "+250788123451"),
        ("email", ""),
        ("payment_method", "mtn"),
    ];
    let path = format!("/travel/departures/{departure}/book");
    let answer = house.visitor().post(&path, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let (_, token) = answer.header("location").split_once("token=").unwrap();
    token.to_owned()
}
