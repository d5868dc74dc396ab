//! Posters of shows.

use foh_store::{
    StoreError,
    posters::{self, Picture, Poster},
    shows,
};
use foh_testkit::{both_engines, engines::Engine};

use crate::season::{House, SHOW, at, id, show};

fn poster(digest: &str, alt: &str) -> Poster {
    Poster {
        digest: digest.to_owned(),
        alt: alt.to_owned(),
        width: 800,
        height: 1_200,
    }
}

fn picture(image: &[u8], published: bool) -> Picture {
    Picture {
        image: image.to_vec(),
        published,
    }
}

const FIRST: &str = "0123456789abcdef";
const SECOND: &str = "fedcba9876543210";

both_engines! {
    async fn a_show_has_one_poster_at_most(engine: Engine) {
        let house = House::new(engine).await;
        assert_eq!(house.read(|tx| posters::of_shows(tx, &[SHOW])).await.len(), 0);
        house.write(|tx| posters::put(tx, SHOW, &poster(FIRST, "A storm “Ζ” 🎭"), &[0xFF, 0, 1], at(0))).await.unwrap();
        let found = house.read(|tx| posters::picture(tx, SHOW, FIRST)).await;
        assert_eq!(found, Some(picture(&[0xFF, 0, 1], true)));
        assert_eq!(house.read(|tx| posters::of_shows(tx, &[SHOW])).await[&SHOW], poster(FIRST, "A storm “Ζ” 🎭"));

        let other = Poster { width: 1, height: 2, ..poster(SECOND, "Calm") };
        let given = other.clone();
        house.write(move |tx| posters::put(tx, SHOW, &given, b"calm", at(1))).await.unwrap();
        assert_eq!(house.read(|tx| posters::picture(tx, SHOW, FIRST)).await, None);
        assert_eq!(house.read(|tx| posters::picture(tx, SHOW, SECOND)).await, Some(picture(b"calm", true)));
        assert_eq!(house.read(|tx| posters::of_shows(tx, &[SHOW])).await[&SHOW], other);

        assert_eq!(house.write(|tx| posters::remove(tx, SHOW)).await, Ok(true));
        assert_eq!(house.write(|tx| posters::remove(tx, SHOW)).await, Ok(false));
        assert_eq!(house.read(|tx| posters::picture(tx, SHOW, SECOND)).await, None);
    }

    async fn posters_of_many_shows_are_told_at_once(engine: Engine) {
        let house = House::new(engine).await;
        house
            .write(|tx| {
                for number in 1..=3 {
                    shows::insert(tx, id(number), &show("Another", &format!("another-{number}"), false))?;
                }
                posters::put(tx, id(1), &poster(FIRST, "One"), b"1", at(0))?;
                posters::put(tx, id(3), &poster(FIRST, "Three"), b"1", at(0))
            })
            .await
            .unwrap();
        let found = house.read(|tx| posters::of_shows(tx, &[SHOW, id(3), id(1), id(2), id(9)])).await;
        assert_eq!(found.len(), 2);
        assert_eq!((found[&id(1)].alt.as_str(), found[&id(3)].alt.as_str()), ("One", "Three"));
        assert_eq!(house.read(|tx| posters::of_shows(tx, &[])).await.len(), 0);
        assert_eq!(house.read(|tx| posters::picture(tx, id(1), FIRST)).await, Some(picture(b"1", false)));
    }

    async fn what_no_poster_can_be_is_refused(engine: Engine) {
        let house = House::new(engine).await;
        let fine = poster(FIRST, "A storm");
        let refused = |given: Poster, image: Vec<u8>, show_id| {
            let house = &house;
            async move { house.write(move |tx| posters::put(tx, show_id, &given, &image, at(0))).await }
        };
        let constraint = |name: &str| Err(StoreError::Constraint(name.to_owned()));
        assert_eq!(refused(fine.clone(), vec![1], id(99)).await, constraint("foreign_key"));
        for (given, name) in [
            (poster("0123", "A storm"), "posters_digest"),
            (poster(FIRST, ""), "posters_alt"),
            (poster(FIRST, &"é".repeat(201)), "posters_alt"),
            (Poster { width: 0, ..fine.clone() }, "posters_size"),
            (Poster { width: 801, ..fine.clone() }, "posters_size"),
            (Poster { height: 1_201, ..fine.clone() }, "posters_size"),
        ] {
            assert_eq!(refused(given, vec![1], SHOW).await, constraint(name));
        }
        assert_eq!(refused(fine.clone(), Vec::new(), SHOW).await, constraint("posters_image"));
        assert_eq!(refused(fine.clone(), vec![0; 40_001], SHOW).await, constraint("posters_image"));
        assert_eq!(refused(poster(FIRST, &"é".repeat(200)), vec![0; 40_000], SHOW).await, Ok(()));
    }
}
