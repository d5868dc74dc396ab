//! HTTPS by the program itself: TLS 1.2 and 1.3, with a certificate that is read again when it changes.

use std::{
    error::Error,
    fmt, fs, io,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::config::TlsConfig;

/// How often the files are looked at. A change counts once it has lasted from one look to the next: then neither of
/// the two files is half written, and both belong together.
const LOOK: Duration = Duration::from_secs(2);

/// The certificate that new connections get. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    current: Arc<RwLock<Arc<CertifiedKey>>>,
    /// The files it was read from first.
    first: Stamps,
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// What is wrong with which of them.
    pub(crate) fn read(files: &TlsConfig) -> Result<Self, CertificateError> {
        let first = Stamps::of(files);
        let current = Arc::new(RwLock::new(Arc::new(certified(files)?)));
        Ok(Self { current, first })
    }

    /// What speaks TLS with this certificate.
    ///
    /// # Errors
    /// When the crypto provider lacks what TLS needs.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, rustls::Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self.clone()));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Takes up new files as they come, until `stopping`. Open connections go on with what they have; what cannot be
    /// read leaves the old certificate in place.
    pub(crate) async fn follow(self, files: TlsConfig, mut stopping: watch::Receiver<bool>) {
        let mut used = self.first;
        let mut seen = used;
        loop {
            tokio::select! {
                _ = stopping.changed() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            let now = Stamps::of(&files);
            let settled = std::mem::replace(&mut seen, now) == now;
            if now == used || !settled {
                continue;
            }
            used = now;
            match certified(&files) {
                Ok(fresh) => {
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                    tracing::info!(certificate = %files.certificate.display(), "the certificate was renewed");
                }
                Err(error) => {
                    tracing::error!(%error, "the changed certificate cannot be used; the old one stays in use");
                }
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&current))
    }
}

/// What tells that the files are others than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamps([Option<(SystemTime, u64)>; 2]);

impl Stamps {
    fn of(files: &TlsConfig) -> Self {
        Self([&files.certificate, &files.key].map(|path| {
            let metadata = fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        }))
    }
}

/// Why the certificate cannot be used; names the file.
#[derive(Debug)]
pub(crate) struct CertificateError(String);

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for CertificateError {}

/// The certificates of a file, the site's own first.
///
/// # Errors
/// When it cannot be read or holds none.
pub(crate) fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let text = read(path, "tls_certificate")?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ => Err(CertificateError(format!(
            "tls_certificate: {} holds no certificate in PEM form",
            path.display()
        ))),
    }
}

fn certified(files: &TlsConfig) -> Result<CertifiedKey, CertificateError> {
    let chain = chain(&files.certificate)?;
    let key = read(&files.key, "tls_key")?;
    let (certificate, key_file) = (files.certificate.display(), files.key.display());
    let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| {
        CertificateError(format!(
            "tls_key: {key_file} holds no private key in PEM form, or one that a password protects"
        ))
    })?;
    CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).map_err(|error| {
        CertificateError(match error {
            rustls::Error::InconsistentKeys(_) => format!(
                "the certificate in {certificate} (tls_certificate) and the key in {key_file} (tls_key) do not belong together"
            ),
            other => format!("the certificate in {certificate} and the key in {key_file} cannot be used: {other}"),
        })
    })
}

fn read(path: &Path, key: &str) -> Result<Vec<u8>, CertificateError> {
    fs::read(path).map_err(|error: io::Error| {
        CertificateError(format!("{key}: {} cannot be read: {error}", path.display()))
    })
}
