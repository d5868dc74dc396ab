//! Which providers there are.

use std::{collections::BTreeMap, fmt, sync::Arc};

use foh_domain::payments::PaymentMethod;
use foh_gateways::payments::PaymentProvider;

/// The providers of the house, one for each way to pay. Cash needs none.
#[derive(Clone, Default)]
pub struct Providers(BTreeMap<PaymentMethod, Arc<dyn PaymentProvider>>);

impl fmt::Debug for Providers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Providers {
    /// The same with this provider for a way to pay.
    #[must_use]
    pub fn with(mut self, method: PaymentMethod, provider: Arc<dyn PaymentProvider>) -> Self {
        self.0.insert(method, provider);
        self
    }

    /// The ways guests may pay by themselves, in the order they are offered: those that have a provider.
    #[must_use]
    pub fn offered(&self) -> Vec<PaymentMethod> {
        PaymentMethod::ALL
            .into_iter()
            .filter(|method| self.0.contains_key(method))
            .collect()
    }

    /// Whether guests may pay this way by themselves.
    #[must_use]
    pub fn offers(&self, method: PaymentMethod) -> bool {
        self.0.contains_key(&method)
    }

    pub(super) fn of(&self, method: PaymentMethod) -> Option<&Arc<dyn PaymentProvider>> {
        self.0.get(&method)
    }
}
