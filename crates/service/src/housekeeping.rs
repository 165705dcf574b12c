//! What is done with time: what is old is thrown away, and those who have not answered are reminded.

use crate::{Email, Service, find, invitations, throttling};
use store::audit::{self, EntryFilter, Record};
use store::{Timestamp, idempotency, imports, links, organisations, second_factors};

/// From where a request came is kept for so long.
pub(crate) const SOURCE_SECONDS: i64 = 90 * 24 * 60 * 60;

/// An answer may be asked for again so long.
pub(crate) const KEY_SECONDS: i64 = 24 * 60 * 60;
/// A file that nobody has put on file by then is forgotten.
pub(crate) const PREVIEW_SECONDS: i64 = 30 * 24 * 60 * 60;
/// How often there is anything worth tidying.
const EVERY_SECONDS: i64 = 60 * 60;

/// The head of an audit log is mailed so often.
const HEAD_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Throws away what has had its time, sends the reminders that are due, and mails what is to be kept elsewhere, if it was
/// not done lately. That it cannot be done now hurts nobody.
pub(crate) async fn tidy(service: &Service) {
    let now = service.surroundings().now();
    if !service.is_due(EVERY_SECONDS) {
        return;
    }
    if let Err(error) = throw_away(service, &now).await {
        tracing::warn!(%error, "old answers cannot be thrown away now");
    }
    find::read_ahead(service);
    if let Err(error) = invitations::remind_waiting(service).await {
        tracing::warn!(%error, "it cannot be seen now who is to be reminded");
    }
    if let Err(error) = mail_heads(service, &now).await {
        tracing::warn!(%error, "the heads of audit logs cannot be mailed now");
    }
}

async fn throw_away(service: &Service, now: &Timestamp) -> crate::Result<()> {
    let mut connection = service.database().write().await?;
    idempotency::forget(&mut connection, &now.plus_seconds(-KEY_SECONDS)).await?;
    imports::forget(&mut connection, &now.plus_seconds(-PREVIEW_SECONDS)).await?;
    throttling::forget(&mut connection, now).await?;
    audit::forget_sources(&mut connection, &now.plus_seconds(-SOURCE_SECONDS)).await?;
    links::forget(&mut connection, now).await?;
    second_factors::forget_sign_ins(&mut connection, now).await?;
    Ok(connection.commit().await?)
}

/// Mails the head of each organisation's audit log to the address that is set, once a week: whoever has it can tell later
/// whether the log was cut off before it.
async fn mail_heads(service: &Service, now: &Timestamp) -> crate::Result<()> {
    let to = &service.settings().audit_mail;
    let Some(mailer) = service.surroundings().mailer().filter(|_| !to.is_empty()) else { return Ok(()) };
    let since = now.plus_seconds(-HEAD_SECONDS);
    let due = EntryFilter {
        action: Some("audit.head_mailed"),
        from: Some(since.as_str()),
        ..EntryFilter::default()
    };
    let mut heads = Vec::new();
    {
        let mut connection = service.database().read().await?;
        for (org, name) in organisations::list(&mut connection).await? {
            if audit::list(&mut connection, &org, due, None, 1).await?.is_empty()
                && let Some((seq, hash)) = audit::head(&mut connection, &org).await?
            {
                heads.push((org, name, seq, hash));
            }
        }
    }
    for (org, name, seq, hash) in heads {
        let text = format!(
            "The audit log of {name} has {seq} entries up to now. The hash of the last one is\n\n  {hash}\n\nKeep this mail: with it \
             you can tell later whether any of these entries was changed or cut off. “counterpart audit verify” checks them.\n"
        );
        let mail = Email { to: to.clone(), subject: "The head of an audit log".to_owned(), text };
        if let Err(error) = mailer.take(&mail).await {
            return Err(crate::Error::failed("mailing the head of an audit log", error.words));
        }
        let mut connection = service.database().write().await?;
        let record = Record {
            user: None,
            via: "operator",
            action: "audit.head_mailed",
            subject: org.as_str(),
            fields: &[&hash],
            request: "",
        };
        audit::append(&mut connection, &org, &record, now).await?;
        connection.commit().await?;
    }
    Ok(())
}
