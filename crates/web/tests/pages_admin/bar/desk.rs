//! A bar with somebody who address it and somebody who works at its first location, both at a browser.

use foh_testkit::engines::Engine;
use uuid::Uuid;

use crate::{
    playhouse::{PASSWORD, Page, Playhouse, Visitor, form},
    staff::done,
    stocked::{Bar, of_the_bar},
};

pub struct Desk {
    pub theatre: Playhouse,
    pub bar: Bar,
    pub manager: Visitor,
    pub counter: Visitor,
}

impl Desk {
    pub async fn open(engine: Engine) -> Self {
        let theatre = Playhouse::open(engine).await;
        let bar = Bar::open(&theatre.house).await;
        let (_, address) = of_the_bar(&theatre.house, None, PASSWORD).await;
        let (_, counts) = of_the_bar(&theatre.house, Some(bar.here), PASSWORD).await;
        let manager = signed_in(&theatre, &address).await;
        let counter = signed_in(&theatre, &counts).await;
        Self {
            theatre,
            bar,
            manager,
            counter,
        }
    }

    /// The page of a location, or of what belongs to it.
    pub fn at(&self, place: &str) -> String {
        format!("/bar/locations/{}{place}", self.bar.here)
    }

    /// Sets a stock by its form.
    pub async fn set(&self, stock: Uuid, quantity: &str) {
        let path = of(stock, "/update");
        done(&self.counter, &path, &[("quantity", quantity)]).await;
    }

    /// What a stock says there is.
    pub async fn units(&self, stock: Uuid) -> String {
        let page = self.manager.get(&of(stock, "")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let (_, rest) = page.body.split_once("level-number number\">").unwrap();
        rest.split('<').next().unwrap().to_owned()
    }

    /// Posts a form as a script does, with these headers.
    pub async fn scripted(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Page {
        let staff = &self.counter;
        let request = staff.client.post(staff.at(path));
        let mut request = form(request, fields)
            .header("origin", &staff.base)
            .header("sec-fetch-site", "same-origin");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Page::of(request.send().await.unwrap()).await
    }
}

/// The page of a stock, or one of its forms.
pub fn of(stock: Uuid, deed: &str) -> String {
    format!("/bar/stock/{stock}{deed}")
}

pub async fn signed_in(theatre: &Playhouse, email: &str) -> Visitor {
    let visitor = theatre.visitor();
    let fields = [("email", email), ("password", PASSWORD)];
    let answer = visitor.post("/sign-in", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    visitor
}
