//! What became of a search: a timeline, and forms to go on with it. One form is open at a time, so that it needs no script.

mod words;

use super::panel::name_of;
use super::search_frame::{SearchFrame, Tab};
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, file, go, minute, page};
use crate::extract::PathId;
use crate::pages::tables::csv_or_xlsx;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use service::decisions::WithdrawalInput;
use service::outcomes::pulse_links::{PulseLinkInput, PulseLinkOutline, PulseLinkState};
use service::outcomes::{self, Conditions, OutcomeInput, Outcomes, RecordedOutcome};
use service::{Error, Permission, candidates};
use store::outcomes::{Ending, OutcomeKind, Wave, Who};
use store::{CandidateId, Day, OutcomeId, PulseLinkId, SearchId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/outcomes", get(shown).post(record))
        .route("/searches/{search_id}/outcomes.csv", get(as_table))
        .route("/searches/{search_id}/outcomes.xlsx", get(as_table))
        .route("/searches/{search_id}/outcomes.json", get(as_json))
        .route("/searches/{search_id}/outcomes/{outcome_id}/withdraw", post(withdraw))
        .route("/searches/{search_id}/pulse-links", post(ask))
        .route("/searches/{search_id}/pulse-links/{pulse_link_id}/revoke", post(take_back))
}

#[derive(Template)]
#[template(path = "outcomes.html")]
struct OutcomesPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// Who was appointed and when; none where nobody was.
    placed: Option<[String; 2]>,
    /// How it stands, as terms and values.
    standing: Vec<(&'static str, String)>,
    timeline: Vec<Entry>,
    withdrawn: Vec<Entry>,
    /// The kinds that can be recorded, with what they are called.
    kinds: Vec<(&'static str, &'static str)>,
    form: Option<Form>,
    may_record: bool,
    why_withdrawn: String,
    /// Links by which the two answer a pulse themselves.
    links: Vec<ShownLink>,
    /// The one that was just made.
    link: Option<Made>,
    whos: Vec<(String, &'static str)>,
    waves: Vec<(String, &'static str)>,
    asked: FormData,
}

/// A link to answer a pulse by.
struct ShownLink {
    id: String,
    what: String,
    state: String,
    is_open: bool,
}

/// A link that was just made.
struct Made {
    url: String,
    until: String,
}

impl ShownLink {
    fn of(link: &PulseLinkOutline) -> Self {
        let (who, wave) = (words::who(link.who), words::wave(link.wave));
        let by = format!("asked on {} by {}", super::day(&link.created_at), link.created_by_name);
        let state = match link.state {
            PulseLinkState::Open => format!("waits until {}", super::day(&link.expires_at)),
            PulseLinkState::Answered => "answered".to_owned(),
            PulseLinkState::Expired => format!("ended on {}", super::day(&link.expires_at)),
            PulseLinkState::Revoked => "revoked".to_owned(),
        };
        Self {
            id: link.id.to_string(),
            what: format!("{who}, {wave}"),
            state: format!("{state}; {by}"),
            is_open: link.state == PulseLinkState::Open,
        }
    }
}

/// An outcome on the page.
struct Entry {
    id: String,
    on: String,
    what: String,
    answers: Vec<String>,
    note: String,
    by: String,
    /// When, by whom and why it was withdrawn.
    withdrawn: Option<String>,
    /// Whether the form to withdraw it is open.
    is_leaving: bool,
}

/// The form of one kind of outcome, with what was typed.
struct Form {
    kind: &'static str,
    title: &'static str,
    hint: &'static str,
    typed: FormData,
    endings: Vec<(String, &'static str)>,
    whos: Vec<(String, &'static str)>,
    waves: Vec<(String, &'static str)>,
    yes_or_no: Vec<(String, &'static str)>,
    conditions: Vec<Condition>,
}

/// A condition to be answered.
pub(super) struct Condition {
    pub(super) field: String,
    pub(super) sentence: &'static str,
    pub(super) answer: String,
}

impl Condition {
    /// All of them, with what was typed.
    pub(super) fn all(typed: &FormData) -> Vec<Self> {
        let condition = |(name, sentence): &(&str, &'static str)| {
            let field = format!("conditions.{name}");
            Self { answer: typed.text(&field).to_owned(), field, sentence }
        };
        Conditions::SENTENCES.iter().map(condition).collect()
    }
}

/// What a pulse is called.
pub(super) fn wave_in_words(wave: Wave) -> &'static str {
    words::wave(wave)
}

/// What is open on the page, and what was typed into it.
#[derive(Default)]
struct Open<'a> {
    kind: Option<OutcomeKind>,
    leaving: Option<&'a str>,
    typed: FormData,
    wrong: FormErrors,
    link: Option<Made>,
    asked: FormData,
}

async fn shown(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let kind = asked.fields.given("record").and_then(|kind| kind.parse().ok());
    let open = Open { kind, leaving: asked.fields.given("withdraw"), ..Open::default() };
    page(&of(&web, &signed, &id, open).await?)
}

async fn of(web: &Web, signed: &Signed, id: &SearchId, open: Open<'_>) -> Result<OutcomesPage, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let found = outcomes::get(service, caller, id).await?;
    let search = SearchFrame::load(web, signed, id, Tab::Outcomes).await?;
    let there = candidates::list(service, caller, id).await?.items;
    let name = |id: &CandidateId| {
        there.iter().find(|one| one.id == *id).map_or_else(|| "a former candidate".to_owned(), name_of)
    };
    let placed =
        found.placement.as_ref().map(|placed| [name(&placed.candidate_id), placed.decided_on.to_string()]);
    let entry = |outcome: &RecordedOutcome| Entry::of(outcome, open.leaving);
    let links = outcomes::pulse_links::list(service, caller, id).await?.items;
    let unsaid = || std::iter::once((String::new(), "choose"));
    let may_record = placed.is_some() && caller.actor.require(Permission::OutcomesWrite).is_ok();
    Ok(OutcomesPage {
        frame: Frame::of(signed, Place::Searches),
        standing: words::standing(&found.standing),
        timeline: found.items.iter().map(entry).collect(),
        withdrawn: found.withdrawn.iter().map(entry).collect(),
        kinds: OutcomeKind::ALL.iter().map(|kind| (kind.name(), words::kind(*kind))).collect(),
        why_withdrawn: open.typed.text("reason").to_owned(),
        links: links.iter().map(ShownLink::of).collect(),
        link: open.link,
        whos: unsaid().chain(Who::ALL.iter().map(|who| (who.to_string(), words::who(*who)))).collect(),
        waves: unsaid().chain(Wave::ALL.iter().map(|wave| (wave.to_string(), words::wave(*wave)))).collect(),
        asked: open.asked,
        form: open.kind.filter(|_| may_record).map(|kind| Form::of(kind, open.typed)),
        wrong: open.wrong,
        placed,
        search,
        may_record,
    })
}

impl Entry {
    fn of(outcome: &RecordedOutcome, leaving: Option<&str>) -> Self {
        let id = outcome.id.to_string();
        let sentences = Conditions::SENTENCES.iter();
        let answers = outcome.conditions.as_ref().map(|conditions| {
            sentences
                .zip(conditions.answers())
                .map(|((_, sentence), answer)| format!("{answer} of 5: {sentence}"))
        });
        let withdrawn = outcome.withdrawn_at.as_ref().map(|at| {
            let by = outcome.withdrawn_by_name.clone().unwrap_or_default();
            let reason = outcome.withdrawn_reason.clone().unwrap_or_default();
            format!("Withdrawn on {} by {by}: {reason}", minute(at))
        });
        Self {
            on: super::times::written(&outcome.on),
            what: words::outcome(outcome),
            answers: answers.into_iter().flatten().collect(),
            note: outcome.note.clone(),
            by: format!("Recorded on {} by {}", minute(&outcome.created_at), outcome.recorded_by_name),
            is_leaving: withdrawn.is_none() && leaving == Some(&id),
            withdrawn,
            id,
        }
    }
}

impl Form {
    fn of(kind: OutcomeKind, typed: FormData) -> Self {
        let unsaid = || std::iter::once((String::new(), "choose"));
        let conditions = Condition::all(&typed);
        Self {
            kind: kind.name(),
            title: words::kind(kind),
            hint: words::hint(kind),
            endings: unsaid().chain(Ending::ALL.iter().map(|e| (e.to_string(), words::ending(*e)))).collect(),
            whos: unsaid().chain(Who::ALL.iter().map(|w| (w.to_string(), words::who(*w)))).collect(),
            waves: unsaid().chain(Wave::ALL.iter().map(|w| (w.to_string(), words::wave(*w)))).collect(),
            yes_or_no: unsaid().chain([("yes".to_owned(), "Yes"), ("no".to_owned(), "No")]).collect(),
            conditions,
            typed,
        }
    }

    fn text(&self, field: &str) -> String {
        self.typed.text(field).to_owned()
    }
}

async fn record(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match recorded(&web, &signed, &id, &form).await {
        Ok(()) => Ok(go(&format!("/searches/{id}/outcomes?done=outcome"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let kind = form.text("kind").parse().ok();
            let open = Open { kind, typed: form, wrong, ..Open::default() };
            again(open.wrong.status, &of(&web, &signed, &id, open).await?)
        }
    }
}

async fn recorded(web: &Web, signed: &Signed, id: &SearchId, form: &FormData) -> Result<(), Error> {
    let input = OutcomeInput {
        kind: form
            .read("kind", "choose what is to be recorded")?
            .ok_or_else(|| Error::invalid("", "choose what is to be recorded"))?,
        on: form
            .read::<Day>("on", "write the day as 2026-11-23")?
            .ok_or_else(|| Error::invalid("/on", "give the day"))?,
        ending: form.read("ending", "choose one of them")?,
        is_together: form.given("is_together").map(|answer| answer == "yes"),
        rating: form.number("rating")?,
        who: form.read("who", "choose one of them")?,
        wave: form.read("wave", "choose one of them")?,
        conditions: conditions(form)?,
        note: form.text("note").to_owned(),
        run_id: None,
    };
    outcomes::record(&web.service, &signed.caller, id, input).await.map(|_| ())
}

/// The answers of a pulse; none where the form asks for none.
fn conditions(form: &FormData) -> Result<Option<Conditions>, Error> {
    if form.text("kind") != OutcomeKind::Pulse.name() {
        return Ok(None);
    }
    conditions_of(form).map(Some)
}

/// An answer to each.
pub(super) fn conditions_of(form: &FormData) -> Result<Conditions, Error> {
    let mut answers = [0; 5];
    for ((name, _), answer) in Conditions::SENTENCES.iter().zip(&mut answers) {
        let field = format!("conditions.{name}");
        let given = form.read(&field, "choose 1 to 5")?;
        *answer = given.ok_or_else(|| Error::invalid(format!("/conditions/{name}"), "choose 1 to 5"))?;
    }
    Ok(Conditions::of(answers))
}

async fn withdraw(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, outcome)): PathId<(SearchId, OutcomeId)>,
    form: FormData,
) -> Result<Response, Problem> {
    let input = WithdrawalInput { reason: form.text("reason").to_owned() };
    match outcomes::withdraw(&web.service, &signed.caller, (&id, &outcome), input).await {
        Ok(_) => Ok(go(&format!("/searches/{id}/outcomes?done=outcome_withdrawn"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let open = Open { leaving: Some(outcome.as_str()), typed: form, wrong, ..Open::default() };
            again(open.wrong.status, &of(&web, &signed, &id, open).await?)
        }
    }
}

/// Makes a link by which one of the two answers, and shows it this once.
async fn ask(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let made = match link_input(&form) {
        Ok(input) => {
            let base_url = &web.settings.base_url;
            outcomes::pulse_links::create(&web.service, &signed.caller, &id, &input, base_url).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => {
            let link = Made { until: super::day(&made.link.expires_at), url: made.url };
            page(&of(&web, &signed, &id, Open { link: Some(link), ..Open::default() }).await?)
        }
        Err(error) => {
            let wrong = FormErrors::of(error)?.renamed("who", "link_who").renamed("wave", "link_wave");
            let open = Open { asked: form, wrong, ..Open::default() };
            again(open.wrong.status, &of(&web, &signed, &id, open).await?)
        }
    }
}

fn link_input(form: &FormData) -> Result<PulseLinkInput, Error> {
    const MEND: &str = "choose one of them";
    Ok(PulseLinkInput {
        who: form.read("link_who", MEND)?.ok_or_else(|| Error::invalid("/who", MEND))?,
        wave: form.read("link_wave", MEND)?.ok_or_else(|| Error::invalid("/wave", MEND))?,
        days: None,
    })
}

async fn take_back(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, link)): PathId<(SearchId, PulseLinkId)>,
) -> Result<Response, Problem> {
    outcomes::pulse_links::revoke(&web.service, &signed.caller, (&id, &link)).await?;
    Ok(go(&format!("/searches/{id}/outcomes?done=share_revoked")))
}

async fn as_table(
    State(web): State<Web>,
    signed: Signed,
    asked: Uri,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    let found = outcomes::get(&web.service, &signed.caller, &id).await?;
    csv_or_xlsx(&asked, "outcomes", &outcomes::as_csv(&found))
}

async fn as_json(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    let found: Outcomes = outcomes::get(&web.service, &signed.caller, &id).await?;
    let text = serde_json::to_string_pretty(&found).map_err(Error::internal("writing outcomes as JSON"))?;
    Ok(file("outcomes.json", "application/json", text))
}
