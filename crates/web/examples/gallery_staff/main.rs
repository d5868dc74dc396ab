//! Writes every page of the door and the administration with plausible data as a file.
//!
//! `cargo run -p foh-web --example gallery_staff -- target/gallery-staff`, then serve the
//! directory to have the scripts as well.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "an example for people at work on the pages"
)]

mod accounts;
mod audit;
mod bar;
mod bar_admin;
mod door;
mod house;
mod outbox;
mod overview;
mod payments;
mod performances;
mod reservations;
mod shows;
mod travel;
mod travel_desk;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use askama::Template;
use foh_domain::identity::Role;
use foh_web::assets;
use foh_web::http::access::{Menu, menu};
use foh_web::views::admin::{ListBasics, Pager, Section};
use foh_web::views::frame::{Desk, Frame, NavItem};
use foh_web::views::parts::{Choice, Notice, NoticeKind};

const HOUSE: &str = "Kammerspiele am Markt";
const LONG: &str = "The Tragical Comedy or Comical Tragedy of the Extraordinarily Long-Winded Apothecary of Bad Münstereifel";

/// The policy the server sends, so that a page that breaks it is seen to break here.
const POLICY: &str = r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'">"#;

fn main() {
    let directory = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("target/gallery-staff"), PathBuf::from);
    fs::create_dir_all(directory.join("assets")).expect("a directory");
    for asset in assets::all() {
        let path = directory.join(asset.url.trim_start_matches('/'));
        fs::write(path, &asset.body).expect("an asset");
    }
    let mut gallery = Gallery {
        directory,
        index: String::new(),
    };
    door::pages(&mut gallery);
    overview::pages(&mut gallery);
    house::pages(&mut gallery);
    shows::pages(&mut gallery);
    performances::pages(&mut gallery);
    reservations::pages(&mut gallery);
    outbox::pages(&mut gallery);
    accounts::pages(&mut gallery);
    audit::pages(&mut gallery);
    bar_admin::pages(&mut gallery);
    travel::pages(&mut gallery);
    payments::pages(&mut gallery);
    travel_desk::pages(&mut gallery);
    bar::pages(&mut gallery);
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
        println!("{name:<28} {:>6} bytes", html.len());
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

fn at_desk(title: &str, section: Section) -> Frame {
    let menu = menu(Menu::Administration, Role::Administrator);
    let nav = menu.into_iter().map(|(href, label)| {
        let item = NavItem::new(label, href);
        if href == section.href() {
            item.current()
        } else {
            item
        }
    });
    Frame {
        nav: nav.collect(),
        signed_in_name: Some("Noor Example".into()),
        ..Frame::new(title, HOUSE, Desk::Administration)
    }
}

fn basics(title: &str, section: Section) -> ListBasics {
    ListBasics {
        frame: at_desk(title, section),
        notice: None,
        query: String::new(),
        pager: Pager::default(),
        may_create: true,
    }
}

fn choice(value: &str, label: &str) -> Choice {
    Choice {
        value: value.into(),
        label: label.into(),
    }
}

fn saved(what: &str) -> Notice {
    Notice::new(NoticeKind::Done, what, "")
}
