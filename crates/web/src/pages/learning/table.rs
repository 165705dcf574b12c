//! Outcomes of many searches from a table that is pasted.

use crate::pages::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::Permission;
use service::outcomes::{self, COLUMNS, OutcomesFile};
use store::outcomes::{Ending, OutcomeKind, Wave, Who};

#[derive(Template)]
#[template(path = "learning/import.html")]
struct ImportPage {
    frame: Frame,
    wrong: FormErrors,
    table: String,
    columns: String,
    /// The columns that take words, with the words.
    words: Vec<(&'static str, String)>,
}

pub(super) async fn form(State(_): State<Web>, signed: Signed) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::OutcomesWrite)?;
    page(&of(&signed, String::new(), FormErrors::default()))
}

fn of(signed: &Signed, table: String, wrong: FormErrors) -> ImportPage {
    fn names<T: ToString>(all: &[T]) -> String {
        all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
    ImportPage {
        frame: Frame::of(signed, Place::Learning),
        wrong,
        table,
        columns: COLUMNS.join(","),
        words: vec![
            ("kind", names(OutcomeKind::ALL)),
            ("ending, for left", names(Ending::ALL)),
            ("is_together, for together_12 and together_24", "yes, no".to_owned()),
            ("who, for pulse", names(Who::ALL)),
            ("wave, for pulse", names(Wave::ALL)),
        ],
    }
}

pub(super) async fn import(
    State(web): State<Web>,
    signed: Signed,
    form: FormData,
) -> Result<Response, Problem> {
    let table = form.secret("table").to_owned();
    match outcomes::import(&web.service, &signed.caller, OutcomesFile { table: table.clone() }).await {
        Ok(_) => Ok(go("/learning?done=imported")),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &of(&signed, table, wrong))
        }
    }
}
