//! Programs sign in by password and speak by access token.

use foh_testkit::{both_engines, engines::Engine};
use jiff::SignedDuration;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
    jwk::JwkSet,
};
use serde_json::{Value, json};

use crate::support::{Answer, SITE, TestApp};

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "vermilion otter cabinet";

async fn register(app: &TestApp) -> Value {
    let body = json!({"email": EMAIL, "password": PASSWORD, "name": "Ada Rossi"});
    app.anybody()
        .post("/api/auth/register", body)
        .await
        .expect(201)
}

async fn login(app: &TestApp, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    app.anybody().post("/api/auth/login", body).await
}

async fn refresh(app: &TestApp, tokens: &Value) -> Answer {
    let body = json!({"refresh_token": tokens["refresh_token"]});
    app.anybody().post("/api/auth/refresh", body).await
}

async fn own(app: &TestApp, access_token: &str) -> Answer {
    app.anybody()
        .with("authorization", &format!("Bearer {access_token}"))
        .get("/api/account")
        .await
}

async fn works(app: &TestApp, tokens: &Value) -> bool {
    let answer = own(app, text(&tokens["access_token"])).await;
    match answer.status {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

both_engines! {
    async fn a_program_signs_in_as_the_contract_has_it(engine: Engine) {
        let app = TestApp::open(engine).await;
        let registered = register(&app).await;
        assert_eq!(registered["user"]["email"], EMAIL);
        assert_eq!(registered["user"]["role"], "member");
        assert!(works(&app, &registered).await);
        let tokens = login(&app, " ADA@example.org ", PASSWORD).await.expect(200);
        assert_eq!(tokens["token_type"], "Bearer");
        assert_eq!(tokens["expires_in"], 900);
        assert_eq!(tokens["user"], registered["user"]);
        let account = own(&app, text(&tokens["access_token"])).await.expect(200);
        assert_eq!(account["id"], tokens["user"]["id"]);
        app.pass(SignedDuration::from_mins(15));
        assert!(!works(&app, &tokens).await);
    }

    async fn wrong_and_unknown_are_answered_alike(engine: Engine) {
        let app = TestApp::open(engine).await;
        register(&app).await;
        let wrong = login(&app, EMAIL, "vermilion otter cabinets").await;
        let unknown = login(&app, "nobody@example.org", PASSWORD).await;
        assert_eq!(wrong.expect(401), unknown.expect(401));
        assert_eq!(wrong.expect(401)["error"], "Invalid credentials");
    }

    async fn every_error_carries_the_words_of_the_contract(engine: Engine) {
        let app = TestApp::open(engine).await;
        register(&app).await;
        let anybody = app.anybody();
        let taken = json!({"email": EMAIL, "password": PASSWORD, "name": "Ada Rossi"});
        let short = json!({"email": "b@example.org", "password": "short", "name": "B"});
        let unknown = json!({"email": EMAIL, "password": PASSWORD, "more": true});
        for (path, body, status) in [
            ("/api/auth/register", taken, 400),
            ("/api/auth/register", short, 422),
            ("/api/auth/login", unknown, 400),
            ("/api/auth/login", json!({}), 400),
            ("/api/auth/refresh", json!({"refresh_token": "x"}), 401),
            ("/api/auth/google", json!({"credential": "x"}), 404),
        ] {
            let answer = anybody.post(path, body).await;
            let problem: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(answer.status, status, "{path} {problem}");
            assert!(!text(&problem["error"]).is_empty(), "{path} {problem}");
            assert!(!text(&problem["status"]).is_empty(), "{path} {problem}");
        }
    }

    async fn refreshing_and_signing_out(engine: Engine) {
        let app = TestApp::open(engine).await;
        let first = register(&app).await;
        let second = refresh(&app, &first).await.expect(200);
        assert!(works(&app, &second).await && works(&app, &first).await);
        refresh(&app, &first).await.refused(401, "invalid_token");
        assert!(!works(&app, &second).await, "the family has ended");
        refresh(&app, &second).await.refused(401, "invalid_token");

        let tokens = login(&app, EMAIL, PASSWORD).await.expect(200);
        let body = json!({"refresh_token": tokens["refresh_token"]});
        let gone = app.anybody().post("/api/auth/logout", body).await;
        assert_eq!(gone.status, 204);
        assert!(!works(&app, &tokens).await);

        let tokens = login(&app, EMAIL, PASSWORD).await.expect(200);
        let bearer = format!("Bearer {}", text(&tokens["access_token"]));
        let signed_in = app.anybody().with("authorization", &bearer);
        assert_eq!(signed_in.post("/api/auth/logout", json!({})).await.status, 204);
        assert!(!works(&app, &tokens).await);
        refresh(&app, &tokens).await.refused(401, "invalid_token");
    }

    async fn others_can_verify_an_access_token_by_the_published_keys(engine: Engine) {
        let app = TestApp::open(engine).await;
        let tokens = register(&app).await;
        let token = text(&tokens["access_token"]);
        let keys = app.anybody().get("/.well-known/jwks.json").await;
        assert!(keys.header("cache-control").contains("max-age"));
        let keys: JwkSet = serde_json::from_value(keys.expect(200)).unwrap();
        let header = decode_header(token).unwrap();
        assert_eq!((header.alg, header.typ.as_deref()), (Algorithm::EdDSA, Some("at+jwt")));
        let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[SITE]);
        validation.set_audience(&[SITE]);
        validation.validate_exp = false; // the test's clock stands in another year
        let claims = decode::<Value>(token, &key, &validation).unwrap().claims;
        assert_eq!(claims["sub"], tokens["user"]["id"]);
        let mut names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["aud", "exp", "iat", "iss", "jti", "sid", "sub"], "nothing personal");
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);
    }

    async fn a_forged_access_token_is_nobodys(engine: Engine) {
        let app = TestApp::open(engine).await;
        let tokens = register(&app).await;
        let token = text(&tokens["access_token"]);
        let kid = decode_header(token).unwrap().kid;
        let published = app.anybody().get("/.well-known/jwks.json").await.expect(200);
        let claims = json!({
            "iss": SITE, "aud": SITE, "sub": tokens["user"]["id"], "sid": tokens["user"]["id"],
            "jti": tokens["user"]["id"], "iat": app.now().as_second(), "exp": app.now().as_second() + 900,
        });
        let mut symmetric = Header::new(Algorithm::HS256);
        symmetric.kid = kid;
        symmetric.typ = Some("at+jwt".into());
        let secret = EncodingKey::from_secret(text(&published["keys"][0]["x"]).as_bytes());
        let by_public_key = encode(&symmetric, &claims, &secret).unwrap();
        let (head, rest) = token.split_once('.').unwrap();
        let (_, signature) = rest.split_once('.').unwrap();
        let (_, other) = by_public_key.split_once('.').unwrap();
        let (payload, _) = other.split_once('.').unwrap();
        for forged in [
            by_public_key.clone(),
            format!("{head}.{payload}.{signature}"),
            format!("{head}.{payload}."),
            text(&tokens["refresh_token"]).to_owned(),
            "a.b.c".to_owned(),
            "x".repeat(10_000),
        ] {
            own(&app, &forged).await.refused(401, "authentication_required");
        }
    }
}
