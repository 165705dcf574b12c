//! A CEO about themself: values by hand, and what they leave open. Nothing is kept unless that is asked for.

use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, counted, go, page, sentence};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use report::NeedSections;
use serde_json::{Map, Value, json};
use service::estimates::Sureness;
use service::need::{self, NeedInput, Start};
use service::people::{self, PeopleAsked};
use service::profiles::{self, ProfileFile};
use service::{Error, Invalid, Permission, Sorting};
use store::PersonId;
use store::people::Person;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/self", get(show).post(answer))
}

/// Before a dimension in the name of its field; so the service names its place.
const VALUE: &str = "ceo.estimates.";
/// How many people are offered to begin from.
const MOST: u32 = 20;

#[derive(Template)]
#[template(path = "ceo_self.html")]
struct SelfPage {
    frame: Frame,
    wrong: FormErrors,
    form: FormData,
    domains: Vec<Domain>,
    /// How many values are given of how many.
    given: String,
    /// Whom on file one may begin from; none for those who may not read people.
    people: Vec<(String, String)>,
    person: String,
    /// What is looked for in names.
    q: String,
    may_read: bool,
}

struct Domain {
    title: String,
    questions: Vec<Question>,
}

struct Question {
    /// The field.
    name: String,
    title: String,
    low: String,
    mid: String,
    high: String,
    value: String,
}

#[derive(Template)]
#[template(path = "ceo_self/result.html")]
struct ResultPage {
    frame: Frame,
    wrong: FormErrors,
    form: FormData,
    need: NeedSections,
    may_keep: bool,
}

async fn show(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let start = match asked.fields.read::<PersonId>("person", "choose someone of the list") {
        Ok(Some(id)) => Some(need::of_person(&web.service, &signed.caller, &id).await?),
        _ => None,
    };
    let form = start.map(filled).unwrap_or_default();
    shown(&web, &signed, form, asked.fields.text("q"), FormErrors::default()).await
}

/// What is known of someone, as typed into the form.
fn filled(start: Start) -> FormData {
    let values = start.values.into_iter().map(|(id, points)| (format!("{VALUE}{id}"), points.to_string()));
    let who = [("name".to_owned(), start.name), ("headline".to_owned(), start.headline)];
    FormData(who.into_iter().chain(values).collect())
}

async fn answer(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    let answered = match form.text("do") {
        "edit" => return shown(&web, &signed, form, "", FormErrors::default()).await,
        "file" => match need::of_file(&web.service, &signed.caller, form.text("file")).await {
            Ok(start) => return shown(&web, &signed, filled(start), "", FormErrors::default()).await,
            Err(error) => Err(error),
        },
        "keep" => match kept(&web, &signed, &form).await {
            Ok(path) => return Ok(go(&path)),
            Err(error) => Err(error),
        },
        _ => needed(&web, &signed, &form).await,
    };
    match answered {
        Ok(need) => page(&ResultPage {
            frame: Frame::of(&signed, Place::CeoSelf),
            wrong: FormErrors::default(),
            // It begins with the name, which may be left out.
            need: NeedSections { summary: sentence(&need.summary), ..need },
            may_keep: signed.caller.actor.require(Permission::PeopleWrite).is_ok(),
            form,
        }),
        Err(error) => shown(&web, &signed, form, "", FormErrors::of(error)?).await,
    }
}

async fn needed(web: &Web, signed: &Signed, form: &FormData) -> Result<NeedSections, Error> {
    let name = form.given("name").unwrap_or("the CEO");
    let ceo =
        json!({ "id": "ceo", "name": name, "headline": form.text("headline"), "estimates": values(form)? });
    let ceo = serde_json::value::to_raw_value(&ceo).map_err(Error::internal("writing a profile"))?;
    let input = NeedInput { ceo, role_type: None, weights: None, balance: None };
    need::sections(&web.service, &signed.caller, input).await
}

/// Puts the CEO on file, and says where.
async fn kept(web: &Web, signed: &Signed, form: &FormData) -> Result<String, Error> {
    let Some(name) = form.given("name") else {
        return Err(Error::invalid("/name", "give the name under which to keep this"));
    };
    let unreadable = Error::internal("reading a profile");
    let file = ProfileFile {
        id: format!("self-{}", web.service.surroundings().id::<PersonId>()),
        name: name.to_owned(),
        headline: form.text("headline").to_owned(),
        estimates: serde_json::from_value(Value::Object(values(form)?)).map_err(unreadable)?,
        ratings: Vec::new(),
    };
    let person = profiles::create(&web.service, &signed.caller, &file).await?;
    Ok(format!("/people/{}?done=kept", person.id))
}

/// The values that were given, by dimension, as what they are: an impression. What is no number is told, all of it at
/// once.
fn values(form: &FormData) -> Result<Map<String, Value>, Error> {
    let se = Sureness::Impression.se().get();
    let mut values = Map::new();
    let mut wrong: Vec<Invalid> = Vec::new();
    for (id, _) in form.under(VALUE).filter(|(_, value)| !value.is_empty()) {
        let field = format!("{VALUE}{id}");
        match form.number(&field) {
            Ok(Some(mean)) if (0.0..=100.0).contains(&mean) => {
                values.insert(id.to_owned(), json!({ "mean": mean, "se": se }));
            }
            Ok(Some(_)) => wrong.push(Invalid {
                pointer: format!("/{field}"),
                detail: "give a number from 0 to 100".to_owned(),
            }),
            Ok(None) => {}
            Err(Error::Invalid(problems)) => wrong.extend(problems),
            Err(other) => return Err(other),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(Error::Invalid(wrong)) }
}

async fn shown(
    web: &Web,
    signed: &Signed,
    form: FormData,
    q: &str,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let may_read = caller.actor.require(Permission::PeopleRead).is_ok();
    let people = match may_read {
        true => {
            let asked =
                PeopleAsked { limit: Some(MOST), cursor: None, q: Some(q.to_owned()), sort: Sorting::Name };
            people::list(service, caller, &asked).await?.items
        }
        false => Vec::new(),
    };
    let domains: Vec<Domain> = need::questions(caller)?
        .into_iter()
        .map(|domain| Domain {
            title: domain.title,
            questions: domain.dimensions.into_iter().map(|dimension| question(dimension, &form)).collect(),
        })
        .collect();
    let all = domains.iter().flat_map(|domain| &domain.questions);
    let n_given = all.clone().filter(|question| !question.value.is_empty()).count();
    let template = SelfPage {
        frame: Frame::of(signed, Place::CeoSelf),
        given: format!("{n_given} of {}", counted(all.count(), "value")),
        people: offered(people),
        q: q.to_owned(),
        person: String::new(),
        domains,
        may_read,
        wrong,
        form,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

/// People to begin from, after nobody yet.
fn offered(people: Vec<Person>) -> Vec<(String, String)> {
    let nobody = (String::new(), "choose one".to_owned());
    let people = people.into_iter().filter(|person| person.erased_at.is_none());
    std::iter::once(nobody).chain(people.map(|person| (person.id.to_string(), person.name))).collect()
}

fn question(dimension: service::frameworks::DimensionOutline, form: &FormData) -> Question {
    let name = format!("{VALUE}{}", dimension.id);
    Question {
        value: form.text(&name).to_owned(),
        name,
        title: dimension.title,
        low: dimension.low,
        mid: dimension.mid,
        high: dimension.high,
    }
}
