//! A bare axum server with one small JSON answer: the limit of the stack on this machine.

use std::net::Ipv4Addr;
use std::process::ExitCode;

use axum::serve::ListenerExt;
use axum::{Json, Router, routing::get};
use serde::Serialize;
use tokio::net::TcpListener;

use crate::Result;

/// First argument that makes this program the server; the port follows.
pub const SUBCOMMAND: &str = "__hello";

/// Path of the answer.
pub const PATH: &str = "/hello";

#[derive(Serialize)]
struct Hello {
    status: &'static str,
    available_seats: u32,
}

async fn hello() -> Json<Hello> {
    Json(Hello {
        status: "hello",
        available_seats: 42,
    })
}

/// Serves until the process ends.
pub fn serve(arguments: &[String]) -> Result<ExitCode> {
    let port: u16 = arguments.first().ok_or("the port is missing")?.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let listener = listener.tap_io(|stream| {
            // Without it answers still come, only later: nothing to do about a failure here.
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, Router::new().route(PATH, get(hello))).await?;
        Ok(ExitCode::SUCCESS)
    })
}
