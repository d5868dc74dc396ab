//! Writes every public page with plausible data as a file, to be looked at.
//!
//! `cargo run -p foh-web --example gallery -- target/gallery`, then open
//! `index.html` there, or serve the directory to have the scripts as well.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "an example for people at work on the pages"
)]

mod accounts;
mod links;
mod parts;
mod performances;
mod privacy;
mod programme;
mod protection;
mod reserving;
mod staff;
mod studio;
mod travel;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use askama::Template;
use foh_web::assets;
use foh_web::views::frame::{Desk, Frame, NavItem};

const HOUSE: &str = "Kammerspiele am Markt";

/// The policy the server sends, so that a page that breaks it is seen to break here.
const POLICY: &str = r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'">"#;

/// Stands in for an uploaded picture.
const POSTER: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 800"><path fill="#e9d9b8" d="M0 0h600v800H0z"/><circle cx="300" cy="330" r="190" fill="#a4161a"/><path fill="#1d1a16" d="M0 620c150-60 220 40 330-10s170-40 270 0v190H0z"/><path fill="none" stroke="#1d1a16" stroke-width="14" d="M300 640V330m0 120-70-80m70 20 80-90"/></svg>"##;

fn main() {
    let directory = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("target/gallery"), PathBuf::from);
    fs::create_dir_all(directory.join("assets")).expect("a directory");
    for asset in assets::all() {
        let path = directory.join(asset.url.trim_start_matches('/'));
        fs::write(path, &asset.body).expect("an asset");
    }
    fs::write(directory.join("assets/poster.svg"), POSTER).expect("a poster");
    let mut gallery = Gallery {
        directory,
        index: String::new(),
    };
    programme::pages(&mut gallery);
    reserving::pages(&mut gallery);
    links::pages(&mut gallery);
    privacy::pages(&mut gallery);
    parts::pages(&mut gallery);
    staff::pages(&mut gallery);
    studio::pages(&mut gallery);
    travel::pages(&mut gallery);
    accounts::pages(&mut gallery);
    protection::pages(&mut gallery);
    gallery.finish();
}

struct Gallery {
    directory: PathBuf,
    index: String,
}

impl Gallery {
    fn page(&mut self, name: &str, view: &impl Template) {
        let html = view
            .render()
            .expect("a page")
            .replace("<head>", &format!("<head>{POLICY}"))
            .replace("\"/assets/", "\"assets/");
        let weight = html.len() + weight_of_assets(&html);
        println!(
            "{name:<28} {:>6} bytes, {weight:>6} with assets",
            html.len()
        );
        assert!(weight < 60_000, "{name} weighs {weight} bytes");
        fs::write(self.directory.join(format!("{name}.html")), html).expect("a file");
        writeln!(self.index, "<li><a href=\"{name}.html\">{name}</a></li>").expect("a string");
    }

    fn finish(self) {
        let index = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Gallery</title><h1>Gallery</h1><ul>{}</ul></html>",
            self.index
        );
        fs::write(self.directory.join("index.html"), index).expect("an index");
    }
}

fn weight_of_assets(html: &str) -> usize {
    assets::all()
        .filter(|asset| html.contains(asset.url.trim_start_matches('/')))
        .map(|asset| asset.body.len())
        .sum()
}

fn frame(title: &str) -> Frame {
    let mut frame = Frame::new(title, HOUSE, Desk::Theatre);
    frame.nav = vec![NavItem::new("Programme", "/")];
    frame.footer_note = Some("Times are Berlin time.".into());
    frame
}

fn private(title: &str) -> Frame {
    Frame {
        private: true,
        ..frame(title)
    }
}
