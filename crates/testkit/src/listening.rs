//! A port of this machine that somebody listens on beside the test, until it is dropped.

use tokio::{net::TcpListener, runtime::Runtime};

/// A free port, and whoever listens there, on a runtime of their own: tests begin it from inside another, which must not be
/// blocked.
pub(crate) struct Listening {
    runtime: Option<Runtime>,
    port: Option<std::net::TcpListener>,
    url: String,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Listening {
    /// Takes a free port; whoever calls waits until [`Listening::serve`].
    pub(crate) fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        port.set_nonblocking(true).unwrap();
        Self {
            runtime: Some(runtime),
            url: format!("http://{}", port.local_addr().unwrap()),
            port: Some(port),
        }
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Answers whoever calls.
    pub(crate) fn serve<F>(&mut self, serve: impl FnOnce(TcpListener) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send,
    {
        let port = self.port.take().expect("a port is served once");
        let runtime = self.runtime.as_ref().expect("it is not dropped");
        runtime.spawn(async move { serve(TcpListener::from_std(port).unwrap()).await });
    }
}
