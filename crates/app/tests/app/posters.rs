//! Posters: what is taken, what it becomes, and what is refused.

use foh_app::{
    House,
    theatre::{ManageError, Poster},
};
use foh_domain::theatre::{Show, ShowFields};
use foh_testkit::{
    both_engines,
    engines::Engine,
    pictures::{flag, jpeg, png, png_claiming, with_exif},
};
use image::{DynamicImage, RgbImage, Rgba, RgbaImage};
use uuid::Uuid;

use crate::house::{TestHouse, at_once};

const ALT: &str = "A crimson flag";

async fn show(house: &House) -> Uuid {
    let fields = ShowFields {
        title: "The Tempest",
        slug: "the-tempest",
        description: "",
        duration_minutes: 145,
        language: "",
        published: true,
    };
    house.create(Show::parse(fields).unwrap()).await.unwrap()
}

/// The file that is kept, whose first and only picture is the poster's.
async fn kept(house: &House, show: Uuid, poster: &Poster) -> (Vec<u8>, RgbImage) {
    let found = house.poster_picture(show, poster.digest.clone()).await;
    let file = found.unwrap().expect("the poster's picture").image;
    assert!(file.len() <= 40_000, "{}", file.len());
    assert_eq!(
        image::guess_format(&file).unwrap(),
        image::ImageFormat::Jpeg
    );
    let picture = image::load_from_memory(&file).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), (poster.width, poster.height));
    (file, picture)
}

fn is_like(picture: &RgbImage, (x, y): (u32, u32), colour: [u8; 3]) -> bool {
    let seen = picture.get_pixel(x, y).0;
    seen.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 24)
}

/// The fields that a refusal names, each with what it says.
fn faults(refused: Result<Poster, ManageError>) -> Vec<(&'static str, String)> {
    match refused {
        Err(ManageError::Faults(faults)) => faults
            .into_iter()
            .map(|fault| (fault.field, fault.message))
            .collect(),
        other => panic!("{other:?}"),
    }
}

const CRIMSON: [u8; 3] = [164, 22, 26];
const WHITE: [u8; 3] = [255; 3];

both_engines! {
    async fn a_picture_becomes_a_small_jpeg(engine: Engine) {
        let theatre = TestHouse::open(engine);
        let house = theatre.house();
        let show = show(house).await;
        for (sent, size) in [
            (png(flag(300, 450)), (300, 450)),
            (jpeg(flag(1_000, 1_500)), (800, 1_200)),
            (png(DynamicImage::ImageRgb8(flag(2_000, 400)).into_luma16()), (800, 160)),
        ] {
            let poster = house.set_poster(show, sent, "  A flag  ").await.unwrap();
            assert_eq!((poster.width, poster.height), size);
            assert_eq!(poster.alt, "A flag");
            kept(house, show, &poster).await;
            assert_eq!(house.poster(show).await.unwrap(), Some(poster));
        }
        // The same picture has the same name.
        let sent = png(flag(300, 450));
        let one = house.set_poster(show, sent.clone(), ALT).await.unwrap();
        let two = house.set_poster(show, sent, "Other words").await.unwrap();
        assert_eq!((one.digest.len(), &one.digest), (16, &two.digest));
        let listed = house.shows(false, String::new(), None, 9).await.unwrap();
        assert_eq!(listed[0].poster.as_ref(), Some(&two));
        let found = house.show_by_slug("the-tempest".into()).await.unwrap().unwrap();
        assert_eq!(found.poster, Some(two));
    }

    async fn pictures_are_turned_upright_and_forget_who_took_them(engine: Engine) {
        let theatre = TestHouse::open(engine);
        let house = theatre.house();
        let show = show(house).await;
        let lying = with_exif(&jpeg(flag(900, 400)), 6, "Ada Rossi, Bologna");
        assert!(lying.windows(9).any(|bytes| bytes == b"Ada Rossi"));
        let poster = house.set_poster(show, lying, ALT).await.unwrap();
        assert_eq!((poster.width, poster.height), (400, 900));
        let (file, picture) = kept(house, show, &poster).await;
        // What was above is on the right once the camera is held upright again.
        assert!(is_like(&picture, (380, 450), CRIMSON) && is_like(&picture, (20, 450), WHITE));
        assert!(!file.windows(3).any(|bytes| bytes == b"Ada"));
        assert!(!file.windows(4).any(|bytes| bytes == b"Exif"));
    }

    async fn what_is_transparent_becomes_paper(engine: Engine) {
        let theatre = TestHouse::open(engine);
        let house = theatre.house();
        let show = show(house).await;
        let glass = RgbaImage::from_fn(300, 300, |x, _| match x / 100 {
            0 => Rgba([0, 0, 0, 0]),
            1 => Rgba([0, 0, 0, 128]),
            _ => Rgba([0, 0, 0, 255]),
        });
        let poster = house.set_poster(show, png(glass), ALT).await.unwrap();
        let (_, picture) = kept(house, show, &poster).await;
        assert!(is_like(&picture, (50, 150), WHITE));
        assert!(is_like(&picture, (150, 150), [127; 3]));
        assert!(is_like(&picture, (250, 150), [0; 3]));
    }

    async fn what_is_no_poster_is_refused_and_changes_nothing(engine: Engine) {
        let theatre = TestHouse::open(engine);
        let house = theatre.house();
        let show = show(house).await;
        let before = house.set_poster(show, png(flag(200, 200)), ALT).await.unwrap();
        let whole = jpeg(flag(300, 300));
        let tail = png(flag(300, 300));
        let version = house.programme_version();
        for (sent, said) in [
            (Vec::new(), "choose a picture"),
            (b"To be, or not to be".to_vec(), "neither a JPEG nor a PNG"),
            (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "neither a JPEG nor a PNG"),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>".to_vec(), "neither a JPEG nor a PNG"),
            (png_claiming(50_000, 50_000), "too many pixels"),
            (png_claiming(12_001, 300), "too many pixels"),
            (png_claiming(300, 300), "cannot be read to its end"),
            (whole[..whole.len() / 2].to_vec(), "cannot be read to its end"),
            (whole[..whole.len() - 2].to_vec(), "cannot be read to its end"),
            (whole[..3].to_vec(), "cannot be read to its end"),
            (tail[..tail.len() / 2].to_vec(), "cannot be read to its end"),
            (jpeg(flag(199, 400)), "too small"),
            (vec![0xFF; 8 * 1024 * 1024 + 1], "larger than 8 MiB"),
        ] {
            let [(field, message)] = faults(house.set_poster(show, sent, ALT).await).try_into().unwrap();
            assert_eq!(field, "image");
            assert!(message.contains(said), "{message}");
            assert!(message.contains("Please"), "it says what to do: {message}");
        }
        let long = "é".repeat(201);
        for (alt, said) in [("  ", "say in a few words"), (&*long, "at most 200"), ("two\nlines", "one line")] {
            let [(field, message)] = faults(house.set_poster(show, png(flag(200, 200)), alt).await).try_into().unwrap();
            assert_eq!(field, "alt");
            assert!(message.contains(said), "{message}");
        }
        let both = faults(house.set_poster(show, Vec::new(), "").await);
        assert_eq!(both.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["image", "alt"]);
        let nobodys = house.set_poster(Uuid::nil(), png(flag(200, 200)), ALT).await;
        assert!(matches!(nobodys, Err(ManageError::Unknown)));
        assert!(matches!(house.remove_poster(Uuid::nil()).await, Err(ManageError::Unknown)));
        assert_eq!(house.poster(show).await.unwrap(), Some(before));
        assert_eq!(house.programme_version(), version);
    }

    async fn of_many_at_once_one_is_kept_whole(engine: Engine) {
        let theatre = TestHouse::open(engine);
        let show = show(theatre.house()).await;
        let sent = at_once(8, |number| {
            let house = theatre.node(number).clone();
            let side = 200 + u32::try_from(number).unwrap() * 10;
            async move { house.set_poster(show, png(flag(side, side)), &format!("Flag {side}")).await.unwrap() }
        })
        .await;
        let poster = theatre.house().poster(show).await.unwrap().unwrap();
        assert!(sent.contains(&poster), "words, size and name belong together: {poster:?}");
        kept(theatre.house(), show, &poster).await;
        for other in sent.iter().filter(|other| **other != poster) {
            assert_eq!(theatre.house().poster_picture(show, other.digest.clone()).await.unwrap(), None);
        }
        let removed = at_once(4, |number| {
            let house = theatre.node(number).clone();
            async move { house.remove_poster(show).await }
        })
        .await;
        assert!(removed.iter().all(Result::is_ok), "doing it twice is doing it once");
        assert_eq!(theatre.house().poster(show).await.unwrap(), None);
    }
}
