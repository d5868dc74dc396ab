//! Payments of bookings, told by webhook, whatever becomes of the server meanwhile.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Bench, Scenario, http};
use crate::database::Database;
use crate::load::webhooks::{Payments, Tell, Webhooks, shuffled};
use crate::load::{GRACE, Plan, Tally, client};
use crate::report::{Figures, Settled, say};
use crate::server::{Program, Server};
use crate::{Result, card, prepare};

/// Payments prepared per second of load: more than this machine takes.
const PAYMENTS_PER_SECOND: u64 = 1_000;

/// Payments that are told of while the server is killed, at most.
const KILLED: usize = 2_000;

/// How often it is killed.
const KILLS: usize = 2;

/// How long it may take until the provider has been asked about what was known and not done when the server was killed.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often is looked whether it has.
const PAUSE: Duration = Duration::from_millis(200);

/// Tells of payments, each five times and in no order: first measured, and then with the server killed in between.
pub fn run(bench: &Bench) -> Result<Vec<Figures>> {
    let count = bench.prepared(PAYMENTS_PER_SECOND).max(2);
    let database = bench.databases.fresh();
    let payments = Payments::new(&prepare::payable(&database, count)?);
    let program = Program::foh(&database)?.with(provider()?);
    let measured = count - KILLED.min(count / 2);

    let server = Server::start(program.clone())?;
    let host = server.address().to_string();
    let idle_mb = server.idle_memory_mb()?;
    let webhooks = Webhooks::new(&host, &payments, shuffled(0..measured));
    let scripts = bench.scripts(|_| Tell::new(&webhooks));
    let (figures, _) = http::load(bench, Scenario::Pay.name(), &server, idle_mb, scripts)?;

    let mut order = webhooks.rest();
    order.extend(shuffled(measured..count));
    let webhooks = Webhooks::new(&host, &payments, order);
    let (tally, server) = killing(bench, &webhooks, server, &program)?;
    let (told, rarely) = payments.told();
    wait(&database, told)?;
    server.kill()?;

    let after = prepare::audit(&database)?;
    let figures = Figures {
        acknowledged: figures.acknowledged + tally.acknowledged,
        refused: figures.refused + tally.refusals(),
        // What breaks while the server is killed is cut off, and sent again.
        broken: figures.broken,
        oversold: after.oversold,
        miscounted: after.miscounted,
        incomplete: Some(after.incomplete),
        settled: Some(Settled {
            told,
            rarely_told: rarely,
            taken: after.paid,
            doubled: after.doubled,
            kills: KILLS,
            cut_off: tally.broken,
        }),
        ..figures
    };
    Ok(vec![figures])
}

/// Stripe's protocol, spoken to [`card`] and nobody else.
fn provider() -> Result<[(&'static str, OsString); 4]> {
    let address = format!("http://{}", card::listen()?);
    Ok([
        ("FOH_SANDBOX_LISTEN", "off".into()),
        ("FOH_STRIPE_URL", address.into()),
        ("FOH_STRIPE_KEY", "rk_test_bench".into()),
        ("FOH_STRIPE_WEBHOOK_SECRET", card::WEBHOOK_SECRET.into()),
    ])
}

/// Sends all of `webhooks` while the server is killed and started again, the first time after a third of them.
fn killing(
    bench: &Bench,
    webhooks: &Arc<Webhooks>,
    mut server: Server,
    program: &Program,
) -> Result<(Tally, Server)> {
    let plan = Plan {
        concurrency: bench.plan.concurrency,
        warm_up: Duration::ZERO,
        measured: bench.plan.total() + 4 * GRACE,
    };
    let scripts = bench.scripts(|_| Tell::new(webhooks));
    let address = server.address();
    std::thread::scope(|scope| {
        let load = scope.spawn(move || client::run(address, scripts, &plan));
        for kill in 1..=KILLS {
            let reached = webhooks.count() * kill / (KILLS + 1);
            while webhooks.answered() < reached && !load.is_finished() {
                std::thread::sleep(Duration::from_millis(1));
            }
            server.kill()?;
            server = Server::start(program.clone())?;
        }
        let (tally, _) = load.join().map_err(|_| "the load has panicked")??;
        if !tally.dry || tally.refusals() > 0 {
            let problem = tally.first_problem.as_deref().unwrap_or("too little time");
            say(&format!("pay: {problem}\n{}", server.log_end()));
        }
        Ok((tally, server))
    })
}

/// Waits until as many payments are taken as the server was told of.
fn wait(database: &Database, told: u64) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while prepare::paid(database)? < told && Instant::now() < deadline {
        std::thread::sleep(PAUSE);
    }
    Ok(())
}
