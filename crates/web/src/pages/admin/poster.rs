//! The poster of a show: sent by a form, replaced, removed.

use axum::{
    extract::{
        Multipart, State,
        multipart::{Field as Part, MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::Response,
};
use foh_app::theatre::MOST_SENT_BYTES;

use super::{
    done::Done,
    field, frame, refused,
    shows::{self, PATH, Typed},
};
use crate::{
    Web,
    http::{Problem, SignedIn, too_large},
    pages::render::{self, Id},
    posters,
    views::admin::{PosterRemove, Section},
};

/// The largest form that is read to its end, in bytes: a browser that is cut off in the middle never shows why,
/// and what phones make is smaller than this.
pub(super) const MOST_FORM_BYTES: usize = 32 * 1024 * 1024;

/// The form.
#[derive(Default)]
struct Sent {
    image: Vec<u8>,
    alt: String,
}

impl Sent {
    async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Self, Problem> {
        let mut form = form
            .map_err(|_| Problem::malformed("Send the form as multipart/form-data with a file."))?;
        let mut sent = Self::default();
        while let Some(part) = form.next_field().await.map_err(|error| unread(&error))? {
            match part.name().unwrap_or_default() {
                "image" => sent.image = beginning(part).await?,
                "alt" => sent.alt = part.text().await.map_err(|error| unread(&error))?,
                name => {
                    let detail = format!("{name}: There is no such field.");
                    return Err(Problem::malformed(detail));
                }
            }
        }
        Ok(sent)
    }
}

/// What was sent of a file; of one that is too large, as much as shows that it is.
async fn beginning(mut part: Part<'_>) -> Result<Vec<u8>, Problem> {
    let mut kept = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| unread(&error))? {
        let room = (MOST_SENT_BYTES + 1).saturating_sub(kept.len());
        kept.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
    }
    Ok(kept)
}

fn unread(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Problem::malformed("The form was not received whole.")
    }
}

/// `POST /admin/shows/{id}/poster`
pub(super) async fn set(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let sent = Sent::read(form).await?;
    let (status, told) = match web.house.set_poster(id, sent.image, &sent.alt).await {
        Ok(_) => return Ok(Done::PosterSet.seen_at(&format!("{PATH}/{id}"))),
        Err(error) => refused(error)?,
    };
    let show = shows::stored(&web, id).await?;
    let alt = field("alt", sent.alt, &told.faults);
    let typed = Typed::from(&show);
    let mut page = shows::view(&web, &staff, Some((id, &show)), typed, told).await?;
    page.poster.alt = alt;
    render::page(status, &page)
}

/// `GET /admin/shows/{id}/poster/remove`
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let show = shows::stored(&web, id).await?;
    let Some(poster) = web.house.poster(id).await? else {
        return Ok(Done::PosterRemoved.seen_at(&format!("{PATH}/{id}")));
    };
    let page = PosterRemove {
        frame: frame(&web, "Remove the poster?", Section::Shows, &staff),
        id: id.to_string(),
        title: show.title,
        poster: posters::view(id, &poster),
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/shows/{id}/poster/remove`
pub(super) async fn remove(State(web): State<Web>, Id(id): Id) -> Result<Response, Problem> {
    web.house.remove_poster(id).await?;
    Ok(Done::PosterRemoved.seen_at(&format!("{PATH}/{id}")))
}
