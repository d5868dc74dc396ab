//! Signing in at an identity provider and coming back, as a browser without scripts does; and by a posted ID token.

use foh_app::{Provider, Registration, identity::GOOGLE};
use foh_testkit::{
    both_engines,
    engines::Engine,
    provider::{CLIENT_ID, CLIENT_SECRET, IdentityProvider},
};
use reqwest::Url;
use serde_json::{Value, json};

use crate::playhouse::{Page, Playhouse, Visitor};

/// A house with a provider.
struct World {
    // Kept: it holds the database.
    _theatre: Playhouse,
    provider: IdentityProvider,
    visitor: Visitor,
}

impl World {
    async fn open(engine: Engine) -> Self {
        let theatre = Playhouse::open(engine).await;
        let provider = IdentityProvider::start();
        provider.set_now(theatre.clock.now().as_second());
        provider.person(json!({
            "sub": "1815", "email": "ada@example.org", "email_verified": true, "name": "Ada Lovelace",
        }));
        let registration = Registration {
            name: GOOGLE.into(),
            issuer: provider.issuer().parse().unwrap(),
            client_id: CLIENT_ID.into(),
            client_secret: Some(CLIENT_SECRET.into()),
        };
        let providers = vec![Provider::new(registration).unwrap().into()];
        let (_, base) = theatre.another_node_with(providers).await;
        let mut visitor = theatre.visitor();
        visitor.base = base;
        Self {
            _theatre: theatre,
            provider,
            visitor,
        }
    }

    /// Goes to the provider and comes back; answers the path with what the provider sent along.
    async fn there_and_back(&self, next: &str) -> String {
        let form = self.visitor.get(&format!("/sign-in?next={next}")).await;
        let link = form.links("/sign-in/with/google").remove(0);
        let there = self.visitor.get(&link).await;
        assert_eq!(there.status, 303, "{}", there.body);
        let provider = there.header("location");
        let back = self.visitor.client.get(provider).send().await.unwrap();
        let back = back.headers()["location"].to_str().unwrap().to_owned();
        back.strip_prefix(&self.visitor.base).unwrap().to_owned()
    }

    async fn press(&self, back: &str) -> Page {
        let url = Url::parse(&self.visitor.at(back)).unwrap();
        let fields: Vec<_> = url.query_pairs().into_owned().collect();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.visitor.post(url.path(), &fields).await
    }

    async fn credential(&self, other: &Value) -> (u16, Value) {
        let body = json!({"credential": self.provider.mint(other)}).to_string();
        let request = self
            .visitor
            .client
            .post(self.visitor.at("/api/auth/google"));
        let request = request
            .header("content-type", "application/json")
            .body(body);
        let answer = Page::of(request.send().await.unwrap()).await;
        (answer.status, serde_json::from_str(&answer.body).unwrap())
    }
}

both_engines! {
    async fn a_guest_goes_there_and_comes_back_signed_in(engine: Engine) {
        let world = World::open(engine).await;
        let back = world.there_and_back("/shows/the-tempest").await;
        let page = world.visitor.get(&back).await;
        page.says("Continue");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-store");
        world.visitor.get("/account").await.keeps_quiet_about(&["Ada Lovelace"]);
        let signed_in = world.press(&back).await;
        assert_eq!((signed_in.status, signed_in.header("location")), (303, "/shows/the-tempest"), "{}", signed_in.body);
        world.visitor.get("/account").await.says("Ada Lovelace");
        // The answer is good once, and its cookie is gone.
        assert_eq!(world.press(&back).await.status, 410);
    }

    async fn another_browser_cannot_use_the_answer(engine: Engine) {
        let world = World::open(engine).await;
        let back = world.there_and_back("/").await;
        let mut thief = World::open(engine).await;
        thief.visitor.base.clone_from(&world.visitor.base);
        let page = thief.press(&back).await;
        assert_eq!(page.status, 410);
        page.says("began in another browser");
    }

    async fn who_declines_there_is_told_what_to_do(engine: Engine) {
        let world = World::open(engine).await;
        let page = world.visitor.get("/sign-in/with/google/back?error=access_denied&state=x").await;
        assert_eq!(page.status, 200);
        page.says("You were not signed in with Google");
        assert_eq!(world.visitor.get("/sign-in/with/nobody").await.status, 404);
    }

    async fn a_provider_in_trouble_is_said_to_be(engine: Engine) {
        let world = World::open(engine).await;
        world.provider.set_down(true);
        let page = world.visitor.get("/sign-in/with/google").await;
        assert_eq!(page.status, 503);
        assert!(!page.header("retry-after").is_empty());
    }

    async fn a_posted_credential_signs_a_program_in(engine: Engine) {
        let world = World::open(engine).await;
        let (status, tokens) = world.credential(&json!({})).await;
        assert_eq!(status, 200, "{tokens}");
        assert_eq!(tokens["user"]["email"], "ada@example.org");
        assert_eq!(tokens["user"]["role"], "member");
        for (claims, status, word) in [
            (json!({"iss": "https://evil.example"}), 401, "invalid_credentials"),
            (json!({"aud": "somebody else"}), 401, "invalid_credentials"),
            (json!({"nonce": "another page's"}), 401, "invalid_credentials"),
            (json!({"exp": 1}), 401, "invalid_credentials"),
            (json!({"sub": "1852", "email": "new@example.org", "email_verified": false}), 403, "address_not_verified"),
        ] {
            let (actual, problem) = world.credential(&claims).await;
            assert_eq!((actual, &problem["status"]), (status, &json!(word)), "{claims} {problem}");
            assert!(problem["error"].is_string(), "{problem}");
        }
    }
}
