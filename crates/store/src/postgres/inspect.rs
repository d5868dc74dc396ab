//! What the server engine says of itself.

use jiff::Timestamp;
use tokio_postgres::Client;

use super::{Connection, fault, migrations};
use crate::{
    StoreError,
    inspect::{Finding, Inspection, Property, Schema},
};

/// The oldest version the project still gives fixes for (November 2026).
const OLDEST_MAINTAINED: i32 = 140_000;

impl Connection {
    /// Looks at the server, as this connection finds it.
    pub(crate) fn inspect(&mut self) -> Result<Inspection, StoreError> {
        let client = &self.client;
        self.runtime
            .block_on(look(client))
            .map_err(|error| fault(&error))?
    }
}

type Looked = Result<Result<Inspection, StoreError>, tokio_postgres::Error>;

async fn look(client: &Client) -> Looked {
    let mut settings = Vec::new();
    for name in [
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "server_version",
        "server_version_num",
    ] {
        let row = client
            .query_one("SELECT current_setting($1)", &[&name])
            .await?;
        settings.push(row.get::<_, String>(0));
    }
    let connection = client
        .query_one(
            "SELECT COALESCE((SELECT s.ssl FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()), false) AS encrypted,
                    inet_server_addr() IS NULL OR host(inet_client_addr()) = host(inet_server_addr()) AS near,
                    (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint AS at,
                    to_regclass('refinery_schema_history') IS NOT NULL AS migrated",
            &[],
        )
        .await?;
    let mut applied = Vec::new();
    if connection.get("migrated") {
        let rows = client
            .query(
                "SELECT version::bigint, name, checksum FROM refinery_schema_history ORDER BY version",
                &[],
            )
            .await?;
        applied.extend(rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))));
    }
    let runner = migrations::runner();
    let known: Vec<_> = runner
        .get_migrations()
        .iter()
        .map(|one| {
            (
                i64::from(one.version()),
                one.name().to_owned(),
                one.checksum().to_string(),
            )
        })
        .collect();
    let (encrypted, near): (bool, bool) = (connection.get("encrypted"), connection.get("near"));
    let Ok(now) = Timestamp::from_microsecond(connection.get("at")) else {
        return Ok(Err(StoreError::decode("at", "beyond all times")));
    };
    Ok(Ok(Inspection {
        version: format!("PostgreSQL {}", settings[3]),
        properties: properties(&settings, encrypted, near),
        schema: Schema::compare(&known, &applied),
        now: Some(now),
    }))
}

fn properties(settings: &[String], encrypted: bool, near: bool) -> Vec<Property> {
    let commits = settings[1].as_str();
    let number = settings[4].parse().unwrap_or(0);
    let version = if number >= OLDEST_MAINTAINED {
        Finding::Good
    } else {
        Finding::Doubtful
    };
    let tls = match (encrypted, near) {
        (true, _) => (Finding::Good, "yes"),
        (false, true) => (Finding::Good, "no, the server is on this machine"),
        (false, false) => (Finding::Doubtful, "no"),
    };
    vec![
        Property::required(
            "fsync",
            settings[0].as_str(),
            settings[0] == "on",
            "set fsync = on in postgresql.conf and restart the server: without it a power cut loses or damages what was acknowledged",
        ),
        Property::required(
            "synchronous_commit",
            commits,
            matches!(commits, "on" | "local" | "remote_write" | "remote_apply"),
            "this program sets it for itself: look for a pooler that drops SET statements, and let it pool sessions",
        ),
        Property::required(
            "full_page_writes",
            settings[2].as_str(),
            settings[2] == "on",
            "set full_page_writes = on in postgresql.conf and reload: without it a crash may damage pages",
        ),
        Property::new(
            "server_version",
            settings[3].as_str(),
            version,
            "move to a version that still gets fixes",
        ),
        Property::new(
            "ssl",
            tls.1,
            tls.0,
            "add ?sslmode=require to database_url unless the network to the server is yours alone",
        ),
    ]
}
