//! A passenger cancels: opening the page only says what they get back.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::travel::{CancelTravelError, Canceller, TravelBookingItem};
use foh_domain::{
    limits::Limit,
    payments::{Currency, Money},
    token::Token,
    travel::CancelQuote,
};
use serde::Deserialize;

use super::{booking_href, private_frame, shown, unknown, words};
use crate::{
    Web,
    api::travel::quote_in_words,
    http::{ClientAddress, Form, Problem, Query},
    pages::render::{self, TokenField},
    views::{
        parts::{Notice, NoticeKind},
        travel::{CancelBookingPage, seats_in_words},
    },
};

/// The form as it was sent.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Sent {
    token: String,
    told: String,
}

/// `GET /travel/booking/cancel`: what would be given back. Changes nothing.
pub(super) async fn ask(
    State(web): State<Web>,
    Query(query): Query<TokenField>,
) -> Result<Response, Problem> {
    let token = query.text();
    let Some(item) = shown(&web, token).await? else {
        return unknown(&web);
    };
    match web.house.quote_travel_cancellation(&item) {
        Ok(quote) => render::page(StatusCode::OK, &view(&web, &item, token, quote, None)),
        // Why it cannot be cancelled stands there.
        Err(_) => Ok(Redirect::to(&booking_href(token)).into_response()),
    }
}

/// `POST /travel/booking/cancel`: cancels, if what is given back is what was told. Leads to the booking, which says how far the money is; sent
/// again, it leads there too.
pub(super) async fn cancel(
    State(web): State<Web>,
    address: ClientAddress,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    web.house
        .admit(Limit::TravelCancel, address.as_str())
        .await?;
    let Some(item) = shown(&web, &sent.token).await? else {
        return unknown(&web);
    };
    let Some(token) = Token::parse(&sent.token) else {
        return unknown(&web);
    };
    let currency = item.view.amount.currency;
    let told = Money::parse(&sent.told, currency)
        .map_err(|_| Problem::malformed("told: this is not what the page has told."))?;
    let who = Canceller::Passenger(Arc::new(token));
    let id = item.view.id;
    match web
        .house
        .cancel_travel_booking(id, who, Some(told.amount))
        .await
    {
        Ok(_) | Err(CancelTravelError::Refused(_)) => {
            Ok(Redirect::to(&booking_href(&sent.token)).into_response())
        }
        Err(CancelTravelError::Unknown) => unknown(&web),
        Err(CancelTravelError::Quoted(quote)) => {
            let notice = Notice::new(
                NoticeKind::Warning,
                "What you get back has changed",
                "Nothing was cancelled. Look at it once more.",
            );
            let page = view(&web, &item, &sent.token, quote, Some(notice));
            render::page(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn view(
    web: &Web,
    item: &TravelBookingItem,
    token: &str,
    quote: CancelQuote,
    notice: Option<Notice>,
) -> CancelBookingPage {
    CancelBookingPage {
        frame: private_frame(web, "Cancel your booking", Some(item)),
        notice,
        journey: words::journey(&item.departure),
        seats: seats_in_words(item.view.party.get()),
        quote: quote_in_words(quote),
        told: told(quote, item.view.amount.currency),
        token: token.to_owned(),
        keep_href: booking_href(token),
    }
}

/// The amount of a quote as the form carries it.
fn told(quote: CancelQuote, currency: Currency) -> String {
    let nothing = Money {
        amount: 0,
        currency,
    };
    match quote {
        CancelQuote::Refund(money) | CancelQuote::AtDesk(money) => money.plain(),
        CancelQuote::TooLate | CancelQuote::NothingPaid => nothing.plain(),
    }
}
