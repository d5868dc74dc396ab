//! The poster of a show, set by a form as a browser without scripts sends it.

use foh_testkit::{
    both_engines,
    engines::Engine,
    pictures::{flag, jpeg, png},
};
use jiff::SignedDuration;

use crate::{
    playhouse::{Page, Playhouse, Role, Visitor},
    staff::{done, staff},
};

const BOUNDARY: &str = "----foh-form-boundary";

/// The body of a form with a file.
pub fn form(fields: &[(&str, &str)], file: Option<(&str, &str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    if let Some((name, kind, bytes)) = file {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"poster.png\"\r\ncontent-type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    for (name, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub async fn send(staff: &Visitor, theatre: &Playhouse, path: &str, body: Vec<u8>) -> Page {
    theatre.clock.advance(SignedDuration::from_millis(1));
    let request = staff
        .client
        .post(staff.at(path))
        .header("origin", &staff.base)
        .header("sec-fetch-site", "same-origin")
        .header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        );
    Page::of(request.body(body).send().await.unwrap()).await
}

/// The address of the poster on a page.
fn poster(page: &Page) -> Option<String> {
    let (_, rest) = page.body.split_once("src=\"/posters/")?;
    Some(format!("/posters/{}", rest.split('"').next()?))
}

both_engines! {
    async fn a_poster_is_added_replaced_and_removed(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let manager = staff(&theatre, Role::Content).await;
        let guest = theatre.visitor();
        let show = format!("/admin/shows/{}", theatre.show);
        let page = manager.get(&show).await;
        page.says("It has none yet");
        page.says("enctype=\"multipart/form-data\"");
        page.says("Add the poster");
        page.keeps_quiet_about(&["Remove the poster"]);
        // There is nothing to ask about.
        assert_eq!(manager.get(&format!("{show}/poster/remove")).await.status, 303);
        assert_eq!(poster(&guest.get("/shows/the-tempest").await), None);

        let picture = png(flag(300, 450));
        let answer = send(&manager, &theatre, &format!("{show}/poster"), form(&[("alt", "A storm & a sail")], Some(("image", "image/png", &picture)))).await;
        assert_eq!((answer.status, answer.header("location")), (303, format!("{show}?done=poster_set").as_str()));
        let page = manager.get(answer.header("location")).await;
        page.says("The poster is set");
        page.says("Replace the poster");
        assert_eq!(page.value("alt"), Some("A storm &#38; a sail"));
        let first = poster(&page).unwrap();
        let public = guest.get("/shows/the-tempest").await;
        public.says(&format!("src=\"{first}\" alt=\"A storm &#38; a sail\" width=\"300\" height=\"450\""));
        assert_eq!(guest.client.get(guest.at(&first)).send().await.unwrap().status(), 200);

        let picture = jpeg(flag(500, 400));
        let answer = send(&manager, &theatre, &format!("{show}/poster"), form(&[("alt", "Calm")], Some(("image", "image/jpeg", &picture)))).await;
        assert_eq!(answer.status, 303);
        let second = poster(&guest.get("/shows/the-tempest").await).unwrap();
        assert_ne!(first, second);

        // Without scripts a page asks; opening it changes nothing.
        let ask = manager.get(&format!("{show}/poster/remove")).await;
        ask.says("Remove the poster?");
        assert_eq!(poster(&ask), Some(second.clone()));
        assert_eq!(poster(&guest.get("/shows/the-tempest").await), Some(second.clone()));
        for _ in 0..2 {
            let (_, page) = done(&manager, &format!("{show}/poster/remove"), &[]).await;
            page.says("The show has no poster now");
        }
        assert_eq!(poster(&guest.get("/shows/the-tempest").await), None);
        assert_eq!(guest.get(&second).await.status, 404);
    }

    async fn what_is_wrong_stands_beside_its_field(engine: Engine) {
        let theatre = Playhouse::open(engine).await;
        let manager = staff(&theatre, Role::Content).await;
        let path = format!("/admin/shows/{}/poster", theatre.show);
        let picture = png(flag(300, 450));
        let large = vec![0; 9 * 1024 * 1024];
        let image = |bytes| Some(("image", "application/octet-stream", bytes));
        for (fields, file, faults, said) in [
            (vec![("alt", "A storm")], image(b"" as &[u8]), vec!["image"], "Please choose a picture."),
            (vec![("alt", "A storm")], None, vec!["image"], "Please choose a picture."),
            (vec![("alt", "A storm")], image(b"GIF89a"), vec!["image"], "neither a JPEG nor a PNG"),
            // It is read to its end, so that a browser hears why.
            (vec![("alt", "A storm")], image(&large), vec!["image"], "larger than 8 MiB"),
            (vec![("alt", " ")], image(&picture), vec!["alt"], "say in a few words"),
            (vec![], image(b"x"), vec!["image", "alt"], "say in a few words"),
        ] {
            let page = send(&manager, &theatre, &path, form(&fields, file)).await;
            assert_eq!(page.status, 422, "{}", page.body);
            page.says("role=\"alert\"");
            page.says(said);
            for field in &faults {
                page.says(&format!("<a href=\"#{field}\">"));
                page.says(&format!("id=\"{field}-error\""));
            }
            assert_eq!(page.body.matches("<a href=\"#").count(), faults.len());
            // What was typed, and the form above, are still there.
            assert_eq!(page.value("alt"), Some(fields.first().map_or("", |(_, alt)| *alt)));
            assert_eq!(page.value("title"), Some("The Tempest"));
        }
        for body in [form(&[("alt", "A"), ("title", "x")], None), b"nonsense".to_vec()] {
            assert_eq!(send(&manager, &theatre, &path, body).await.status, 400);
        }
        let unknown = "/admin/shows/01900000-0000-7000-8000-000000000000/poster";
        let page = send(&manager, &theatre, unknown, form(&[("alt", "A storm")], image(&picture))).await;
        assert_eq!(page.status, 404);
        assert_eq!(manager.get(&format!("{unknown}/remove")).await.status, 404);
        assert!(theatre.house.poster(theatre.show).await.unwrap().is_none());
    }
}
