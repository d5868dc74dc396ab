//! The description of the API (`OpenAPI` 3.1).

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use utoipa::{
    OpenApi, ToSchema,
    openapi::{
        ContentBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder,
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use crate::http::access::{self, Who};

/// An error, as RFC 9457 has it, with a stable code word as `status`.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "it only describes what `Problem` writes")]
pub(crate) struct ProblemDocument {
    /// Names the kind of problem.
    #[schema(example = "/problems/insufficient_seats")]
    r#type: String,
    /// The same for everybody.
    #[schema(example = "Too few places are left.")]
    title: String,
    /// The code word.
    #[schema(example = "insufficient_seats")]
    status: String,
    /// What can be done about it.
    detail: Option<String>,
    /// The fields at fault.
    errors: Option<Vec<FieldFault>>,
    /// What is wrong in one text: in the studio, when signing programs in, and for other systems.
    #[schema(example = "Session is fully booked")]
    error: Option<String>,
    /// To quote when asking for help.
    request_id: Option<String>,
}

/// A fault of one field.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes what `FieldError` writes")]
pub(crate) struct FieldFault {
    /// The field's name.
    #[schema(example = "email")]
    field: String,
    /// What is wrong, in words.
    #[schema(example = "Please give an e-mail address such as name@example.org.")]
    message: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Front of House",
        description = "Box office and door of a theatre: reserve, confirm, admit. Paths answer with and without a trailing slash. \
                       Times are ISO 8601 in UTC. Errors are problem details (RFC 9457) whose `status` is a stable code word.",
        license(name = "MIT OR Apache-2.0")
    ),
    components(schemas(ProblemDocument, FieldFault)),
    tags(
        (name = "programme", description = "What is on; for everybody."),
        (name = "reservations", description = "Guests reserve, confirm, cancel."),
        (name = "door", description = "Staff with door duty admit guests."),
        (name = "studio", description = "Sessions and retreats, who books them, and who holds them. Every error carries `error` as well."),
        (name = "travel", description = "Districts, routes and departures; passengers book, pay and cancel. Times have the offset of where the bus leaves, amounts are decimal."),
        (name = "travel desk", description = "Operators sell, cancel and check on the routes of their scope, and account for their drawers."),
        (name = "bar", description = "What the locations of the bar have, how it moves, and what was counted. Quantities are decimals in strings: units have two places."),
        (name = "crm", description = "Other systems keep their customer records here, by the API token of a service."),
        (name = "privacy", description = "What is kept about somebody, by a link to their address."),
        (name = "accounts", description = "One's own account, and the links that are mailed to it."),
        (name = "administration", description = "Content managers and box-office staff."),
        (name = "travel administration", description = "Administrators of the travel desk: its timetable, who sells it, and what it brings in."),
        (name = "payments", description = "Payments of every desk, for administrators; and where their providers report."),
        (name = "operations", description = "Whether the program lives.")
    )
)]
struct Frame;

/// The document without paths.
pub(super) fn frame() -> Document {
    Frame::openapi()
}

/// Adds what holds for every operation: how staff authenticate, and how errors look.
pub(super) fn finish(document: &mut Document) {
    let components = document.components.get_or_insert_default();
    for (name, scheme) in [
        ("token", HttpAuthScheme::Bearer),
        ("basic", HttpAuthScheme::Basic),
    ] {
        components.security_schemes.insert(
            name.to_owned(),
            RefOr::T(SecurityScheme::Http(Http::new(scheme))),
        );
    }
    let problem = ResponseBuilder::new()
        .description("A problem.")
        .content(
            "application/problem+json",
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Problem")))
                .build(),
        )
        .build();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("put", &mut item.put),
            ("delete", &mut item.delete),
        ] {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(operation_id(method, path));
            if needs_account(method, path) && operation.security.is_none() {
                let schemes = ["token", "basic"];
                let ways = schemes.map(|scheme| SecurityRequirement::new(scheme, [""; 0]));
                operation.security = Some(ways.into());
            }
            operation
                .responses
                .responses
                .entry("default".to_owned())
                .or_insert(RefOr::T(problem.clone()));
        }
    }
}

/// Whether the table lets in only whoever has an account.
fn needs_account(method: &str, path: &str) -> bool {
    access::entries().any(|entry| {
        let mut verbs = entry.verbs.iter();
        entry.who != Who::Public
            && entry.path == path
            && verbs.any(|verb| verb.as_str().eq_ignore_ascii_case(method))
    })
}

/// A name of its own for each operation (`OpenAPI` asks for it), such as `patch_admin_rooms_id`: names of
/// handlers recur.
fn operation_id(method: &str, path: &str) -> String {
    let words = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "api");
    std::iter::once(method)
        .chain(words)
        .collect::<Vec<_>>()
        .join("_")
}

/// Gives the document.
pub(super) fn serve(document: Bytes) -> Response {
    (
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        document,
    )
        .into_response()
}
