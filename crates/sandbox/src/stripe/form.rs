//! Forms as Stripe takes them: names in brackets, such as `line_items[0][quantity]`.

use std::collections::HashMap;

use url::form_urlencoded;

pub(super) struct Form(HashMap<String, String>);

impl Form {
    pub(super) fn read(body: &str) -> Self {
        Self(
            form_urlencoded::parse(body.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The value of a field; empty if there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }
}
