//! Style sheets, scripts and icons, compiled in and served under addresses that
//! name their content, so that a browser may keep them for ever.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;

/// Where assets are served; the route is `/assets/{name}`.
pub const PREFIX: &str = "/assets/";

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// One compiled-in file.
#[derive(Debug)]
pub struct Asset {
    /// Its address, for example `/assets/app-1a2b3c4d.css`.
    pub url: String,
    /// The value of its `Content-Type`.
    pub content_type: &'static str,
    /// What is in it.
    pub body: Bytes,
}

/// All assets by the name of their file.
static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|name| {
            let file = Files::get(&name)?;
            let asset = Asset {
                url: hashed_url(&name, &file.metadata.sha256_hash()),
                content_type: content_type(&name),
                body: Bytes::from(file.data.into_owned()),
            };
            Some((name.into_owned(), asset))
        })
        .collect()
});

/// The address of an asset, for templates: `asset_url("app.css")`.
///
/// A name that does not exist gives an address that answers 404; a test holds
/// the names used in templates against the files.
#[must_use]
pub fn asset_url(name: &str) -> &'static str {
    ASSETS
        .get(name)
        .map_or("/assets/unknown", |asset| asset.url.as_str())
}

/// Every asset that is served.
pub fn all() -> impl Iterator<Item = &'static Asset> {
    ASSETS.values()
}

/// Serves `/assets/{name}`: immutable for a year, 404 for anything else.
#[allow(clippy::unused_async, reason = "axum takes handlers that are async")]
pub async fn serve(name: Result<Path<String>, PathRejection>) -> Response {
    let found = name.ok().and_then(|Path(name)| {
        all().find(|asset| asset.url.strip_prefix(PREFIX) == Some(name.as_str()))
    });
    match found {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.body.clone(),
        )
            .into_response(),
        None => (StatusCode::NOT_FOUND, "Not found").into_response(),
    }
}

/// `app.css` becomes `/assets/app-1a2b3c4d.css`: the first four bytes of the SHA-256.
fn hashed_url(name: &str, sha256: &[u8; 32]) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let mut url = format!("{PREFIX}{stem}-");
    for byte in &sha256[..4] {
        // Writing to a string cannot fail.
        let _ = write!(url, "{byte:02x}");
    }
    url.push('.');
    url.push_str(extension);
    url
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path as FilePath;

    use axum::extract::Path;
    use axum::http::{StatusCode, header};

    use super::{PREFIX, asset_url, content_type, serve};

    #[test]
    fn an_address_names_the_content() {
        let url = asset_url("app.css");
        let hash = url
            .strip_prefix("/assets/app-")
            .and_then(|rest| rest.strip_suffix(".css"))
            .expect("a hashed name");
        assert_eq!(hash.len(), 8);
        assert!(hash.chars().all(|c| c.is_ascii_hexdigit()));
    }

    #[test]
    fn a_known_type_is_named() {
        assert_eq!(content_type("door.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("noise"), "application/octet-stream");
    }

    #[tokio::test]
    async fn only_the_current_address_is_served() {
        let name = asset_url("app.css").trim_start_matches(PREFIX).to_owned();
        let found = serve(Ok(Path(name))).await;
        assert_eq!(found.status(), StatusCode::OK);
        assert_eq!(
            found.headers()[header::CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
        assert_eq!(
            found.headers()[header::CONTENT_TYPE],
            "text/css; charset=utf-8"
        );
        for unknown in ["app.css", "app-00000000.css", "../Cargo.toml", ""] {
            let missing = serve(Ok(Path(unknown.to_owned()))).await;
            assert_eq!(missing.status(), StatusCode::NOT_FOUND, "{unknown}");
        }
    }

    /// Follows every `asset_url("…")` in the templates to a file.
    #[test]
    fn templates_name_only_assets_that_exist() {
        let mut seen = 0;
        for (file, text) in templates(&FilePath::new(env!("CARGO_MANIFEST_DIR")).join("templates"))
        {
            for rest in text.split("asset_url(\"").skip(1) {
                let name = rest.split('"').next().unwrap_or_default();
                assert_ne!(asset_url(name), "/assets/unknown", "{name} in {file}");
                seen += 1;
            }
        }
        assert!(seen > 0, "no template uses an asset");
    }

    fn templates(directory: &FilePath) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(directory).expect("the templates") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                found.extend(templates(&path));
            } else if path
                .extension()
                .is_some_and(|extension| extension == "html")
            {
                let text = std::fs::read_to_string(&path).expect("a template");
                found.push((path.display().to_string(), text));
            }
        }
        found
    }
}
