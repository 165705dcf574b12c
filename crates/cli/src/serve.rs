//! The server's life: open, bring up to date, answer, and end without losing anything.

mod connections;
mod demo;
pub(crate) mod files_key;
mod logs;
mod machine;
mod mailer;
mod open;
mod signing_key;

pub(crate) use open::{Opened, exposure, in_runtime, open};

use crate::address::{base_url, listen, tell_addresses};
use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::remark;
use connections::Limits;
use service::{Secret, Service, jobs, links};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::Place;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::Web;

/// Serves until it is told to end.
pub(crate) fn run(config: &Config, is_demo: bool) -> Result<(), Failure> {
    // A newcomer looks for the link, and would not find it among lines about requests.
    logs::begin(if is_demo && !config.is_given("log") { "warn" } else { config.text("log") });
    in_runtime(async {
        if is_demo {
            return demo::run(config).await;
        }
        let opened = open(config, true).await?;
        service::operator::update_frameworks(&opened.service).await.map_err(refused)?;
        service::operator::fold_names(&opened.service).await.map_err(refused)?;
        let listener = listen(config).await?;
        let base_url = base_url(config, listener.local_addr()?.port());
        if let Some(secret) = links::setup(&opened.service).await.map_err(refused)? {
            tell_setup(&base_url, &secret);
        }
        if let Some(warning) = proxy_warning(config) {
            remark(&format!("Note: {warning}."));
        }
        tell_addresses(config, &base_url);
        serve(config, opened, listener, base_url, asked_to_end()).await
    })
}

/// What is wrong with whom failed attempts are counted by, in words; none where nothing is.
pub(crate) fn proxy_warning(config: &Config) -> Option<&'static str> {
    let is_behind_proxy = config.text("base_url").starts_with("https://");
    match (is_behind_proxy, config.text("trusts_proxy") == "true") {
        (true, false) => Some(
            "base_url has https://, so a proxy is in front, and trusts_proxy is not set: every visitor has the proxy's address, \
             and one who guesses passwords slows down everyone. Set trusts_proxy if the proxy sets X-Forwarded-For",
        ),
        (false, true) => Some(
            "trusts_proxy is set and base_url has no https://: without a proxy that sets X-Forwarded-For anyone can write the \
             address that their failures are counted by",
        ),
        _ => None,
    }
}

fn tell_setup(base_url: &str, secret: &Secret) {
    remark(&format!(
        "There is no organisation yet. Open this link within 30 minutes to set one up:\n  {base_url}/setup/{}",
        secret.reveal()
    ));
}

/// Answers requests until `end`, then lets those in flight finish, gives work back and closes the database.
async fn serve(
    config: &Config,
    opened: Opened,
    listener: TcpListener,
    base_url: String,
    end: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let Opened { service, .. } = opened;
    let mut web = Web::new(
        service.clone(),
        web::Settings {
            base_url,
            trusts_proxy: config.value("trusts_proxy")?,
            requests_per_minute: config.value("requests_per_minute")?,
            requests_at_once: config.value("requests_at_once")?,
            metrics_token: Some(config.text("metrics_token").to_owned()).filter(|token| !token.is_empty()),
        },
    );
    web.metrics = web.settings.metrics_token.as_ref().and_then(|_| logs::count());
    let is_stopping = Arc::clone(&web.is_stopping);
    let (stop, stopped) = watch::channel(false);
    let until_stopped = |mut stopped: watch::Receiver<bool>| async move {
        // An error says that the sender is gone, which is the end as well.
        let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
    };
    let workers: Vec<_> = (0..config.value::<usize>("n_workers")?)
        .map(|_| {
            let (service, stopped) = (service.clone(), stopped.clone());
            let worker = service.surroundings().id::<uuid::Uuid>().to_string();
            tokio::spawn(async move { jobs::work(&service, &worker, until_stopped(stopped)).await })
        })
        .collect();
    let limits = Limits::new(web.settings.trusts_proxy);
    let answering = tokio::spawn(connections::answer(listener, web::router(web), limits, stopped));
    end.await;
    is_stopping.store(true, Ordering::Relaxed);
    remark("Ending: requests in flight are finished first.");
    // Nobody is left to hear it where all have ended already.
    let _ = stop.send(true);
    let patience = Duration::from_secs(config.value("shutdown_seconds")?);
    let all = async {
        let answered = answering.await;
        for worker in workers {
            // A worker that panicked has let go of its claim's life; another takes it.
            let _ = worker.await;
        }
        answered
    };
    tokio::select! {
        _ = tokio::time::timeout(patience, all) => {}
        () = asked_to_end() => {}
    }
    service.database().close().await;
    Ok(())
}

/// The first signal to end.
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// What the service refused, as the command line says it.
pub(crate) fn refused(error: service::Error) -> Failure {
    match error {
        service::Error::Invalid(values) => {
            let problem =
                |bad: service::Invalid| fit::Problem::new(bad.pointer, "it will not do", bad.detail);
            Failure::problems("the input", values.into_iter().map(problem).collect())
        }
        service::Error::Store(error) => unusable(&error, None),
        other => Failure::Failed(other.to_string()),
    }
}

/// What the database refused.
pub(crate) fn unusable(error: &store::Error, place: Option<&Place>) -> Failure {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    let place = match place {
        None => "the database".to_owned(),
        Some(Place::Sqlite(path)) => Path::display(path).to_string(),
        Some(Place::Postgres(url)) => crate::config::without_password(url),
    };
    Failure::Failed(format!("{place}: {told}"))
}

/// The service on a database that is open.
pub(crate) fn service_on(config: &Config, database: store::Database) -> Result<Service, Failure> {
    let settings = service::Settings {
        argon2_memory_kib: config.value("argon2_memory_kib")?,
        argon2_passes: config.value("argon2_passes")?,
        n_computing: config.value("n_computing")?,
        session_idle_seconds: config.value::<i64>("session_idle_minutes")? * 60,
        session_max_seconds: config.value::<i64>("session_hours")? * 3600,
        reminder_days: config.value("reminder_days")?,
        audit_mail: config.text("audit_mail").to_owned(),
    };
    let fonts = config.text("fonts").split(',').map(str::trim).filter(|path| !path.is_empty());
    let fonts = crate::input::fonts(&fonts.collect::<Vec<_>>())?;
    let surroundings = machine::surroundings()
        .with_fonts(fonts)
        .with_files_key(files_key::files_key(config)?)
        .with_signing_key(signing_key::of(config)?);
    let surroundings = match mailer::mailer(config)? {
        Some(mailer) => surroundings.with_mailer(mailer),
        None => surroundings,
    };
    Ok(Service::new(database, surroundings, settings))
}
