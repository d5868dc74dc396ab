//! What the API tells of posters.

use foh_app::theatre::Poster;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The poster of a show.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PosterItem {
    /// Where the JPEG file is; another picture has another address.
    #[schema(example = "/posters/01936f2a-7c00-7000-8000-00000000002a/9f86d081884c7d65.jpg")]
    url: String,
    /// What it shows, for those who do not see it.
    #[schema(example = "A small sail between high waves under a pale moon.")]
    alt: String,
    /// Pixels.
    #[schema(example = 800)]
    width: u32,
    /// Pixels.
    #[schema(example = 1200)]
    height: u32,
}

impl PosterItem {
    /// The poster of this show.
    pub(super) fn of(show_id: Uuid, poster: &Poster) -> Self {
        Self {
            url: crate::posters::url(show_id, poster),
            alt: poster.alt.clone(),
            width: poster.width,
            height: poster.height,
        }
    }
}
