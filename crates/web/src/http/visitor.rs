//! Where somebody comes from who proves who they are.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use foh_app::identity::Visit;

use super::{ClientAddress, cookie::device_of};
use crate::Web;

/// The address, the device and the browser of a request.
#[derive(Debug)]
pub struct Visitor {
    address: ClientAddress,
    device: Option<String>,
    user_agent: Option<String>,
}

impl Visitor {
    /// As the house asks for it.
    #[must_use]
    pub fn visit(&self) -> Visit<'_> {
        Visit {
            address: self.address.as_str(),
            device: self.device.as_deref(),
            user_agent: self.user_agent.as_deref(),
        }
    }
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let address = ClientAddress::from_request_parts(parts, web).await?;
        let agent = parts.headers.get(header::USER_AGENT);
        Ok(Self {
            address,
            device: device_of(&parts.headers, &web.site).map(ToOwned::to_owned),
            user_agent: agent
                .and_then(|agent| agent.to_str().ok())
                .map(ToOwned::to_owned),
        })
    }
}
