//! What comes back.

use serde_json::Value;

/// An answer that was read whole.
#[derive(Debug)]
pub struct Answer {
    pub path: String,
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    pub(super) async fn read(path: &str, response: reqwest::Response) -> Self {
        Self {
            path: path.to_owned(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// A header's value; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The JSON of an answer with this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.path, self.body);
        serde_json::from_str(&self.body).unwrap_or_else(|error| {
            panic!("{}: {error}: {:?}", self.path, self.body);
        })
    }

    /// The problem of a refusal with this status and this code word.
    #[track_caller]
    pub fn refused(&self, status: u16, word: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.path
        );
        assert_eq!(problem["status"], word, "{}: {}", self.path, self.body);
        assert_eq!(
            problem["type"],
            format!("/problems/{word}"),
            "{}",
            self.path
        );
        let title = problem["title"].as_str().unwrap_or_default();
        assert!(title.ends_with('.'), "a sentence: {title:?}");
        problem
    }

    /// The problem of a refusal that names these fields, and no others, in this order.
    #[track_caller]
    pub fn faults(&self, status: u16, word: &str, fields: &[&str]) -> Value {
        let problem = self.refused(status, word);
        let named: Vec<&str> = problem["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|fault| {
                let message = fault["message"].as_str().unwrap();
                assert!(!message.is_empty(), "{}", self.body);
                fault["field"].as_str().unwrap()
            })
            .collect();
        assert_eq!(named, fields, "{}: {}", self.path, self.body);
        problem
    }
}
