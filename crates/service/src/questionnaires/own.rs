//! A CEO's own page: what their answers say, to them and to nobody else until they pass them on.

use super::{begin, engine_answers, has_own_page, look, require_unlocked};
use crate::sessions::Visitor;
use crate::{Error, Result, Service, paper, people, situation};
use report::{OwnInputs, OwnPage};
use store::invitations::{self, Event};
use store::{answers, ratings};

/// The page of whoever answers.
///
/// # Errors
/// As [`look`]; [`Error::NotFound`] if the questionnaire has no such page.
#[crate::boxed]
pub async fn own_page(service: &Service, secret: &str, visitor: &Visitor) -> Result<OwnPage> {
    let found = look(service, secret, visitor).await?;
    if !found.has_own_page() {
        return Err(Error::NotFound("page"));
    }
    let mut connection = service.database().read().await?;
    let framework = super::count::framework(service, &mut connection, &found.invitation).await?;
    drop(connection);
    let day = report::words::day_in_words(&service.surroundings().now().as_str()[..10]);
    let written = move || {
        let situation = situation::shipped()?;
        let page = report::own_page(&OwnInputs {
            framework: &framework,
            instrument: &found.instrument,
            situation: &situation,
            answers: &engine_answers(&found.answers),
            name: &found.person,
            day: &day,
        });
        page.map_err(Error::internal("writing a CEO's own page"))
    };
    service.compute(written).await?
}

/// The same as PDF.
#[crate::boxed]
pub async fn own_pdf(service: &Service, secret: &str, visitor: &Visitor) -> Result<Vec<u8>> {
    let page = own_page(service, secret, visitor).await?;
    let edition = paper::edition(page.facts.clone(), String::new(), &page.section.to_string());
    let document = report::own_page_to_paper(&page, &edition);
    paper::set(service, document.map_err(Error::internal("laying out a CEO's own page"))?).await
}

/// Deletes everything that was answered, the values that were passed on among it, and ends the link.
///
/// # Errors
/// As [`own_page`]; a conflict if what it was passed on for is decided or closed.
#[crate::boxed]
pub async fn remove(service: &Service, secret: &str, visitor: &Visitor) -> Result<()> {
    let (mut connection, invitation) = begin(service, secret, visitor).await?;
    let org = &invitation.org_id;
    let instrument =
        crate::instruments::load(service, &mut connection, org, &invitation.instrument_id).await?;
    if !has_own_page(&instrument) {
        return Err(Error::NotFound("page"));
    }
    require_unlocked(&mut connection, &invitation).await?;
    let now = service.surroundings().now();
    answers::clear(&mut connection, org, &invitation.id).await?;
    if invitation.counted_at.is_some() {
        people::begin_change(&mut connection, org, &invitation.person_id, None, &now).await?;
        let by = (invitation.source, invitation.rater.as_str());
        ratings::remove_by(&mut connection, org, &invitation.person_id, by).await?;
    }
    invitations::happened(&mut connection, org, &invitation.id, Event::Revoked, &now).await?;
    super::record(&mut connection, &invitation, ("questionnaire.remove", &["answers"]), (visitor, &now))
        .await?;
    Ok(connection.commit().await?)
}
