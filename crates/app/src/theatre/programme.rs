//! What is on, for everybody who asks.

use foh_domain::theatre::{Show, Slug};
use foh_store::{
    StoreError, Tx,
    performances::{self, PerformanceView},
    posters::{self, Poster},
    shows,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::House;

/// A show with its id.
#[derive(Debug, Clone)]
pub struct ShowItem {
    /// Its id.
    pub id: Uuid,
    /// Its facts.
    pub show: Show,
    /// Its poster, if it has one.
    pub poster: Option<Poster>,
}

/// Which performances are asked for.
#[derive(Debug, Clone)]
pub struct PerformanceQuery {
    /// Only of published shows.
    pub published_only: bool,
    /// Only of this show.
    pub show_id: Option<Uuid>,
    /// Beginning at this moment or later.
    pub from: Timestamp,
    /// Beginning before this moment.
    pub to: Timestamp,
    /// Of shows whose title contains this; may be empty.
    pub search: String,
    /// After this one, in the order of their beginnings.
    pub after: Option<(Timestamp, Uuid)>,
    /// At most so many.
    pub limit: u32,
}

impl PerformanceQuery {
    /// The published performances from `from` on.
    #[must_use]
    pub fn published(from: Timestamp, limit: u32) -> Self {
        Self {
            published_only: true,
            show_id: None,
            from,
            to: Timestamp::MAX,
            search: String::new(),
            after: None,
            limit,
        }
    }
}

fn with_posters(tx: &mut Tx<'_>, found: Vec<(Uuid, Show)>) -> Result<Vec<ShowItem>, StoreError> {
    let ids: Vec<Uuid> = found.iter().map(|(id, _)| *id).collect();
    let mut posters = posters::of_shows(tx, &ids)?;
    Ok(found
        .into_iter()
        .map(|(id, show)| ShowItem {
            poster: posters.remove(&id),
            id,
            show,
        })
        .collect())
}

impl House {
    /// Shows whose title contains `search`, in the order of their making.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn shows(
        &self,
        published_only: bool,
        search: String,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<ShowItem>, StoreError> {
        let after = after.unwrap_or_default();
        self.db
            .read(move |tx| {
                let found = shows::page(tx, published_only, &search, after, limit)?;
                with_posters(tx, found)
            })
            .await
    }

    /// The published show with this slug.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn show_by_slug(&self, slug: String) -> Result<Option<ShowItem>, StoreError> {
        let Ok(slug) = Slug::parse(&slug) else {
            return Ok(None);
        };
        self.db
            .read(move |tx| {
                let found = shows::by_slug(tx, slug.as_str())?;
                let published = found.filter(|(_, show)| show.published);
                Ok(with_posters(tx, published.into_iter().collect())?.pop())
            })
            .await
    }

    /// Performances in the order of their beginnings.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn performances(
        &self,
        query: PerformanceQuery,
    ) -> Result<Vec<PerformanceView>, StoreError> {
        self.db
            .read(move |tx| {
                let filter = performances::Filter {
                    published_only: query.published_only,
                    show_id: query.show_id,
                    from: query.from,
                    to: query.to,
                    search: &query.search,
                    after: query.after.unwrap_or((Timestamp::UNIX_EPOCH, Uuid::nil())),
                };
                performances::page(tx, &filter, query.limit)
            })
            .await
    }

    /// One performance, of a published show or not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn performance(&self, id: Uuid) -> Result<Option<PerformanceView>, StoreError> {
        self.db.read(move |tx| performances::get(tx, id)).await
    }
}
