//! Connections: accepted up to a limit, slow heads and slow readers sent away, finished in peace when the program stops.

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tower::Service;

use super::{
    answers::{Answers, OwnAnswers, Turns},
    patience::Patient,
    placed::Placed,
};

/// Connections open at once; more wait to be accepted.
const MOST_CONNECTIONS: usize = 8_192;
/// How long the TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// The most bytes of a head; of headers there are 100 at most.
const HEAD_BYTES: usize = 32 * 1024;
/// How long a client may take nothing of an answer that waits for it.
const STANDSTILL: Duration = Duration::from_secs(30);
/// How long requests that run at the stop may take.
const LAST_REQUESTS: Duration = Duration::from_secs(25);

/// What answers requests.
pub(super) trait Site:
    Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

impl<S> Site for S where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static
{
}

/// Serves `site` until `stop`, then lets the requests finish that are running. With `tls`, over TLS only.
pub(super) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    site: impl Site,
    own: OwnAnswers,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let (open, closed) = watch::channel(());
    // Closed when the last connection has ended: each of them has a sender.
    let (busy, mut idle) = mpsc::channel::<()>(1);
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = accepted else {
            continue;
        };
        let (site, own) = (site.clone(), own.clone());
        let (tls, closed, busy) = (tls.clone(), closed.clone(), busy.clone());
        // The place goes with the stream, so that a connection that is used for another protocol keeps it.
        let stream = Placed::new(stream, place);
        tokio::spawn(async move {
            match tls {
                None => converse(stream, peer, site, own, closed).await,
                Some(tls) => {
                    if let Some(stream) = shake_hands(stream, &tls, closed.clone()).await {
                        converse(stream, peer, site, own, closed).await;
                    }
                }
            }
            drop(busy);
        });
    }
    drop(listener);
    drop((open, busy));
    tokio::select! {
        _ = idle.recv() => {}
        () = tokio::time::sleep(LAST_REQUESTS) => tracing::warn!("some requests did not end in time"),
    }
}

/// Agrees on TLS in time, unless the program stops before: nobody has asked for anything yet.
async fn shake_hands(
    stream: Placed,
    tls: &TlsAcceptor,
    mut closed: watch::Receiver<()>,
) -> Option<TlsStream<Placed>> {
    tokio::select! {
        shaken = tokio::time::timeout(HANDSHAKE, tls.accept(stream)) => match shaken {
            Ok(Ok(stream)) => return Some(stream),
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake did not end in time"),
        },
        _ = closed.changed() => {}
    }
    None
}

/// One connection, from its first request to its last answer.
async fn converse(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    peer: SocketAddr,
    site: impl Site,
    own: OwnAnswers,
    mut closed: watch::Receiver<()>,
) {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES);
    let turns = Turns::default();
    let service = {
        let turns = turns.clone();
        service_fn(move |request: hyper::Request<Incoming>| {
            turns.begin();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = site.clone().call(request);
            let turns = turns.clone();
            async move { answer.await.map(|response| turns.end_with(response)) }
        })
    };
    let stream = Answers::new(Patient::new(stream, STANDSTILL), turns, own);
    let connection = builder
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = closed.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// The next connection, once there is a place for it; `None` when accepting failed for now.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            // Too many open files, most likely: nothing is gained by trying at once.
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}
