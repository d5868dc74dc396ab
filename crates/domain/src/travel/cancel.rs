//! What a passenger who cancels gets back.

use jiff::{SignedDuration, Timestamp};

use crate::{booking::ReservationStatus, payments::Money};

/// Who cancels earlier than this before the departure gets the fare back.
const FREE_BEFORE: SignedDuration = SignedDuration::from_hours(1);

/// How a booking was paid, as far as giving back is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refundable {
    /// Through a provider: what was paid and not given back yet.
    Provider(Money),
    /// In cash at the desk.
    Cash(Money),
    /// Not at all.
    Unpaid,
}

/// What a cancellation gives back, told before it is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelQuote {
    /// This, by the way it came.
    Refund(Money),
    /// This, at the desk.
    AtDesk(Money),
    /// Nothing: it is too late.
    TooLate,
    /// Nothing: nothing was paid.
    NothingPaid,
}

/// Why a booking is not cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TravelCancelRefusal {
    /// It stands no more.
    AlreadyCancelled,
    /// The bus has left.
    Departed,
    /// The passenger is on board.
    OnBoard,
}

/// Decides whether a passenger may cancel, and what they get back: everything when the bus leaves in more than an hour.
///
/// # Errors
/// See [`TravelCancelRefusal`].
pub fn quote_cancellation(
    status: ReservationStatus,
    paid: Refundable,
    departs_at: Timestamp,
    now: Timestamp,
) -> Result<CancelQuote, TravelCancelRefusal> {
    match status {
        ReservationStatus::Cancelled | ReservationStatus::Expired => {
            return Err(TravelCancelRefusal::AlreadyCancelled);
        }
        ReservationStatus::CheckedIn => return Err(TravelCancelRefusal::OnBoard),
        ReservationStatus::Pending | ReservationStatus::Confirmed => {}
    }
    if now >= departs_at {
        return Err(TravelCancelRefusal::Departed);
    }
    let in_time = departs_at.duration_since(now) > FREE_BEFORE;
    Ok(match paid {
        Refundable::Unpaid => CancelQuote::NothingPaid,
        Refundable::Provider(money) | Refundable::Cash(money) if money.is_zero() => {
            CancelQuote::NothingPaid
        }
        _ if !in_time => CancelQuote::TooLate,
        Refundable::Provider(money) => CancelQuote::Refund(money),
        Refundable::Cash(money) => CancelQuote::AtDesk(money),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::Currency;

    #[test]
    fn the_hour_is_kept_to_the_second() {
        let departs_at = Timestamp::from_second(1_800_000_000).unwrap();
        let fare = Money::of(5_000, Currency::EUR).unwrap();
        let quoted = |seconds| {
            let now = departs_at - SignedDuration::from_secs(seconds);
            let paid = Refundable::Provider(fare);
            quote_cancellation(ReservationStatus::Confirmed, paid, departs_at, now)
        };
        assert_eq!(quoted(60 * 60 + 1), Ok(CancelQuote::Refund(fare)), "60:01");
        assert_eq!(quoted(60 * 60), Ok(CancelQuote::TooLate), "60:00");
        assert_eq!(quoted(59 * 60 + 59), Ok(CancelQuote::TooLate), "59:59");
        assert_eq!(quoted(1), Ok(CancelQuote::TooLate));
        assert_eq!(quoted(0), Err(TravelCancelRefusal::Departed));
    }

    #[test]
    fn money_goes_back_the_way_it_came() {
        let departs_at = Timestamp::from_second(1_800_000_000).unwrap();
        let early = departs_at - SignedDuration::from_hours(5);
        let fare = Money::of(5_000, Currency::EUR).unwrap();
        let nothing = Money::of(0, Currency::EUR).unwrap();
        for (status, paid, expected) in [
            (
                ReservationStatus::Confirmed,
                Refundable::Cash(fare),
                Ok(CancelQuote::AtDesk(fare)),
            ),
            (
                ReservationStatus::Confirmed,
                Refundable::Provider(nothing),
                Ok(CancelQuote::NothingPaid),
            ),
            (
                ReservationStatus::Pending,
                Refundable::Unpaid,
                Ok(CancelQuote::NothingPaid),
            ),
            (
                ReservationStatus::CheckedIn,
                Refundable::Cash(fare),
                Err(TravelCancelRefusal::OnBoard),
            ),
            (
                ReservationStatus::Cancelled,
                Refundable::Cash(fare),
                Err(TravelCancelRefusal::AlreadyCancelled),
            ),
            (
                ReservationStatus::Expired,
                Refundable::Unpaid,
                Err(TravelCancelRefusal::AlreadyCancelled),
            ),
        ] {
            assert_eq!(
                quote_cancellation(status, paid, departs_at, early),
                expected,
                "{status:?}"
            );
        }
    }
}
