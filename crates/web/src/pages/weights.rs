//! Weights of the pillars, found in one of four ways: looked at first, then kept as one's own or as agreed.

mod judged;

use super::search_frame::{SearchFrame, Tab};
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use judged::{Input, judged};
use service::weights::{self, Elicited, Judged, Pillar, Weights, Whose};
use service::{Code, Error, Expected, Permission};
use store::SearchId;
use store::weight_sets::Method;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/searches/{search_id}/weights", get(shown).post(weigh))
}

#[derive(Template)]
#[template(path = "weights.html")]
struct WeightsPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    methods: Vec<ShownMethod>,
    input: Input,
    preview: Option<Preview>,
    /// The weights that were kept before, each in a line.
    kept: Vec<Kept>,
    may_keep_own: bool,
    may_agree: bool,
}

/// A way to find weights.
struct ShownMethod {
    path: String,
    title: &'static str,
    is_here: bool,
}

/// Weights that are on record.
struct Kept {
    whose: &'static str,
    rows: Vec<KeptRow>,
    judged: Judged,
}

/// The weight of a pillar: as it was typed, if it was, and its share of all weight.
struct KeptRow {
    title: String,
    typed: Option<String>,
    share: String,
}

impl Kept {
    fn of(whose: &'static str, set: Weights, pillars: &[Pillar]) -> Self {
        let row = |pillar: &Pillar| KeptRow {
            title: pillar.title.clone(),
            typed: judged::typed(&set.judged, &pillar.id),
            share: report::words::percent(set.weights.get(&pillar.id).copied().unwrap_or(0.0)),
        };
        Self { whose, rows: pillars.iter().map(row).collect(), judged: set.judged }
    }
}

/// What follows from what was typed.
struct Preview {
    rows: Vec<Row>,
    /// How well comparisons hang together, in a sentence.
    consistency: Option<String>,
    /// Whether there is something to think over.
    is_strained: bool,
}

struct Row {
    title: String,
    share: String,
    percent: String,
}

const METHODS: &[(Method, &str)] = &[
    (Method::Direct, "Points"),
    (Method::Rank, "An order"),
    (Method::Swing, "Swings"),
    (Method::Ahp, "Two at a time"),
];

async fn shown(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    page(&of(&web, &signed, &id, &asked.fields, None, FormErrors::default()).await?)
}

/// Shows what follows from what was typed, or keeps it.
async fn weigh(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match weighed(&web, &signed, &id, &form).await {
        Ok(None) => {
            // Whoever has yet to judge goes on with that; others look at what the weights did.
            let end = if form.text("do") == "mine" { "panel?done=weighed" } else { "candidates?done=agreed" };
            Ok(go(&format!("/searches/{id}/{end}")))
        }
        Ok(preview) => page(&of(&web, &signed, &id, &form, preview, FormErrors::default()).await?),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &of(&web, &signed, &id, &form, None, wrong).await?)
        }
    }
}

async fn weighed(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    form: &FormData,
) -> Result<Option<Elicited>, Error> {
    let (service, caller) = (&web.service, &signed.caller);
    let pillars = weights::pillars(service, caller, id).await?;
    let judged = match form.text("do") {
        "mean" => Judged::Panel {},
        _ => judged(method(form), form, &pillars)?,
    };
    let whose = match form.text("do") {
        "mine" => Whose::Mine,
        "agreed" | "mean" => Whose::Agreed,
        _ => return weights::preview(service, caller, id, &judged).await.map(Some),
    };
    weights::put(service, caller, id, whose, Some(Expected::Any), judged).await?;
    Ok(None)
}

fn method(asked: &FormData) -> Method {
    asked.text("method").parse().unwrap_or(Method::Direct)
}

async fn of(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    asked: &FormData,
    preview: Option<Elicited>,
    wrong: FormErrors,
) -> Result<WeightsPage, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let search = SearchFrame::load(web, signed, id, Tab::Candidates).await?;
    let pillars = weights::pillars(service, caller, id).await?;
    let mut kept = Vec::new();
    for (whose, words) in [(Whose::Mine, "Your own"), (Whose::Agreed, "Agreed")] {
        match weights::get(service, caller, id, whose).await {
            Ok(set) => kept.push(Kept::of(words, set, &pillars)),
            // The agreed weights come after one's own.
            Err(Error::NotFound(_) | Error::Denied { code: Code::JudgementFirst, .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let judged = kept.first().map(|kept| &kept.judged);
    let method: Option<Method> = asked.text("method").parse().ok();
    let before = judged.map(Judged::method).filter(|method| *method != Method::Panel);
    let method = method.or(before).unwrap_or(Method::Direct);
    let path = |method: Method| format!("{}/weights?method={}", search.path, method.name());
    let methods = METHODS.iter().map(|&(known, title)| ShownMethod {
        path: path(known),
        title,
        is_here: known == method,
    });
    Ok(WeightsPage {
        frame: Frame::of(signed, Place::Searches),
        methods: methods.collect(),
        input: Input::of(method, (asked, judged), &pillars),
        preview: preview.map(|elicited| Preview::of(&elicited, &pillars)),
        kept,
        may_keep_own: search.is_open && caller.actor.require(Permission::JudgementsWrite).is_ok(),
        may_agree: search.is_open && search.may_write,
        search,
        wrong,
    })
}

impl Preview {
    fn of(elicited: &Elicited, pillars: &[Pillar]) -> Self {
        let title = |id: &str| {
            let found = pillars.iter().find(|pillar| pillar.id == id);
            found.map_or_else(|| id.to_owned(), |pillar| pillar.title.clone())
        };
        let row = |(id, share): &(String, f64)| Row {
            title: title(id),
            share: share.to_string(),
            percent: report::words::percent(*share),
        };
        let consistency = elicited.consistency_ratio.map(|ratio| {
            let words = match elicited.is_consistent {
                true => "Up to 0.10 is taken as consistent.",
                false => "Above 0.10 some comparisons contradict each other.",
            };
            let strain = elicited.strain.as_ref().filter(|_| !elicited.is_consistent).map(|strain| {
                format!(
                    " The one that strains them most: {} was judged {} as important as {}; the others together \
                     say {}.",
                    title(&strain.pillar),
                    times(strain.judged),
                    title(&strain.against),
                    times(strain.implied)
                )
            });
            format!("Consistency ratio {ratio:.2}. {words}{}", strain.unwrap_or_default())
        });
        Self {
            rows: elicited.weights.iter().map(row).collect(),
            consistency,
            is_strained: !elicited.is_consistent,
        }
    }
}

/// How many times as important, as people say it.
fn times(ratio: f64) -> String {
    if ratio >= 1.0 { format!("{ratio:.1} times") } else { format!("1/{:.1} times", 1.0 / ratio) }
}
