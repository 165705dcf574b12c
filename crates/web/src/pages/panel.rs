//! The panel: each member weighs and judges before a score is shown to them; then everybody sees what all think.

mod invite;
mod material;

use super::search_frame::{SearchFrame, Tab};
use super::{FormData, FormErrors, Frame, Place, Signed, again, counted, go, minute, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::candidates::ShownCandidate;
use service::declarations::{self, DeclarationInput};
use service::judgements::{self, Before, JudgementInput, in_words};
use service::panel::{self, MemberOrder, PanelMember, Reveal, SearchPanel};
use service::{Error, Expected, Permission};
use std::collections::BTreeMap;
use store::declarations::{Declaration, DeclarationKind};
use store::judgements::{Judgement, JudgementVersion, Opinion};
use store::users::Role;
use store::{CandidateId, SearchId, UserId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/panel", get(shown))
        .route("/searches/{search_id}/panel/judgements", post(judge))
        .merge(invite::routes())
        .merge(material::routes())
}

#[derive(Template)]
#[template(path = "panel.html")]
struct PanelPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    members: Vec<ShownMember>,
    /// What is asked of the one who looks; none where nothing is.
    own: Option<Own>,
    reveal: Option<ShownReveal>,
    /// What is declared about candidates.
    declared: Vec<Declared>,
    /// Who is to be invited, as it was typed; none for who may invite nobody.
    invite: Option<Invitee>,
    /// Who was just invited.
    invited: Option<invite::Shown>,
}

struct ShownMember {
    name: String,
    state: String,
    /// Where a new link is made for who has never come in.
    renew: Option<String>,
}

/// Who is to be invited, as it was typed.
#[derive(Default)]
struct Invitee {
    name: String,
    email: String,
}

/// Something that is declared about a candidate.
pub(super) struct Declared {
    pub(super) of: String,
    /// What, by whom, and in their words.
    pub(super) what: String,
}

/// The judgements of the one who looks.
struct Own {
    has_weights: bool,
    candidates: Vec<Judged>,
    n_left: usize,
    left: String,
}

struct Judged {
    id: CandidateId,
    name: String,
    headline: String,
    choices: Vec<Choice>,
    note: String,
    /// The conflict of interest that the one who looks has declared.
    conflict: String,
    /// What keeps the candidate from being approached, for who may say so.
    off_limits: Option<String>,
}

struct Choice {
    value: &'static str,
    words: &'static str,
    is_chosen: bool,
}

/// What the panel thinks.
struct ShownReveal {
    agreement: Vec<String>,
    members: Vec<String>,
    rows: Vec<RevealRow>,
    notes: Vec<Note>,
    weights: Vec<WeightRow>,
    pillars: Vec<String>,
    mean: Vec<String>,
    no_mean: Option<String>,
}

/// A candidate with what each member thinks.
struct RevealRow {
    name: String,
    path: String,
    place: String,
    cells: Vec<Cell>,
}

struct Cell {
    opinion: String,
    /// The place by the member's own weights.
    place: String,
}

struct Note {
    who: String,
    of: String,
    /// What they said in turn: the words for it with when, and why.
    said: Vec<(String, String)>,
}

struct WeightRow {
    name: String,
    shares: Vec<String>,
}

/// What a candidate is called, as far as the one who looks may know.
pub(super) fn name_of(candidate: &ShownCandidate) -> String {
    candidate.name.clone().unwrap_or_else(|| candidate.label.clone())
}

async fn shown(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    page(&of(&web, &signed, &id, None, FormErrors::default()).await?)
}

/// What is declared about these candidates, as it is shown.
pub(super) fn declared(declared: &[Declaration], candidates: &[ShownCandidate]) -> Vec<Declared> {
    let shown = |declared: &Declaration| {
        let of = candidates.iter().find(|candidate| candidate.id == declared.candidate_id)?;
        let kind = declarations::in_words(declared.kind);
        Some(Declared {
            of: name_of(of),
            what: format!("{kind} ({}): {}", declared.user_name, declared.text),
        })
    };
    declared.iter().filter_map(shown).collect()
}

async fn of(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    typed: Option<&FormData>,
    wrong: FormErrors,
) -> Result<PanelPage, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let search = SearchFrame::load(web, signed, id, Tab::Panel).await?;
    let SearchPanel { members, candidates, reveal } = panel::get(service, caller, id).await?;
    let judgements = judgements::list(service, caller, id).await?.items;
    let declarations = declarations::list(service, caller, id).await?.items;
    let may_judge = search.is_open && caller.actor.require(Permission::JudgementsWrite).is_ok();
    let given = Given { user: &caller.actor.user, judgements: &judgements, declarations: &declarations };
    let own = may_judge.then(|| Own::of(&members, &candidates, (&given, search.may_write), typed));
    let may_invite = search.may_write && search.is_open;
    let n = candidates.len();
    let member = |member: &PanelMember| ShownMember {
        name: member.name.clone(),
        state: match (member.is_done(n), member.has_weights) {
            (true, _) => "done".to_owned(),
            (false, true) => format!("{} of {n} judged, weights given", member.n_judged),
            (false, false) => format!("{} of {n} judged, no weights yet", member.n_judged),
        },
        renew: (may_invite && member.role == Role::PanelMember && !member.has_password && member.is_member)
            .then(|| format!("{}/panel/members/{}/link", search.path, member.user_id)),
    };
    let shown = members.iter().map(member).collect();
    let history = judgements::history(service, caller, id).await?.items;
    let reveal =
        reveal.map(|reveal| ShownReveal::of(reveal, &history, (&candidates, &members), &search.path));
    let text = |name: &str| typed.map(|typed| typed.text(name).to_owned()).unwrap_or_default();
    Ok(PanelPage {
        declared: declared(&declarations, &candidates),
        invite: may_invite.then(|| Invitee { name: text("name"), email: text("email") }),
        invited: None,
        frame: Frame::of(signed, Place::Searches),
        own: own.filter(|own| !own.candidates.is_empty()),
        members: shown,
        reveal,
        search,
        wrong,
    })
}

/// What is on record of the one who looks.
struct Given<'a> {
    user: &'a UserId,
    judgements: &'a [Judgement],
    declarations: &'a [Declaration],
}

impl Given<'_> {
    fn judgement(&self, id: &CandidateId) -> Option<&Judgement> {
        self.judgements.iter().find(|given| given.candidate_id == *id && given.user_id == *self.user)
    }

    fn declared(&self, id: &CandidateId, kind: DeclarationKind) -> &str {
        let is_own =
            |one: &&Declaration| one.candidate_id == *id && one.user_id == *self.user && one.kind == kind;
        self.declarations.iter().find(is_own).map_or("", |declared| declared.text.as_str())
    }
}

impl Judged {
    /// What the one who looks thinks of a candidate: as typed, or as it is on record.
    fn of(
        candidate: &ShownCandidate,
        (given, may_write): (&Given<'_>, bool),
        typed: Option<&FormData>,
    ) -> Self {
        let id = &candidate.id;
        let judgement = given.judgement(id);
        let text = |field: &str, kept: &str| {
            let typed = typed.map(|typed| typed.text(&format!("{field}.{id}")).to_owned());
            typed.unwrap_or_else(|| kept.to_owned())
        };
        let opinion = text("o", judgement.map_or("", |given| given.opinion.name()));
        let choice = |&known: &Opinion| Choice {
            value: known.name(),
            words: in_words(known),
            is_chosen: known.name() == opinion,
        };
        let off_limits = given.declared(id, DeclarationKind::OffLimits);
        Self {
            name: name_of(candidate),
            headline: candidate.headline.clone().unwrap_or_default(),
            choices: Opinion::ALL.iter().map(choice).collect(),
            note: text("note", judgement.map_or("", |given| given.note.as_str())),
            conflict: text("conflict", given.declared(id, DeclarationKind::Conflict)),
            off_limits: may_write.then(|| text("off_limits", off_limits)),
            id: id.clone(),
        }
    }
}

impl Own {
    fn of(
        members: &[PanelMember],
        candidates: &[ShownCandidate],
        (given, may_write): (&Given<'_>, bool),
        typed: Option<&FormData>,
    ) -> Self {
        let n_left = candidates.iter().filter(|candidate| given.judgement(&candidate.id).is_none()).count();
        let judged = |candidate| Judged::of(candidate, (given, may_write), typed);
        Self {
            has_weights: members.iter().any(|member| member.user_id == *given.user && member.has_weights),
            candidates: candidates.iter().map(judged).collect(),
            left: counted(n_left, "judgement"),
            n_left,
        }
    }
}

impl ShownReveal {
    fn of(
        reveal: Reveal,
        history: &[JudgementVersion],
        (candidates, members): (&[ShownCandidate], &[PanelMember]),
        path: &str,
    ) -> Self {
        let said: Vec<&[JudgementVersion]> = history
            .chunk_by(|a, b| (&a.candidate_id, &a.user_id) == (&b.candidate_id, &b.user_id))
            .filter(|said| candidates.iter().any(|candidate| candidate.id == said[0].candidate_id))
            .collect();
        let name = |id: &CandidateId| {
            candidates.iter().find(|candidate| candidate.id == *id).map_or_else(String::new, name_of)
        };
        let cell = |order: &MemberOrder, id: &CandidateId| {
            let own =
                said.iter().find(|said| said[0].user_id == order.user_id && said[0].candidate_id == *id);
            let place = order.by_weights.iter().find(|place| place.candidate_id == *id);
            Cell {
                opinion: match own.and_then(|said| Before::of(said)) {
                    None => "–".to_owned(),
                    Some(Before { first, later: None }) => first,
                    Some(Before { first, later: Some(later) }) => format!("{first} → {later}*"),
                },
                place: place.map_or_else(String::new, |place| place.words.clone()),
            }
        };
        let mut ids: Vec<&CandidateId> = reveal.ranking.iter().map(|place| &place.candidate_id).collect();
        ids.extend(
            candidates
                .iter()
                .map(|c| &c.id)
                .filter(|id| !reveal.ranking.iter().any(|p| p.candidate_id == **id)),
        );
        let row = |id: &CandidateId| RevealRow {
            name: name(id),
            path: format!("{path}/candidates/{id}"),
            place: reveal
                .ranking
                .iter()
                .find(|place| place.candidate_id == *id)
                .map_or_else(|| "–".to_owned(), |place| place.words.clone()),
            cells: reveal.orders.iter().map(|order| cell(order, id)).collect(),
        };
        let note = |said: &&[JudgementVersion]| Note {
            who: said[0].user_name.clone(),
            of: name(&said[0].candidate_id),
            said: said.iter().map(|version| (version_in_words(version), version.note.clone())).collect(),
        };
        let is_told =
            |said: &&&[JudgementVersion]| said.len() > 1 || said.iter().any(|one| !one.note.is_empty());
        let mean = reveal.mean_weights.clone().unwrap_or_default();
        let shares = |weights: &BTreeMap<String, f64>| {
            mean.keys()
                .map(|id| report::words::percent(weights.get(id).copied().unwrap_or(0.0)))
                .collect::<Vec<_>>()
        };
        let weighed = reveal.orders.iter().filter_map(|order| {
            Some(WeightRow { name: order.name.clone(), shares: shares(order.weights.as_ref()?) })
        });
        let agreement = if members.len() > 1 {
            vec![reveal.by_judgement.sentence, reveal.by_weights.sentence, reveal.on_pillars.sentence]
        } else {
            vec![reveal.by_judgement.sentence]
        };
        Self {
            agreement: without_repeats(agreement),
            members: reveal.orders.iter().map(|order| order.name.clone()).collect(),
            rows: ids.into_iter().map(row).collect(),
            notes: said.iter().filter(is_told).map(note).collect(),
            weights: weighed.collect(),
            pillars: mean.keys().cloned().collect(),
            mean: shares(&mean),
            no_mean: reveal.no_mean,
        }
    }
}

/// What was said at one time, in words.
fn version_in_words(version: &JudgementVersion) -> String {
    let what = version.opinion.map_or("Taken back", in_words);
    let when = minute(&version.given_at);
    match version.saw_results {
        Some(true) => format!("{what}, on {when}, after seeing the scores"),
        Some(false) => format!("{what}, on {when}, before seeing a score"),
        None => format!("{what}, on {when}"),
    }
}

fn without_repeats(mut sentences: Vec<String>) -> Vec<String> {
    sentences.dedup();
    sentences
}

/// Keeps the judgements that were given. Those that are missing can be given later.
async fn judge(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match judged(&web, &signed, &id, &form).await {
        Ok(()) => Ok(go(&format!("/searches/{id}/panel?done=judged"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &of(&web, &signed, &id, Some(&form), wrong).await?)
        }
    }
}

async fn judged(web: &Web, signed: &Signed, id: &SearchId, form: &FormData) -> Result<(), Error> {
    let (service, caller) = (&web.service, &signed.caller);
    let kept = judgements::list(service, caller, id).await?.items;
    let declarations = declarations::list(service, caller, id).await?.items;
    let on_record = Given { user: &caller.actor.user, judgements: &kept, declarations: &declarations };
    let mut n_given = declare(web, signed, id, form, &on_record).await?;
    for (candidate, opinion) in form.under("o.") {
        let (Ok(candidate), Ok(opinion)) = (candidate.parse::<CandidateId>(), opinion.parse::<Opinion>())
        else {
            continue;
        };
        n_given += 1;
        let note = form.text(&format!("note.{candidate}")).to_owned();
        let own = on_record.judgement(&candidate);
        if own.is_some_and(|own| own.opinion == opinion && own.note == note) {
            continue;
        }
        if note.is_empty() {
            return Err(Error::invalid(format!("/note.{candidate}"), "say why, in a sentence"));
        }
        let input = JudgementInput { opinion, note };
        let put = judgements::put(service, caller, id, &candidate, Some(Expected::Any), input).await;
        put.map_err(|error| renamed(error, &candidate))?;
    }
    if n_given == 0 {
        return Err(Error::invalid("", "choose an answer for at least one of them"));
    }
    Ok(())
}

/// An error about a judgement's reason, beside the field of its candidate.
fn renamed(error: Error, candidate: &CandidateId) -> Error {
    match error {
        Error::Invalid(mut values) => {
            for bad in values.iter_mut().filter(|bad| bad.pointer == "/note") {
                bad.pointer = format!("/note.{candidate}");
            }
            Error::Invalid(values)
        }
        other => other,
    }
}

/// Keeps what was declared, where it is not what is on record; gives how much that was.
async fn declare(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    form: &FormData,
    on_record: &Given<'_>,
) -> Result<usize, Error> {
    const FIELDS: [(&str, DeclarationKind); 2] =
        [("conflict.", DeclarationKind::Conflict), ("off_limits.", DeclarationKind::OffLimits)];
    let mut n_declared = 0;
    for (field, kind) in FIELDS {
        for (candidate, text) in form.under(field) {
            let Ok(candidate) = candidate.parse::<CandidateId>() else { continue };
            if on_record.declared(&candidate, kind) != text {
                let input = DeclarationInput { kind, text: text.to_owned() };
                declarations::put(&web.service, &signed.caller, id, &candidate, input).await?;
                n_declared += 1;
            }
        }
    }
    Ok(n_declared)
}
