//! Posters, served under addresses that name their content, so that a browser may keep them for ever.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use foh_app::theatre::Poster;
use foh_domain::identity::Permission;
use uuid::Uuid;

use crate::{
    Web,
    http::{MaybeStaff, Path, Problem},
    views::theatre::Poster as View,
};

/// Where posters are served; the route is `/posters/{show_id}/{digest}.jpg`.
pub(crate) const PREFIX: &str = "/posters/";

/// The address of a show's poster: another picture has another one.
pub(crate) fn url(show_id: Uuid, poster: &Poster) -> String {
    format!("{PREFIX}{show_id}/{}.jpg", poster.digest)
}

/// A show's poster as pages draw it.
pub(crate) fn view(show_id: Uuid, poster: &Poster) -> View {
    View {
        src: url(show_id, poster),
        alt: poster.alt.clone(),
        width: poster.width,
        height: poster.height,
    }
}

/// Serves a poster while it is the show's; that of a show the public does not see is for content managers alone.
pub(crate) async fn serve(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Path((show_id, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let digest = file.strip_suffix(".jpg").filter(|digest| is_digest(digest));
    let (Ok(show_id), Some(digest)) = (Uuid::try_parse(&show_id), digest) else {
        return Err(Problem::not_found());
    };
    let manages = staff.is_some_and(|staff| staff.may(Permission::Content));
    let picture = web
        .house
        .poster_picture(show_id, digest.to_owned())
        .await?
        .filter(|picture| picture.published || manages)
        .ok_or_else(Problem::not_found)?;
    let etag = format!("\"{digest}\"");
    let mut response = if has(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "image/jpeg")], picture.image).into_response()
    };
    let kept = if picture.published {
        "public, max-age=31536000, immutable"
    } else {
        "private, no-cache"
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    out.insert(
        header::ETAG,
        HeaderValue::try_from(etag).map_err(|error| Problem::internal(&error))?,
    );
    Ok(response)
}

fn is_digest(text: &str) -> bool {
    text.len() == 16
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether the client has it already (RFC 9110, section 13.1.2: compared without regard to weakness).
fn has(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == etag || known == "*")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{has, is_digest};

    #[test]
    fn only_digests_are_looked_for() {
        assert!(is_digest("0123456789abcdef"));
        for wrong in [
            "",
            "0123456789abcde",
            "0123456789abcdef0",
            "0123456789ABCDEF",
            "0123456789abcde/",
        ] {
            assert!(!is_digest(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_the_client_has_is_compared_one_by_one() {
        for (sent, known) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(sent));
            assert_eq!(has(&headers, "\"a\""), known, "{sent}");
        }
        assert!(!has(&HeaderMap::new(), "\"a\""));
    }
}
