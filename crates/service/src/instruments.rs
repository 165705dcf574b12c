//! Instruments: the questionnaires that people answer. Those that come with the program are there by themselves; an
//! organisation can add its own. A version never changes; another document is another version.

use crate::checks::Checks;
use crate::transaction::started;
use crate::{Caller, Error, Invalid, Listed, Permission, Result, Service, frameworks, versioned_documents};
use fit::Framework;
use fit::instrument::{DEFAULTS, Instrument};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::versioned_documents::{self as stored, Form, InstrumentVersion};
use store::{Connection, InstrumentId, OrgId, Timestamp};
use utoipa::ToSchema;

/// An instrument's document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentInput {
    /// The file, as TOML.
    #[schema(min_length = 1, max_length = 500_000)]
    pub document: String,
}

/// An instrument that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InstrumentOutline {
    /// Its id, which its versions share, and by which it is asked for.
    #[schema(example = "self-ceo")]
    pub id: String,
    /// The version that is used for new invitations: the newest.
    #[schema(example = "1.0.0")]
    pub version: String,
    /// Title.
    pub title: String,
    /// For whom it is.
    pub form: Form,
    /// SHA-256 of the document.
    pub sha256: String,
    /// How many questions there are.
    pub n_questions: usize,
    /// How many minutes it takes.
    pub minutes: u32,
    /// Whether it comes with the program.
    pub is_built_in: bool,
}

/// The instruments that can be used, each in its newest version: first those that come with the program.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller) -> Result<Listed<InstrumentOutline>> {
    let mut read = service.read(caller, Permission::InstrumentsRead).await?;
    let (connection, org) = read.parts();
    Ok(Listed::whole(usable(service, connection, org).await?.iter().map(Usable::outline).collect()))
}

/// The document of an instrument's newest version, byte for byte.
#[crate::boxed]
pub async fn document(service: &Service, caller: &Caller, id: &str) -> Result<String> {
    let mut read = service.read(caller, Permission::InstrumentsRead).await?;
    let (connection, org) = read.parts();
    let usable = usable(service, connection, org).await?;
    let found = usable.into_iter().find(|usable| usable.instrument.id == id);
    found.map(|usable| usable.document).ok_or(Error::NotFound("instrument"))
}

/// Adds a version of an organisation's own instrument. The same document again is the same version.
///
/// # Errors
/// Where the document has mistakes, is called as one that comes with the program is, or another document has this
/// version's number.
#[crate::boxed]
pub async fn add(service: &Service, caller: &Caller, input: InstrumentInput) -> Result<InstrumentOutline> {
    caller.actor.require(Permission::InstrumentsWrite)?;
    let instrument = parsed(service, &input.document).await?;
    let asked = &instrument.sha256;
    let begun = service.write(caller, Permission::InstrumentsWrite, "instrument.add", asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, org) = write.parts();
    let framework = frameworks::default_of(connection, org).await?;
    let (_, framework) = frameworks::load(service, connection, org, &framework.id).await?;
    check_against(&instrument, &framework)?;
    let usable = Usable { instrument: Arc::new(instrument), document: input.document, is_built_in: false };
    let version = keep(service, connection, org, &usable, now).await?;
    let subject = version.id.to_string();
    write.finish(&subject, &["document"], usable.outline()).await
}

/// An instrument that can be used, with its document.
pub(crate) struct Usable {
    pub(crate) instrument: Arc<Instrument>,
    document: String,
    is_built_in: bool,
}

impl Usable {
    pub(crate) fn form(&self) -> Form {
        form_of(&self.instrument)
    }

    fn outline(&self) -> InstrumentOutline {
        let instrument = &self.instrument;
        InstrumentOutline {
            id: instrument.id.clone(),
            version: instrument.version.clone(),
            title: instrument.title.clone(),
            form: self.form(),
            sha256: instrument.sha256.clone(),
            n_questions: instrument.n_questions(),
            minutes: instrument.minutes(),
            is_built_in: self.is_built_in,
        }
    }
}

/// The instruments that can be used, each in its newest version.
pub(crate) async fn usable(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
) -> Result<Vec<Usable>> {
    let mut found = built_in(service)?;
    for version in stored::list_instruments(connection, org).await? {
        if found.iter().all(|usable| usable.instrument.id != version.instrument) {
            let document = stored::document::<InstrumentVersion>(connection, org, &version.id).await?;
            let document = document.ok_or(Error::NotFound("instrument"))?;
            let instrument = read(service, &version.sha256, &document)?;
            found.push(Usable { instrument, document, is_built_in: false });
        }
    }
    Ok(found)
}

/// The instruments that come with the program.
fn built_in(service: &Service) -> Result<Vec<Usable>> {
    let usable = |(_, document): (_, &str)| {
        let instrument = read(service, &crate::hash_secret(document), document)?;
        Ok(Usable { instrument, document: document.to_owned(), is_built_in: true })
    };
    DEFAULTS.into_iter().map(usable).collect()
}

/// Saves the version of an instrument that is about to be used, unless it is saved already.
pub(crate) async fn keep(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    usable: &Usable,
    now: Timestamp,
) -> Result<InstrumentVersion> {
    let instrument = &usable.instrument;
    let version = InstrumentVersion {
        id: service.surroundings().id(),
        instrument: instrument.id.clone(),
        version: instrument.version.clone(),
        title: instrument.title.clone(),
        form: usable.form(),
        sha256: instrument.sha256.clone(),
        created_at: now,
    };
    versioned_documents::save(connection, org, &version, &usable.document).await
}

/// A saved version, parsed.
pub(crate) async fn load(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    id: &InstrumentId,
) -> Result<Arc<Instrument>> {
    let (_, instrument): (InstrumentVersion, _) =
        versioned_documents::load((service.instruments(), Instrument::parse), connection, org, id).await?;
    Ok(instrument)
}

/// A document that was checked before, parsed.
fn read(service: &Service, sha256: &str, document: &str) -> Result<Arc<Instrument>> {
    versioned_documents::parsed((service.instruments(), Instrument::parse), sha256, document)
}

/// A document that was given, read and checked by itself.
async fn parsed(service: &Service, document: &str) -> Result<Instrument> {
    let mut checks = Checks::default();
    checks.text("/document", document, 1, 500_000);
    checks.done()?;
    let given = document.to_owned();
    let read = service.compute(move || Instrument::parse(&given)).await?;
    let instrument = read.map_err(|problems| Invalid::all_of("/document", &problems))?;
    checks.document(&instrument.id, &instrument.version, &instrument.title);
    let ids = instrument.questions().map(|question| question.id.chars().count());
    checks.require(ids.max().unwrap_or(0) <= 200, "/document", "a question's id has at most 200 characters");
    let is_ours = built_in(service)?.iter().any(|own| own.instrument.id == instrument.id);
    let is_plain = instrument.id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    checks.require(
        is_plain,
        "/document",
        "id: write it with letters, digits, hyphens, dots and underscores alone",
    );
    checks.require(
        !is_ours,
        "/document",
        "id: this is the id of an instrument that comes with the program; choose another",
    );
    checks.done()?;
    Ok(instrument)
}

fn check_against(instrument: &Instrument, framework: &Framework) -> Result<()> {
    let problems = instrument.check_against(framework);
    if problems.is_empty() { Ok(()) } else { Err(Invalid::all_of("/document", &problems)) }
}

/// For whom an instrument is, as the store has it.
fn form_of(instrument: &Instrument) -> Form {
    use fit::instrument::Form as Engine;
    match instrument.form {
        Engine::Ceo => Form::Ceo,
        Engine::Candidate => Form::Candidate,
        Engine::Rater => Form::Rater,
        Engine::Assessor => Form::Assessor,
    }
}
