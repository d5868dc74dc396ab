//! One departure, and booking seats of it.

use askama::Template;

use super::{Journey, errors_of};
use crate::views::frame::Frame;
use crate::views::parts::{Field, FieldError, Notice, NoticeKind, Places};

/// `/travel/departures/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "travel/departure.html")]
pub struct DeparturePage {
    /// The frame.
    pub frame: Frame,
    /// `/travel/departures/{id}`.
    pub href: String,
    /// The other departures of that day.
    pub back_href: String,
    /// From where to where and when.
    pub journey: Journey,
    /// What one seat costs: "RWF 5,000".
    pub fare: String,
    /// What one seat costs, two, and so on: as many as may be booked at once.
    pub totals: Vec<String>,
    /// How full it is.
    pub places: Places,
    /// Whether it can be booked.
    pub standing: Standing,
    /// A refusal that belongs to no field.
    pub notice: Option<Notice>,
    /// The form with what was typed.
    pub form: BookingForm,
}

/// Whether a departure can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Open,
    /// Every seat is taken.
    Full,
    /// The bus has left.
    Departed,
    /// It was called off.
    Cancelled,
    /// Its route is not sold.
    NotSold,
    /// No way of paying is offered here.
    AtDesk,
}

/// The fields, named as in the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookingForm {
    /// What makes it one form, however often it is sent.
    pub form_key: String,
    /// How many.
    pub seats: Field,
    /// Who travels.
    pub passenger_name: Field,
    /// Where the ticket goes as a text.
    pub phone_number: Field,
    /// Where the ticket goes as well.
    pub email: Field,
    /// How it is paid; its value is that of the card that is chosen.
    pub payment_method: Field,
    /// The ways to pay that are offered.
    pub methods: Vec<MethodCard>,
}

/// A way to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodCard {
    /// What is sent.
    pub value: String,
    /// "MTN `MoMo`".
    pub name: String,
    /// "You approve it on your phone."
    pub hint: String,
}

impl BookingForm {
    /// What is wrong, in the order of the form.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        errors_of([
            ("seats", "Seats", &self.seats),
            ("passenger_name", "Name", &self.passenger_name),
            ("phone_number", "Phone", &self.phone_number),
            ("email", "E-mail", &self.email),
            ("payment_method", "Payment", &self.payment_method),
        ])
    }
}

impl DeparturePage {
    fn open(&self) -> bool {
        self.standing == Standing::Open
    }

    /// As many as may be booked at once.
    fn most(&self) -> usize {
        self.totals.len().max(1)
    }

    /// All totals in one attribute, for the script.
    fn all_totals(&self) -> String {
        self.totals.join("|")
    }

    /// Why there is no form.
    fn closed(&self) -> Notice {
        use NoticeKind::{Info, Warning};
        match self.standing {
            Standing::Open | Standing::Full => Notice::new(
                Info,
                "Every seat is taken",
                "Seats come back when somebody cancels or does not pay, so it may be worth another look.",
            ),
            Standing::Departed => Notice::new(Info, "This bus has left", "Look for a later one."),
            Standing::Cancelled => Notice::new(
                Warning,
                "This departure was called off",
                "Whoever had booked was written to and gets the fare back.",
            ),
            Standing::NotSold => Notice::new(
                Info,
                "This route is not sold at the moment",
                "Bookings that were made stay as they are.",
            ),
            Standing::AtDesk => Notice::new(
                Info,
                "Seats are sold at the desk",
                "Nothing can be paid here at the moment.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::frame::Desk;

    fn page(standing: Standing, form: BookingForm) -> String {
        let page = DeparturePage {
            frame: Frame::new("Kigali to Huye", "The House", Desk::Travel),
            href: "/travel/departures/1".into(),
            back_href: "/travel".into(),
            journey: Journey {
                from: "Kigali".into(),
                to: "<Huye>".into(),
                date: "Saturday 28 November 2026".into(),
                time: "06:30".into(),
                datetime: "2026-11-28T06:30:00+02:00".into(),
                arrives: "09:00".into(),
                arrives_datetime: "2026-11-28T09:00:00+02:00".into(),
                duration: "2 h 30 min".into(),
                plate: "RAB 123 C".into(),
                company: String::new(),
                zone: "Kigali time".into(),
            },
            fare: "RWF 5,000".into(),
            totals: vec!["RWF 5,000".into(), "RWF 10,000".into()],
            places: Places { left: 2, total: 30 },
            standing,
            notice: None,
            form,
        };
        page.render().unwrap()
    }

    #[test]
    fn what_was_typed_is_kept_and_each_fault_stands_beside_its_field() {
        let form = BookingForm {
            phone_number: Field::new("\"><b>").refused("Give a number."),
            methods: vec![MethodCard {
                value: "mtn".into(),
                name: "MTN MoMo".into(),
                hint: String::new(),
            }],
            payment_method: Field::new("mtn"),
            ..BookingForm::default()
        };
        let html = page(Standing::Open, form);
        assert!(html.contains(r##"<a href="#phone_number">Phone: Give a number.</a>"##));
        assert!(html.contains("value=\"&#34;&#62;&#60;b&#62;\""));
        assert!(html.contains("value=\"mtn\" checked"));
        assert!(html.contains("data-totals=\"RWF 5,000|RWF 10,000\""));
        assert!(!html.contains("<b>") && !html.contains("<Huye>"));
    }

    #[test]
    fn the_form_gives_way_when_nothing_can_be_booked() {
        for (standing, words) in [
            (Standing::Full, "Every seat is taken"),
            (Standing::Departed, "This bus has left"),
            (Standing::Cancelled, "was called off"),
            (Standing::NotSold, "not sold"),
            (Standing::AtDesk, "at the desk"),
        ] {
            let html = page(standing, BookingForm::default());
            assert!(html.contains(words), "{words}");
            assert!(!html.contains("method=\"post\""), "{words}");
        }
    }
}
