//! A client of the program's API.

use serde_json::{Value, json};

use super::program::Serving;

/// Asks one program, as somebody.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// An answer that was read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Client {
    pub fn of(serving: &Serving) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .cookie_store(true)
            .timeout(super::program::LIMIT)
            .build()
            .unwrap();
        Self {
            http,
            base: serving.base.clone(),
            token: None,
        }
    }

    /// The same client with an API token.
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.http.get(format!("{}{path}", self.base)))
            .await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.http.post(format!("{}{path}", self.base)).json(body);
        self.send(request).await
    }

    /// Posts a request that may be repeated under this key.
    pub async fn post_keyed(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = self.http.post(format!("{}{path}", self.base)).json(body);
        self.send(request.header("idempotency-key", key)).await
    }

    /// Posts a form as a browser does.
    pub async fn submit(&self, path: &str, form: &str) -> Answer {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(form.to_owned());
        self.send(request).await
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Answer {
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// Every item of a list, page by page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut after = String::new();
        loop {
            let page = self
                .get(&format!("{path}limit=200{after}"))
                .await
                .expect(200);
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return items,
            }
        }
    }

    /// A performance that can be reserved for, with many free places.
    pub async fn roomy_performance(&self) -> String {
        let performances = self.all("/api/performances?").await;
        let roomy = performances
            .iter()
            .filter(|one| one["booking_open"] == true)
            .max_by_key(|one| one["available_places"].as_u64().unwrap())
            .unwrap();
        roomy["id"].as_str().unwrap().to_owned()
    }

    /// Reserves places.
    pub async fn reserve(&self, performance: &str, email: &str, party: u32) -> Answer {
        let path = format!("/api/performances/{performance}/reservations");
        self.post(
            &path,
            &json!({ "name": "Ada Rossi", "email": email, "party_size": party }),
        )
        .await
    }
}

/// The token of the first link to this path in a text.
pub fn token_of(text: &str, path: &str) -> String {
    let start = format!("{path}?token=");
    let (_, rest) = text
        .split_once(&start)
        .unwrap_or_else(|| panic!("no link to {path} in {text}"));
    rest.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect()
}
