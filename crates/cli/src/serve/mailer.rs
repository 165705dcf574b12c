//! Mail by SMTP: the only place from which the program calls anyone.

use crate::config::Config;
use crate::failure::Failure;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, MIME_VERSION_1_0};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
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
    let from = sender(from).ok_or_else(|| {
        Failure::bad_input(
            "smtp_from",
            "it is not an address",
            "give one, such as: Counterpart <noreply@example.com>; put a name with a comma between quotation marks",
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

/// The sender of the settings, with the domain that mail servers take.
fn sender(text: &str) -> Option<Mailbox> {
    let (name, address) = match text.rsplit_once('<') {
        Some((name, rest)) => (name.trim(), rest.strip_suffix('>')?),
        None => ("", text),
    };
    let address = address_of(address)?;
    if name.is_empty() {
        return Some(Mailbox::new(None, address));
    }
    let parsed: Mailbox = format!("{name} <noreply@example.com>").parse().ok()?;
    Some(Mailbox::new(parsed.name, address))
}

impl Mailer for Smtp {
    fn take<'a>(&'a self, email: &'a Email) -> Taken<'a> {
        Box::pin(async move {
            let refused = |words: String| NotTaken { is_final: true, words };
            let to = address_of(&email.to)
                .ok_or_else(|| refused(format!("{} is not an address that mail can be sent to", email.to)))?;
            let id = format!("<{}@{}>", uuid::Uuid::now_v7().simple(), self.from.email.domain());
            let message = Message::builder()
                .from(self.from.clone())
                .to(Mailbox::new(None, to))
                .subject(email.subject.clone())
                .message_id(Some(id))
                .header(MIME_VERSION_1_0)
                // No answer by a machine, such as one of absence, is wanted.
                .header(AutoSubmitted)
                .header(ContentType::TEXT_PLAIN)
                .body(email.text.clone())
                .map_err(|error| refused(error.to_string()))?;
            self.server.send(message).await.map(drop).map_err(|error| not_taken(&error, &email.to))
        })
    }
}

/// An address as mail servers take it: a domain in other letters in its ASCII form (IDNA), which every server knows.
fn address_of(text: &str) -> Option<Address> {
    let (user, domain) = text.trim().rsplit_once('@')?;
    Address::new(user, idna::domain_to_ascii(domain).ok()?).ok()
}

/// Why a mail server did not take an email, and whether it is any use to try again.
fn not_taken(error: &Error, to: &str) -> NotTaken {
    let said = error.to_string();
    // What the server itself said stands after what kind of error it is.
    let reply = said.split_once(": ").map_or(said.as_str(), |(_, reply)| reply);
    let code = error.status().map(u16::from);
    let last = |words: String| NotTaken { is_final: true, words };
    let later = |words: String| NotTaken { is_final: false, words };
    match code {
        Some(code @ (530 | 534 | 535 | 538)) => last(format!(
            "the mail server does not let Counterpart sign in ({code} {reply}): an administrator has to correct smtp_user \
             and smtp_password"
        )),
        Some(code @ 500..=599) => {
            last(format!("the mail server does not take mail for {to} ({code} {reply}): check the address"))
        }
        Some(code) => later(format!("the mail server does not take mail for {to} at the moment ({code} {reply})")),
        None if said.contains("certificate") => last(format!(
            "the certificate of the mail server is not to be trusted ({reply}): an administrator has to give it one of a known \
             authority for the name in smtp_host. Nothing was sent"
        )),
        None if said.contains("STARTTLS") => last(
            "the mail server does not offer STARTTLS: an administrator has to set smtp_tls to tls (usually with port 465), or \
             to none for a server on the same machine"
                .to_owned(),
        ),
        None if said.contains("SMTPUTF8") => last(format!(
            "the mail server takes no addresses with letters such as those before the @ of {to}: use another address, or copy \
             a link and hand it on"
        )),
        None if error.is_client() => last(format!("the mail cannot be sent as it is ({reply})")),
        None => later(format!("the mail server cannot be reached ({reply})")),
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

#[cfg(test)]
mod tests {
    use super::{address_of, sender};

    #[test]
    fn domains_are_written_as_every_server_knows_them() {
        for (text, expected) in [
            ("zoe@b\u{fc}cher.example", Some("zoe@xn--bcher-kva.example")),
            ("zoe@bu\u{308}cher.example", Some("zoe@xn--bcher-kva.example")),
            ("zoe@\u{65e5}\u{672c}.example", Some("zoe@xn--wgv71a.example")),
            (" Zoe.X+tag@Example.COM ", Some("Zoe.X+tag@example.com")),
            ("zo\u{eb}@example.com", Some("zo\u{eb}@example.com")),
            ("zoe@a..example", None),
            ("zoe@-.example", None),
            ("zoe", None),
            ("zoe@", None),
        ] {
            let found = address_of(text).map(|address| address.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn senders_have_a_name_or_none() {
        for (text, name, address) in [
            ("noreply@example.com", None, "noreply@example.com"),
            ("Counterpart <noreply@example.com>", Some("Counterpart"), "noreply@example.com"),
            (
                "M\u{fc}ller Partner <post@b\u{fc}cher.example>",
                Some("M\u{fc}ller Partner"),
                "post@xn--bcher-kva.example",
            ),
            ("\"Lund, Okello\" <a@example.com>", Some("Lund, Okello"), "a@example.com"),
        ] {
            let found = sender(text).expect(text);
            assert_eq!((found.name.as_deref(), found.email.to_string().as_str()), (name, address));
        }
        assert!(sender("Counterpart").is_none() && sender("A <b@c.example").is_none());
    }
}
