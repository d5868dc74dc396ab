//! The bar over HTTP.
