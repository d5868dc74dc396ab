//! Running the site, from start to stop.

mod answers;
mod chores;
mod connections;
mod patience;
mod placed;
mod sandbox;
pub(crate) mod tls;

use std::{error::Error, net::SocketAddr, sync::Arc};

use foh_app::{
    House,
    crm::CrmCarrier,
    demo::DemoError,
    messages::{MailCarrier, TextCarrier},
    outbox::Carrier,
    payments::PaymentCarrier,
    theatre::ManageError,
};
use foh_gateways::{
    mail::Sender,
    smtp::{SmtpMailer, SmtpUrl},
};
use foh_web::{Site, Web};
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, sync::watch};

use answers::OwnAnswers;
use sandbox::Sandbox;
use tls::Certificate;

use crate::{
    commands::say,
    config::{Config, Mode},
    open::{self, Outside},
};

/// Serves until the program is told to stop; then finishes what runs and leaves the outbox intact.
pub(crate) async fn serve(config: &Config) -> Result<(), Box<dyn Error>> {
    // Before anything else, so that a second start on the same address fails without touching data.
    let listener = listen(config.listen).await?;
    let redirecting = match config.redirect_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let certificate = config.tls.as_ref().map(Certificate::read).transpose()?;
    let acceptor = certificate
        .as_ref()
        .map(Certificate::acceptor)
        .transpose()?;
    let sandbox = Sandbox::open(config).await?;
    let outside = match &sandbox {
        Some(sandbox) => sandbox.complete(config)?,
        None => Outside::of(config),
    };
    let house = open::house_among(config, &outside)?;
    let carriers = carriers(config, &outside)?;
    if config.mode == Mode::Development {
        prepare_development(&house).await?;
    }

    let (stop, stopping) = watch::channel(false);
    let mut chores = chores::start(&house, carriers, &stopping);
    if let (Some(certificate), Some(files)) = (certificate, config.tls.clone()) {
        chores.spawn(certificate.follow(files, stopping.clone()));
    }
    greet(config, &house).await?;
    if let Some(sandbox) = sandbox {
        say(&format!(
            "Payers and telephones to play: {}",
            sandbox.address()
        ));
        chores.spawn(sandbox.play(stopping.clone()));
    }
    let web = Web::new(house.clone(), open::site(config));
    let listening = web.clone();
    let (closing, closed) = watch::channel(false);
    let redirecting = redirecting.map(|listener| redirect(listener, config, closed.clone()));
    tokio::join!(
        async {
            stop_signal().await;
            let _ = closing.send(true);
            // What would stay open by itself is told to end; everything else finishes what it does.
            listening.stop().await;
        },
        connections::serve(
            listener,
            acceptor,
            foh_web::service(web),
            OwnAnswers::of(&open::site(config)),
            told(closed),
        ),
        async {
            if let Some(redirecting) = redirecting {
                redirecting.await;
            }
        },
    );

    let _ = stop.send(true);
    chores.join_all().await;
    let database = house.database().clone();
    tokio::task::spawn_blocking(move || database.close()).await?;
    tracing::info!("stopped");
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}"))
}

/// Answers plain HTTP with the way to HTTPS.
async fn redirect(listener: TcpListener, config: &Config, closed: watch::Receiver<bool>) {
    let site = open::site(config);
    let clear = Site {
        https: false,
        ..site.clone()
    };
    let base = config.site_base_url.as_str().to_owned();
    let service = foh_web::http::redirect(site, base);
    connections::serve(
        listener,
        None,
        service,
        OwnAnswers::of(&clear),
        told(closed),
    )
    .await;
}

/// Until it is time to close.
async fn told(mut closed: watch::Receiver<bool>) {
    let _ = closed.wait_for(|closed| *closed).await;
}

/// Whatever takes the outbox away: one for each channel that is configured.
fn carriers(config: &Config, outside: &Outside) -> Result<Vec<Arc<dyn Carrier>>, Box<dyn Error>> {
    let mut carriers: Vec<Arc<dyn Carrier>> = Vec::new();
    if let Some(url) = &config.smtp {
        let server = SmtpUrl::parse(url.expose_secret())?;
        let sender = Sender::parse(&config.mail_from)?;
        let mailer = Arc::new(SmtpMailer::new(server, sender)?);
        carriers.push(Arc::new(MailCarrier::new(mailer)));
    }
    if let Some(crm) = config.crm.clone() {
        carriers.push(Arc::new(CrmCarrier::new(crm)));
    }
    carriers.push(Arc::new(PaymentCarrier));
    if let Some(provider) = outside.texts.clone() {
        carriers.push(Arc::new(TextCarrier::new(provider)));
    }
    Ok(carriers)
}

async fn prepare_development(house: &House) -> Result<(), Box<dyn Error>> {
    house.ensure_administrator().await?;
    if house.is_empty().await? {
        match house.set_up_demonstration().await {
            Err(DemoError::Manage(ManageError::Taken(_))) => {
                tracing::info!("another node sets up the demonstration");
            }
            done => done?,
        }
    }
    Ok(())
}

async fn greet(config: &Config, house: &House) -> Result<(), Box<dyn Error>> {
    let base = config.site_base_url.as_str();
    tracing::info!(listen = %config.listen, mode = %config.mode, database = %config.database, "serving");
    if config.mode == Mode::Development {
        say(&format!("Front of House is open:        {base}/"));
        if config.smtp.is_none() {
            say(&format!(
                "Mails that would be sent:      {base}/dev/mailbox"
            ));
        }
        if let Some(link) = house.administrator_link().await? {
            say(&format!(
                "Sign in as administrator once: {}",
                link.expose_secret()
            ));
        }
    }
    Ok(())
}

/// SIGTERM or Ctrl-C.
async fn stop_signal() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
