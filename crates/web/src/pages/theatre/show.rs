//! One show with its coming performances.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use foh_app::{identity::Staff, theatre::PerformanceQuery};
use foh_domain::theatre::Slug;

use crate::{
    Web,
    http::{MaybeStaff, Problem},
    pages::{render, theatre::HTML, words},
    posters,
    programme::Kept,
    views::{frame::Desk, theatre::Show},
};

/// Performances on the page.
const MOST: u32 = 100;

/// `GET /shows/{slug}`
pub(super) async fn show(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    slug: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let slug = slug.ok().and_then(|Path(text)| Slug::parse(&text).ok());
    let slug = slug.ok_or_else(Problem::not_found)?;
    if let Some(staff) = staff {
        let page = view(&web, &slug, Some(&staff)).await?;
        return render::page(StatusCode::OK, &page);
    }
    let key = format!("/shows/{}", slug.as_str());
    web.programme
        .serve(&key, &headers, || async {
            let page = view(&web, &slug, None).await?;
            Ok(Kept::new(StatusCode::OK, HTML, render::draw(&page)?))
        })
        .await
}

async fn view(web: &Web, slug: &Slug, staff: Option<&Staff>) -> Result<Show, Problem> {
    let found = web.house.show_by_slug(slug.as_str().to_owned()).await?;
    let item = found.ok_or_else(Problem::not_found)?;
    let now = web.house.now();
    let query = PerformanceQuery {
        show_id: Some(item.id),
        ..PerformanceQuery::published(now, MOST)
    };
    let performances = web.house.performances(query).await?;
    let name_zone = words::several_zones(&performances);
    let here = format!("/shows/{}", item.show.slug.as_str());
    let mut frame = render::public_frame(web, &item.show.title, Desk::Theatre, staff, &here);
    frame.footer_note = words::zone_note(&performances);
    let language = (!item.show.language.is_empty()).then(|| item.show.language.clone());
    Ok(Show {
        frame,
        facts: std::iter::once(words::duration(item.show.duration_minutes))
            .chain(language)
            .collect(),
        description: words::paragraphs(&item.show.description),
        title: item.show.title,
        poster: item.poster.map(|poster| posters::view(item.id, &poster)),
        performances: performances
            .iter()
            .map(|performance| words::row(performance, now, name_zone))
            .collect(),
    })
}
