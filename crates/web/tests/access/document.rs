//! `docs/access.md` says what the table says.

use std::{fs, path::Path};

#[test]
fn the_document_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/access.md");
    let now = foh_web::http::access::document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == now,
        "docs/access.md is out of date: run UPDATE_DOCS=1 cargo nextest run -p foh-web --test access -E 'test(document)'"
    );
}
