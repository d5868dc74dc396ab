//! Who is asking, and from where: what a task knows of it.

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use foh_domain::audit::Via;
use uuid::Uuid;

tokio::task_local! {
    static CALLER: Caller;
}

/// Whoever is asking. Clones share who it turns out to be.
#[derive(Clone)]
pub struct Caller {
    via: Via,
    address: Option<IpAddr>,
    account: Arc<OnceLock<Uuid>>,
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Caller({})", self.via.as_str())
    }
}

impl Caller {
    fn new(via: Via, address: Option<IpAddr>) -> Self {
        Self {
            via,
            address,
            account: Arc::default(),
        }
    }

    /// Somebody on the network, at this address as far as it is known; who it is, is not known yet.
    #[must_use]
    pub fn web(address: Option<IpAddr>) -> Self {
        Self::new(Via::Web, address)
    }

    /// Whoever sits at the house's command line.
    #[must_use]
    pub fn command_line() -> Self {
        Self::new(Via::CommandLine, None)
    }

    /// The house itself, when nobody asks.
    #[must_use]
    pub fn house() -> Self {
        Self::new(Via::House, None)
    }

    /// The caller of this task.
    pub(crate) fn current() -> Self {
        CALLER
            .try_with(Self::clone)
            .unwrap_or_else(|_| Self::house())
    }

    /// The same caller with this account, whatever is known of others who share it.
    pub(super) fn known_as(self, account: Uuid) -> Self {
        Self {
            account: Arc::new(OnceLock::from(account)),
            ..self
        }
    }

    pub(super) fn via(&self) -> Via {
        self.via
    }

    pub(super) fn address(&self) -> Option<IpAddr> {
        self.address
    }

    pub(super) fn account(&self) -> Option<Uuid> {
        self.account.get().copied()
    }
}

/// Does `work` for `caller`.
pub async fn as_caller<F: Future>(caller: Caller, work: F) -> F::Output {
    CALLER.scope(caller, work).await
}

/// Says who the caller of this task is. The first word counts; without a caller nothing is kept.
pub fn identified(account: Uuid) {
    let _ = CALLER.try_with(|caller| caller.account.set(account));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_knows_its_caller_and_only_that() {
        let (ada, bruno) = (Uuid::from_u128(1), Uuid::from_u128(2));
        identified(ada);
        assert_eq!(Caller::current().account(), None, "nobody asks");
        assert_eq!(Caller::current().via(), Via::House);
        let address = "203.0.113.9".parse().ok();
        as_caller(Caller::web(address), async {
            assert_eq!(Caller::current().account(), None);
            assert_eq!(Caller::current().address(), address);
            identified(ada);
            identified(bruno);
            assert_eq!(Caller::current().account(), Some(ada));
            let other = Caller::current().known_as(bruno);
            assert_eq!(other.account(), Some(bruno));
            assert_eq!(Caller::current().account(), Some(ada));
        })
        .await;
        assert_eq!(Caller::current().account(), None);
    }
}
