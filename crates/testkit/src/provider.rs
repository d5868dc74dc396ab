//! An identity provider that speaks `OpenID` Connect over HTTP: discovery, keys, authorization, token. Whoever comes to
//! its authorization page is signed in as [`IdentityProvider::person`] says and sent back at once.
//!
//! It can also do what a provider must not: see [`IdentityProvider::publish_issuer`] and the `mint_…` functions.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand,
    rsa::{KeyPair, KeySize},
};
use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use serde_json::{Value, json};

use crate::listening::Listening;

/// What the provider calls the installation under test.
pub const CLIENT_ID: &str = "front-of-house";
/// What the installation shows it.
pub const CLIENT_SECRET: &str = "a secret between: client & provider";

/// Before the private key in a PKCS #8 envelope of an RSA key of 2,048 bits (RFC 5208).
const ENVELOPE_BYTES: usize = 26;

struct Key {
    kid: String,
    private: EncodingKey,
    public: Value,
    modulus: Vec<u8>,
}

impl Key {
    fn new(number: usize) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let envelope: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let private = EncodingKey::from_rsa_der(&envelope.as_ref()[ENVELOPE_BYTES..]);
        let kid = format!("key-{number}");
        let mut jwk = Jwk::from_encoding_key(&private, Algorithm::RS256).unwrap();
        jwk.common.key_id = Some(kid.clone());
        let public = serde_json::to_value(&jwk).unwrap();
        let modulus = URL_SAFE_NO_PAD
            .decode(public["n"].as_str().unwrap())
            .unwrap();
        Self {
            kid,
            private,
            public,
            modulus,
        }
    }
}

struct Grant {
    redirect_uri: String,
    challenge: String,
    nonce: String,
}

struct World {
    issuer: String,
    published_issuer: String,
    now: Option<i64>,
    person: Value,
    key: Key,
    keys_made: usize,
    grants: HashMap<String, Grant>,
    down: bool,
    key_reads: usize,
}

/// The provider, until it is dropped.
pub struct IdentityProvider {
    world: Arc<Mutex<World>>,
    /// Ends with it.
    _listening: Listening,
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

impl IdentityProvider {
    /// Starts it on a free port of this machine.
    pub fn start() -> Self {
        let mut listening = Listening::open();
        let issuer = listening.url().to_owned();
        let world = Arc::new(Mutex::new(World {
            published_issuer: issuer.clone(),
            issuer,
            now: None,
            person: json!({}),
            key: Key::new(1),
            keys_made: 1,
            grants: HashMap::new(),
            down: false,
            key_reads: 0,
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(Arc::clone(&world));
        listening.serve(async move |listener| {
            let _ = axum::serve(listener, router).await;
        });
        Self {
            world,
            _listening: listening,
        }
    }

    /// Its issuer, which is also its address.
    pub fn issuer(&self) -> String {
        lock(&self.world).issuer.clone()
    }

    /// Who comes next: claims such as `sub`, `email`, `email_verified`, `name`.
    pub fn person(&self, claims: Value) {
        lock(&self.world).person = claims;
    }

    /// Stops its clock at this second of 1970; otherwise it shows the machine's time.
    pub fn set_now(&self, seconds: i64) {
        lock(&self.world).now = Some(seconds);
    }

    /// Replaces its key: the former one is published no more.
    pub fn rotate_key(&self) {
        let mut world = lock(&self.world);
        world.keys_made += 1;
        world.key = Key::new(world.keys_made);
    }

    /// Lets every question end in 503, or no more.
    pub fn set_down(&self, down: bool) {
        lock(&self.world).down = down;
    }

    /// Publishes another issuer than its own.
    pub fn publish_issuer(&self, issuer: &str) {
        issuer.clone_into(&mut lock(&self.world).published_issuer);
    }

    /// How often its keys were read.
    pub fn key_reads(&self) -> usize {
        lock(&self.world).key_reads
    }

    /// The claims of a good ID token for the person, with these in place of the usual ones; `null` leaves one out.
    pub fn claims(&self, other: &Value) -> Value {
        lock(&self.world).claims(other)
    }

    /// A token with these claims, signed with its key.
    pub fn mint(&self, other: &Value) -> String {
        let world = lock(&self.world);
        world.sign(&world.claims(other))
    }

    /// A token that names no algorithm and has no signature.
    pub fn mint_unsigned(&self, other: &Value) -> String {
        let world = lock(&self.world);
        let header = json!({"alg": "none", "typ": "JWT", "kid": world.key.kid});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.", part(&header), part(&world.claims(other)))
    }

    /// A token whose signature is an HMAC with the published modulus as its secret.
    pub fn mint_with_public_key_as_secret(&self, other: &Value) -> String {
        let world = lock(&self.world);
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(world.key.kid.clone());
        let secret = EncodingKey::from_secret(&world.key.modulus);
        encode(&header, &world.claims(other), &secret).unwrap()
    }

    /// A token signed with a key that was never published but bears the published one's name.
    pub fn mint_with_foreign_key(&self, other: &Value) -> String {
        let world = lock(&self.world);
        let mut foreign = Key::new(0);
        foreign.kid.clone_from(&world.key.kid);
        sign(&foreign, &world.claims(other))
    }
}

fn sign(key: &Key, claims: &Value) -> String {
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(key.kid.clone());
    encode(&header, claims, &key.private).unwrap()
}

impl World {
    fn now(&self) -> i64 {
        self.now.unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            i64::try_from(since.as_secs()).unwrap()
        })
    }

    fn claims(&self, other: &Value) -> Value {
        let now = self.now();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300,
        });
        let all = claims.as_object_mut().unwrap();
        for source in [&self.person, other] {
            for (name, value) in source.as_object().into_iter().flatten() {
                if value.is_null() {
                    all.remove(name);
                } else {
                    all.insert(name.clone(), value.clone());
                }
            }
        }
        claims
    }

    fn sign(&self, claims: &Value) -> String {
        sign(&self.key, claims)
    }
}

type Shared = State<Arc<Mutex<World>>>;

fn down(world: &World) -> Option<Response> {
    world
        .down
        .then(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

async fn discovery(State(world): Shared) -> Response {
    let world = lock(&world);
    if let Some(down) = down(&world) {
        return down;
    }
    let issuer = &world.issuer;
    Json(json!({
        "issuer": world.published_issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
    }))
    .into_response()
}

async fn keys(State(world): Shared) -> Response {
    let mut world = lock(&world);
    world.key_reads += 1;
    if let Some(down) = down(&world) {
        return down;
    }
    Json(json!({"keys": [world.key.public]})).into_response()
}

async fn authorize(State(world): Shared, Query(asked): Query<HashMap<String, String>>) -> Response {
    let mut world = lock(&world);
    let get = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let complete = get("response_type") == "code"
        && get("client_id") == CLIENT_ID
        && get("scope").split(' ').any(|scope| scope == "openid")
        && get("code_challenge_method") == "S256"
        && get("code_challenge").len() == 43
        && !get("state").is_empty()
        && !get("nonce").is_empty();
    if !complete {
        return (StatusCode::BAD_REQUEST, "the request is not complete").into_response();
    }
    let mut random = [0; 16];
    rand::fill(&mut random).unwrap();
    let code = URL_SAFE_NO_PAD.encode(random);
    let redirect_uri = get("redirect_uri");
    let back = format!("{redirect_uri}?code={code}&state={}", get("state"));
    world.grants.insert(
        code,
        Grant {
            redirect_uri,
            challenge: get("code_challenge"),
            nonce: get("nonce"),
        },
    );
    Redirect::to(&back).into_response()
}

async fn token(
    State(world): Shared,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut world = lock(&world);
    if let Some(down) = down(&world) {
        return down;
    }
    let secret: String = url::form_urlencoded::byte_serialize(CLIENT_SECRET.as_bytes()).collect();
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:{secret}")));
    let shown = headers.get(header::AUTHORIZATION);
    if shown.is_none_or(|shown| shown.as_bytes() != basic.as_bytes()) {
        let error = Json(json!({"error": "invalid_client"}));
        return (StatusCode::UNAUTHORIZED, error).into_response();
    }
    let get = |name: &str| form.get(name).cloned().unwrap_or_default();
    let challenge = URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        get("code_verifier").as_bytes(),
    ));
    // A code is good once, whatever becomes of it.
    let grant = world
        .grants
        .remove(&get("code"))
        .filter(|grant| grant.redirect_uri == get("redirect_uri") && grant.challenge == challenge);
    let Some(grant) = grant else {
        let error = Json(json!({"error": "invalid_grant"}));
        return (StatusCode::BAD_REQUEST, error).into_response();
    };
    let claims = world.claims(&json!({"nonce": grant.nonce}));
    Json(json!({
        "access_token": "of no use here",
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": world.sign(&claims),
    }))
    .into_response()
}
