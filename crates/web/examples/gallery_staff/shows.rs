//! Shows.

use foh_web::views::admin::{PosterPanel, Section, ShowLine, ShowPage, shows};
use foh_web::views::parts::Field;

use crate::{Gallery, LONG, at_desk, basics, saved};

pub fn pages(gallery: &mut Gallery) {
    let show = |title: &str, published, performances| ShowLine {
        id: "0193".into(),
        title: title.into(),
        duration: "2 h 10 min".into(),
        language: "English".into(),
        published,
        performances,
    };
    gallery.page(
        "admin-shows",
        &shows(
            basics("Shows", Section::Shows),
            "",
            vec![
                show("The Cherry Orchard", true, 5),
                show("The Little Prince", true, 3),
                show(LONG, false, 0),
            ],
        ),
    );
    let page = ShowPage {
        frame: at_desk("The Cherry Orchard", Section::Shows),
        id: Some("0193".into()),
        form_key: String::new(),
        notice: Some(saved("The show is saved")),
        title: Field::new("The Cherry Orchard"),
        slug: Field::new("the-cherry-orchard"),
        description: Field::new(
            "Lyubov Andreyevna returns to the house she grew up in, to an orchard in blossom and to debts that cannot be paid.\n\nChekhov called it a comedy.",
        ),
        duration_minutes: Field::new("130"),
        language: Field::new("English"),
        published: true,
        public_href: Some("/shows/the-cherry-orchard".into()),
        performances: 5,
        poster: PosterPanel::default(),
    };
    gallery.page("admin-show", &page);
    gallery.page(
        "admin-show-new",
        &ShowPage {
            id: None,
            notice: None,
            title: Field::new("The Cherry Orchard"),
            slug: Field::new("The Cherry Orchard").refused("Use lower-case letters, digits and single dashes, such as the-tempest: at most 80 characters."),
            duration_minutes: Field::new("0").refused("Enter a number from 1 to 1,440."),
            published: false,
            public_href: None,
            ..page
        },
    );
}
