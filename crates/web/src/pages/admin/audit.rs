//! The audit log, as a page and as a file.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::audit::{AuditFilter, AuditItem};
use foh_domain::audit::{Action, Group};
use jiff::tz::TimeZone;
use serde::Deserialize;
use uuid::Uuid;

use super::lists::{self, Asked, PAGE};
use crate::{
    Web,
    api::{admin::audit::place, listing},
    http::{Problem, Query, SignedIn},
    pages::{csv, render, words},
    views::{
        admin::{AuditLine, AuditListFilter, Link, Section, audit},
        parts::{Choice, Notice, NoticeKind},
    },
};

const PATH: &str = "/admin/audit";
/// Rows of a file.
const MOST_ROWS: usize = 20_000;
/// Rows read at once, so that nobody else waits for them.
const STRIDE: u32 = 500;

/// The columns, named as in the API.
const COLUMNS: [&str; 11] = [
    "id",
    "at",
    "action",
    "who",
    "actor_id",
    "what",
    "about",
    "subject_id",
    "via",
    "from",
    "details",
];

/// Which entries, in the query of the page and of the export.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    group: String,
    account: String,
    subject: String,
    from: String,
    to: String,
}

impl Wanted {
    /// The question to the house; `None` when nobody has the address that is searched for.
    async fn filter(&self, web: &Web, asked: &Asked) -> Result<Option<AuditFilter>, Problem> {
        let group = lists::given(&self.group).map(|word| {
            Group::parse(word).ok_or_else(|| Problem::malformed("group: there is no such group."))
        });
        let mut filter = AuditFilter {
            group: group.transpose()?,
            account: lists::id("account", &self.account)?,
            subject: lists::id("subject", &self.subject)?,
            from: listing::moment("from", Some(&self.from), false)?,
            until: listing::moment("to", Some(&self.to), true)?,
            before: place(lists::given(&asked.after))?,
            limit: PAGE + 1,
        };
        let search = asked.search()?;
        if let Ok(id) = Uuid::try_parse(&search) {
            filter.subject = Some(id);
        } else if !search.is_empty() {
            let Some(account) = web.house.account_of_address(&search).await? else {
                return Ok(None);
            };
            filter.account = Some(account);
        }
        Ok(Some(filter))
    }

    fn pairs<'a>(&'a self, asked: &'a Asked) -> [(&'static str, &'a str); 6] {
        [
            ("q", &asked.q),
            ("group", &self.group),
            ("account", &self.account),
            ("subject", &self.subject),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }
}

/// `GET /admin/audit`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?;
    let zone = zone.map_or(TimeZone::UTC, |zone| zone.rules());
    let filter = wanted.filter(&web, &asked).await?;
    let unknown = filter.is_none();
    let found = match filter {
        Some(filter) => web.house.audit_log(filter).await?,
        None => Vec::new(),
    };
    let last = |item: &AuditItem| item.place.to_string();
    let page = listing::page(found, PAGE, last, |item| line(&item, &zone));
    let pairs = wanted.pairs(&asked);
    let pager = asked.pager(PATH, &pairs, page.next.as_deref());
    let csv_href = lists::href("/admin/audit.csv", &pairs);
    let mut basics = lists::basics(&web, "Audit log", Section::Audit, &staff, &asked, pager);
    if unknown {
        basics.notice = Some(Notice::new(
            NoticeKind::Refused,
            "This cannot be searched for",
            "Give the whole e-mail address of an account, or the whole number of a reservation, a performance or an account.",
        ));
    }
    let filter = AuditListFilter {
        groups: Group::ALL.map(group).to_vec(),
        narrow: !wanted.account.is_empty() || !wanted.subject.is_empty(),
        group: wanted.group,
        from: wanted.from,
        to: wanted.to,
        csv_href,
    };
    let status = if unknown {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    render::page(status, &audit(basics, filter, page.items))
}

fn group(group: Group) -> Choice {
    Choice {
        value: group.as_str().to_owned(),
        label: match group {
            Group::SignIn => "Signing in",
            Group::Accounts => "Accounts",
            Group::Tokens => "Tokens and links",
            Group::Door => "Door",
            Group::BoxOffice => "Box office",
            Group::Content => "Programme",
            Group::Stock => "Stock",
            Group::Payments => "Payments",
            Group::Privacy => "Data",
            Group::Operations => "Operations",
        }
        .to_owned(),
    }
}

fn line(item: &AuditItem, zone: &TimeZone) -> AuditLine {
    let at = item.at.to_zoned(zone.clone());
    let narrowed = |by, id: Option<Uuid>| {
        id.map_or(String::new(), |id| {
            lists::href(PATH, &[(by, &id.to_string())])
        })
    };
    let about = item.to_what();
    let about = if about.is_empty() { "this" } else { &about };
    AuditLine {
        what: capital(&item.what()),
        who: Link::new(item.who(), narrowed("account", item.actor_id)),
        about: item
            .subject_id
            .map(|id| Link::new(capital(about), narrowed("subject", Some(id)))),
        from: from(item),
        at: at.strftime("%-d %b %Y, %H:%M:%S").to_string(),
        at_datetime: words::machine(&at),
    }
}

fn from(item: &AuditItem) -> String {
    let address = item.details.as_ref().and_then(|details| details.from);
    address.map_or(String::new(), |address| address.to_string())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `GET /admin/audit.csv`: what the page shows under the same filters, from the newest on.
pub(super) async fn file(
    State(web): State<Web>,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let mut writer = csv::begin(&COLUMNS)?;
    let mut rows = 0;
    let mut filter = wanted.filter(&web, &asked).await?;
    while let Some(wanted) = &mut filter {
        wanted.limit = STRIDE;
        let some = web.house.audit_log(wanted.clone()).await?;
        for item in &some {
            csv::row(&mut writer, cells(item)?)?;
        }
        rows += some.len();
        wanted.before = some.last().map(|item| item.place);
        if some.len() < STRIDE as usize || rows >= MOST_ROWS {
            break;
        }
    }
    let words = [
        ("what", "the audit log".into()),
        ("rows", i64::try_from(rows).unwrap_or(i64::MAX).into()),
    ];
    web.house.witnessed(Action::Exported, None, &words).await?;
    let name = if rows < MOST_ROWS { "all" } else { "newest" };
    let name = format!("audit-{name}-{rows}.csv");
    Ok(csv::download(csv::bytes(writer)?, &name))
}

fn cells(item: &AuditItem) -> Result<[String; 11], Problem> {
    let id = |id: Option<Uuid>| id.map_or(String::new(), |id| id.to_string());
    let details = item.details.as_ref();
    let words = details.map(|details| serde_json::to_string(&details.words));
    Ok([
        item.place.to_string(),
        item.at.to_string(),
        item.word.clone(),
        item.who(),
        id(item.actor_id),
        item.what(),
        item.to_what(),
        id(item.subject_id),
        details.map_or(String::new(), |details| details.via.as_str().to_owned()),
        from(item),
        words
            .transpose()
            .map_err(|error| Problem::internal(&error))?
            .unwrap_or_default(),
    ])
}
