//! Payments of every desk: what needs a look, what goes back, and what providers say by themselves.

use super::Entry;

pub(super) const PAYMENTS: &[Entry] = lines! { false;
    Get "/admin/payments", Payments, refused, "Payments that call for a look.", Administration "Payments";
    Get "/admin/payments/pending", Payments, refused, "Payments that wait for their provider.";
    Get "/admin/payments/refunds", Payments, refused, "Refunds that are not with the payer yet.";
    Get "/admin/payments/{id}", Payments, refused, "A payment with all that happened to it.";
    Post "/admin/payments/{id}/look", Payments, refused, "Note that somebody has looked at a payment.";
    Get|Post "/admin/payments/{id}/refund", Payments, refused, "Give money of a payment back.";
    Post "/admin/payments/refunds/{id}/retry", Payments, refused, "Try a refund again that failed.";
    Get|Post "/admin/payments/refunds/{id}/settle", Payments, refused, "Note that a refund was made in another way.";
    Get "/api/admin/payments/alerts", Payments, refused, "Payments that call for a look.";
    Get "/api/admin/payments/pending", Payments, refused, "Payments that wait for their provider.";
    Get "/api/admin/payments/refunds", Payments, refused, "Refunds that are not with the payer yet.";
    Get "/api/admin/payments/{id}", Payments, refused, "A payment with all that happened to it.";
    Post "/api/admin/payments/{id}/look", Payments, refused, "Note that somebody has looked at a payment.";
    Post "/api/admin/payments/{id}/refunds", Payments, refused, "Give money of a payment back.";
    Post "/api/admin/payments/refunds/{id}/retry", Payments, refused, "Try a refund again that failed.";
    Post "/api/admin/payments/refunds/{id}/settle", Payments, refused, "Note that a refund was made in another way.";
};

/// A provider has no account here: what it sends is believed for its signature, or makes the program ask.
pub(super) const PROVIDERS: &[Entry] = lines! { false;
    Post|Put "/api/payments/{method}/webhook", Public, refused, "What a payment provider says by itself.";
};
