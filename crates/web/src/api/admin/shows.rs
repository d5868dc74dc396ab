//! Shows as content managers see them, and their posters.

use axum::{
    Json as Answer,
    extract::{DefaultBodyLimit, State},
};
use foh_app::theatre::{MOST_SENT_BYTES, ShowItem};
use foh_domain::theatre::Show;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::body::{Body, Item, ShowBody};
use crate::{
    Web,
    api::{performances::id_of, posters::PosterItem},
    http::{Path, Picture, Problem, Query},
};

/// A show with its id and its poster.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ManagedShow {
    id: Uuid,
    #[serde(flatten)]
    fields: ShowBody,
    /// None until one is sent.
    poster: Option<PosterItem>,
}

impl From<ShowItem> for ManagedShow {
    fn from(ShowItem { id, show, poster }: ShowItem) -> Self {
        Self {
            id,
            fields: ShowBody::of(&show),
            poster: poster.map(|poster| PosterItem::of(id, &poster)),
        }
    }
}

impl ManagedShow {
    /// The show with the poster it has now.
    pub(super) async fn of(
        web: &Web,
        Item { id, fields }: Item<ShowBody>,
    ) -> Result<Answer<Self>, Problem> {
        let poster = web.house.poster(id).await?;
        Ok(Answer(Self {
            id,
            fields,
            poster: poster.map(|poster| PosterItem::of(id, &poster)),
        }))
    }

    async fn stored(web: &Web, id: Uuid) -> Result<Answer<Self>, Problem> {
        let found = web.house.find::<Show>(id).await?;
        let show = found.ok_or_else(Problem::not_found)?;
        let fields = ShowBody::of(&show);
        Self::of(web, Item { id, fields }).await
    }
}

/// The routes of posters, whose bodies may be larger than others.
pub(super) fn posters() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(set_poster, remove_poster))
        .layer(DefaultBodyLimit::max(MOST_SENT_BYTES))
}

/// What the poster shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PosterQuery {
    /// What it shows, for those who do not see it: at most 200 characters.
    #[serde(default)]
    #[param(
        required,
        example = "A small sail between high waves under a pale moon."
    )]
    alt: String,
}

/// A JPEG or PNG file: at most 8 MiB, 40 megapixels, and 200 to 12,000 pixels on each side.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it only describes what `Picture` reads")]
pub(crate) struct PosterFile(Vec<u8>);

/// Gives a show its poster, in the place of any it has. It is stored upright, as a JPEG file of at most 800 × 1,200
/// pixels and 40 kB, without anything else that was in the file.
#[utoipa::path(put, path = "/api/admin/shows/{id}/poster", tag = "administration", params(("id" = Uuid, Path), PosterQuery), request_body(content((PosterFile = "image/jpeg"), (PosterFile = "image/png"))), responses((status = 200, body = ManagedShow)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn set_poster(
    State(web): State<Web>,
    Path(id): Path<String>,
    Query(PosterQuery { alt }): Query<PosterQuery>,
    Picture(image): Picture,
) -> Result<Answer<ManagedShow>, Problem> {
    let id = id_of(&id)?;
    web.house.set_poster(id, image, &alt).await?;
    ManagedShow::stored(&web, id).await
}

/// Takes a show's poster away, if it has one.
#[utoipa::path(delete, path = "/api/admin/shows/{id}/poster", tag = "administration", params(("id" = Uuid, Path)), responses((status = 200, body = ManagedShow)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn remove_poster(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<ManagedShow>, Problem> {
    let id = id_of(&id)?;
    web.house.remove_poster(id).await?;
    ManagedShow::stored(&web, id).await
}
