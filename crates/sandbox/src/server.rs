//! Connections: so many at once, each with limits; an answer that is to be lost closes its connection instead.

use std::{io, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::DefaultBodyLimit, middleware, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};
use tower::ServiceExt;

use crate::{
    airtel, answer::Lost, callbacks, errands, guard, mtn, pages, sandbox::Sandbox, setup::Setup,
    stripe, twilio,
};

/// Connections open at once; more wait to be accepted.
const MOST_CONNECTIONS: usize = 1_024;
/// The most bytes of a head.
const LARGEST_HEAD: usize = 32 * 1024;
/// The most bytes of a body.
const LARGEST_BODY: usize = 64 * 1024;
/// How long the head of a request may take, and then its answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Plays the providers until `stop`. Everything ends with it: payers who have not decided, callbacks on their way, open connections.
///
/// # Errors
/// The client for callbacks cannot be made.
pub async fn serve(
    listener: TcpListener,
    setup: Setup,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(callbacks::PATIENCE)
        .no_proxy()
        .build()
        .map_err(io::Error::other)?;
    let (errands, runner) = errands::pair();
    let site = site(Arc::new(Sandbox::new(setup, errands, http)));
    tokio::select! {
        () = accept(listener, site) => {}
        () = runner.run() => {}
        () = stop => {}
    }
    Ok(())
}

fn site(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .merge(mtn::router())
        .merge(airtel::router())
        .merge(stripe::router())
        .merge(twilio::router())
        .merge(pages::router())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&sandbox),
            guard::guard,
        ))
        .with_state(sandbox)
}

async fn accept(listener: TcpListener, site: Router) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut open = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        while open.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                let site = site.clone();
                open.spawn(async move {
                    converse(stream, site).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the sandbox could not accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// An answer is lost, or took too long.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
struct Closed;

async fn converse(stream: TcpStream, site: Router) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let answer = site.clone().oneshot(request.map(Body::new));
        async move {
            match tokio::time::timeout(PATIENCE, answer).await {
                Ok(Ok(answer)) if answer.extensions().get::<Lost>().is_none() => Ok(answer),
                _ => Err::<Response, Closed>(Closed),
            }
        }
    });
    let ended = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection of the sandbox ended early");
    }
}
