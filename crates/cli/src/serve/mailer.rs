//! Mail by SMTP: the only place from which the program calls anyone.

use crate::config::Config;
use crate::failure::Failure;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use service::{Email, Mailer, NotTaken, Taken};
use std::time::Duration;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server, with the address that emails come from.
pub(super) struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// The mail server of the settings; none where there is none.
pub(super) fn mailer(config: &Config) -> Result<Option<Smtp>, Failure> {
    let host = config.text("smtp_host");
    if host.is_empty() {
        return Ok(None);
    }
    let from = config.text("smtp_from");
    let refused = |what: &str, error: String| Failure::bad_input(what, error, "see: counterpart config show");
    let from: Mailbox = from.parse().map_err(|_| {
        Failure::bad_input(
            "smtp_from",
            "it is no address",
            "give one, such as: Counterpart <noreply@example.com>",
        )
    })?;
    let builder = match config.text("smtp_tls") {
        "none" => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
        "tls" => AsyncSmtpTransport::<Tokio1Executor>::relay(host)
            .map_err(|error| refused("smtp_host", error.to_string()))?,
        _ => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host)
            .map_err(|error| refused("smtp_host", error.to_string()))?,
    };
    let mut builder = builder.port(config.value("smtp_port")?).timeout(Some(PATIENCE));
    if !config.text("smtp_user").is_empty() {
        let (user, password) = (config.text("smtp_user").to_owned(), config.text("smtp_password").to_owned());
        builder = builder.credentials(Credentials::new(user, password));
    }
    Ok(Some(Smtp { server: builder.build(), from }))
}

impl Mailer for Smtp {
    fn take<'a>(&'a self, email: &'a Email) -> Taken<'a> {
        Box::pin(async move {
            let refused = |words: String| NotTaken { is_final: true, words };
            let to: Mailbox =
                email.to.parse().map_err(|_| refused("the address cannot be written to".to_owned()))?;
            let message = Message::builder()
                .from(self.from.clone())
                .to(to)
                .subject(email.subject.clone())
                // No answer by a machine, such as one of absence, is wanted.
                .header(AutoSubmitted)
                .header(ContentType::TEXT_PLAIN)
                .body(email.text.clone())
                .map_err(|error| refused(error.to_string()))?;
            self.server
                .send(message)
                .await
                .map(drop)
                .map_err(|error| NotTaken { is_final: error.is_permanent(), words: error.to_string() })
        })
    }
}

/// Says that a program has sent it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
