//! Reserving places.

use askama::Template;

use super::{Booking, PerformanceRow, PerformanceSummary};
use crate::views::frame::Frame;
use crate::views::parts::{Field, FieldError, Notice, Places};

/// The performance and the form, at `/performances/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/reserve.html")]
pub struct Reserve {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent, `/performances/{id}`.
    pub action: String,
    /// What is being reserved.
    pub performance: PerformanceSummary,
    /// How full it is, as of now.
    pub places: Places,
    /// Whether it can be booked; if not, the form gives way to a notice.
    pub booking: Booking,
    /// A refusal that belongs to no field: too few places, too many requests.
    pub notice: Option<Notice>,
    /// The form with what was typed.
    pub form: ReservationForm,
    /// The largest party the house takes.
    pub max_party_size: u32,
    /// Other dates of the same show, offered when this one cannot be booked.
    pub others: Vec<PerformanceRow>,
}

/// The fields, named as in the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReservationForm {
    /// The guest's name.
    pub name: Field,
    /// Where the confirmation link goes.
    pub email: Field,
    /// Optional.
    pub phone: Field,
    /// Optional.
    pub notes: Field,
    /// How many places.
    pub party_size: Field,
}

impl ReservationForm {
    /// What is wrong, in the order of the form.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        [
            ("party_size", "Places", &self.party_size),
            ("name", "Name", &self.name),
            ("email", "E-mail", &self.email),
            ("phone", "Phone", &self.phone),
            ("notes", "Notes", &self.notes),
        ]
        .into_iter()
        .filter_map(|(name, label, field)| {
            field.error.as_ref().map(|message| FieldError {
                field: name.to_owned(),
                message: format!("{label}: {message}"),
            })
        })
        .collect()
    }
}

impl Reserve {
    fn open(&self) -> bool {
        self.booking == Booking::Open && !self.places.is_full()
    }

    /// Why there is no form.
    fn closed(&self) -> Notice {
        use crate::views::parts::NoticeKind::Info;
        match self.booking {
            Booking::Open => Notice::new(
                Info,
                "Every place is taken",
                "Places come back when a guest cancels, so it may be worth another look.",
            ),
            Booking::Closed => Notice::new(
                Info,
                "Booking is closed for this performance",
                "There may still be places at the door on the evening.",
            ),
            Booking::Begun => Notice::new(
                Info,
                "This performance has begun",
                "It can no longer be reserved.",
            ),
            Booking::Cancelled => Notice::new(
                Info,
                "This performance does not take place",
                "Look for another date, or for another show.",
            ),
        }
    }
}

/// After the form was sent: the guest must look into the mail.
#[derive(Clone, Debug, Template)]
#[template(path = "theatre/reserved.html")]
pub struct Reserved {
    /// The frame.
    pub frame: Frame,
    /// What was reserved.
    pub performance: PerformanceSummary,
    /// "2 places".
    pub places: String,
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::{Booking, Field, PerformanceSummary, Places, ReservationForm, Reserve};
    use crate::views::frame::{Desk, Frame};

    fn page(form: ReservationForm, left: u32, booking: Booking) -> String {
        let page = Reserve {
            frame: Frame::new("Reserve", "The House", Desk::Theatre),
            action: "/performances/1".into(),
            performance: PerformanceSummary {
                show_title: "Much <Ado>".into(),
                show_href: None,
                date: "Saturday 28 November 2026".into(),
                time: "20:00".into(),
                datetime: "2026-11-28T20:00:00+01:00".into(),
                doors: None,
                room: "Main stage".into(),
                venue: None,
            },
            places: Places { left, total: 80 },
            booking,
            notice: None,
            form,
            max_party_size: 8,
            others: Vec::new(),
        };
        page.render().expect("a page")
    }

    #[test]
    fn an_error_stands_beside_its_field_and_in_the_summary_and_the_value_is_kept() {
        let form = ReservationForm {
            email: Field::new("a\"><b>").refused("Enter an e-mail address."),
            ..ReservationForm::default()
        };
        let html = page(form, 12, Booking::Open);
        assert!(html.contains(r##"<a href="#email">E-mail: Enter an e-mail address.</a>"##));
        assert!(html.contains(r#"aria-describedby="email-hint email-error" aria-invalid="true""#));
        assert!(html.contains(r#"id="email-error""#));
        assert!(html.contains("value=\"a&#34;&#62;&#60;b&#62;\""));
        assert_eq!(html.matches("aria-invalid").count(), 1);
        assert!(!html.contains("<b>") && !html.contains("<Ado>"));
    }

    #[test]
    fn the_form_gives_way_when_nothing_can_be_reserved() {
        for (left, booking, words) in [
            (0, Booking::Open, "Every place is taken"),
            (9, Booking::Closed, "Booking is closed"),
            (9, Booking::Begun, "has begun"),
            (9, Booking::Cancelled, "does not take place"),
        ] {
            let html = page(ReservationForm::default(), left, booking);
            assert!(html.contains(words), "{words}");
            assert!(!html.contains("<form"), "{words}");
        }
        assert!(page(ReservationForm::default(), 1, Booking::Open).contains("<form"));
    }
}
