//! Erasing a person: the one thing that is asked about, because nothing brings it back.

use super::super::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::Error;
use service::evidence::{self, Evidence};
use service::people::{self, Naming};
use store::PersonId;

#[derive(Template)]
#[template(path = "people/erasure.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    typed: String,
    id: PersonId,
    revision: i64,
    name: String,
    goes: Vec<String>,
    searches: Vec<String>,
    /// Texts that stay and name the person.
    namings: Vec<Naming>,
    is_erased: bool,
}

pub(super) async fn erase_page(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    let evidence = evidence::get(&web.service, &signed.caller, &id).await?;
    page(&page_of(&web, &signed, &evidence, (FormErrors::default(), String::new())).await?)
}

pub(super) async fn erase(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    form: FormData,
) -> Result<Response, Problem> {
    let evidence = evidence::get(&web.service, &signed.caller, &id).await?;
    let person = &evidence.person;
    // Blanks do not count: people see one where a name has two.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let done = if words(form.text("name")) == words(&person.name) {
        people::erase(&web.service, &signed.caller, &person.id, Some(form.revision())).await
    } else {
        Err(Error::invalid("/name", "type the name as it stands above; nothing is erased yet"))
    };
    match done {
        Ok(()) => Ok(go("/people?done=erased")),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let typed = form.text("name").to_owned();
            again(wrong.status, &page_of(&web, &signed, &evidence, (wrong, typed)).await?)
        }
    }
}

async fn page_of(
    web: &Web,
    signed: &Signed,
    evidence: &Evidence,
    (wrong, typed): (FormErrors, String),
) -> Result<Page, Problem> {
    let person = &evidence.person;
    Ok(Page {
        frame: Frame::of(signed, Place::People),
        wrong,
        typed,
        id: person.id.clone(),
        revision: person.revision,
        name: person.name.clone(),
        goes: goes(evidence),
        searches: evidence.searches.iter().map(|search| search.title.clone()).collect(),
        namings: people::namings(&web.service, &signed.caller, &person.id).await?,
        is_erased: person.erased_at.is_some(),
    })
}

/// What goes, item by item.
fn goes(evidence: &Evidence) -> Vec<String> {
    let known =
        || evidence.domains.iter().flat_map(|domain| &domain.dimensions).map(|dimension| &dimension.known);
    let n_stated = known().filter(|known| known.stated.is_some()).count();
    let n_ratings: usize =
        known().filter_map(|known| known.rated.as_ref()).map(|rated| rated.ratings.len()).sum();
    let one =
        |n: usize, one: &str, more: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {more}") };
    let mut goes = vec!["The name, the headline, and the reference by which files know them".to_owned()];
    if n_stated > 0 {
        goes.push(one(n_stated, "stated value", "stated values"));
    }
    if n_ratings > 0 {
        goes.push(format!("{}, with who gave them", one(n_ratings, "rating", "ratings")));
    }
    goes.push(
        "What imports and undo keep of how they were before, and answers kept for repeated requests"
            .to_owned(),
    );
    goes.push(
        "Uploaded files that wait for their columns to be named, because they may name this person"
            .to_owned(),
    );
    goes
}
