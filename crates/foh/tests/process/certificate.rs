//! A certificate authority of the test's own, and clients that believe it.

use std::{
    fs,
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
    crypto::aws_lc_rs, pki_types::ServerName,
};

use super::program::LIMIT;
use super::wire::{Outcome, ask_on, connect, request};

/// An encrypted conversation.
pub type Stream = StreamOwned<ClientConnection, TcpStream>;

/// A root that clients believe, and one under it that signs.
pub struct Authority {
    root: CertifiedIssuer<'static, KeyPair>,
    under: CertifiedIssuer<'static, KeyPair>,
}

fn issuer(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

impl Authority {
    pub fn new() -> Self {
        let key = || KeyPair::generate().unwrap();
        let root = CertifiedIssuer::self_signed(issuer("Root of a test"), key()).unwrap();
        let under = CertifiedIssuer::signed_by(issuer("Under it"), key(), &root).unwrap();
        Self { root, under }
    }

    /// Writes a certificate for these names, with its chain, and its key, which is nobody else's.
    pub fn issue(&self, directory: &Path, names: &[&str]) -> Files {
        self.issue_until(directory, names, 4_000)
    }

    /// The same, valid from 2020 until a year begins.
    pub fn issue_until(&self, directory: &Path, names: &[&str], year: i32) -> Files {
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let own = params.signed_by(&key, &self.under).unwrap();
        let files = Files {
            certificate: directory.join("fullchain.pem"),
            key: directory.join("key.pem"),
        };
        replace(
            &files.certificate,
            &format!("{}{}", own.pem(), self.under.pem()),
        );
        replace(&files.key, &key.serialize_pem());
        files
    }

    /// Connects and shakes hands; the error is what either side refused.
    pub fn connect(&self, address: SocketAddr, name: &str) -> Result<Stream, std::io::Error> {
        self.connect_by(
            address,
            name,
            &[&rustls::version::TLS13, &rustls::version::TLS12],
        )
    }

    /// The same, speaking these versions only.
    pub fn connect_by(
        &self,
        address: SocketAddr,
        name: &str,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Result<Stream, std::io::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.der().clone()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = StreamOwned::new(connection, connect(address, LIMIT));
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        Ok(stream)
    }

    /// Whether somebody serves there over TLS.
    pub fn answers(&self, address: SocketAddr) -> bool {
        if TcpStream::connect(address).is_err() {
            return false;
        }
        let Ok(mut stream) = self.connect(address, "localhost") else {
            return false;
        };
        let asked = ask_on(&mut stream, &request("GET", "/health/ready", "", false));
        matches!(asked, Outcome::Whole { status: 200, .. })
    }
}

/// Where a certificate and its key are.
pub struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Files {
    pub fn certificate(&self) -> &str {
        self.certificate.to_str().unwrap()
    }

    pub fn key(&self) -> &str {
        self.key.to_str().unwrap()
    }
}

/// Puts a file in place whole, as those do who renew certificates.
fn replace(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let draft = path.with_extension("new");
    fs::write(&draft, text).unwrap();
    fs::set_permissions(&draft, fs::Permissions::from_mode(0o600)).unwrap();
    fs::rename(&draft, path).unwrap();
}
