//! What the pages of a pair's documents have in common: their way from a form to the document and back.

use super::{FormData, FormErrors, Signed, go};
use crate::extract::PathId;
use crate::{Problem, Web};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use service::plans::Edit;
use service::{Caller, Error, Expected, Service};
use store::{CandidateId, SearchId};

/// A search and one of its candidates.
pub(super) type PairIds = (SearchId, CandidateId);

/// A page about a pair, with a form.
pub(super) trait PairPage: 'static {
    /// Where it is.
    fn address(pair: &PairIds) -> String;

    /// The page: as it is, or with what was typed and what was wrong with it.
    fn shown(
        web: &Web,
        signed: &Signed,
        pair: &PairIds,
        typed: Option<&FormData>,
        wrong: FormErrors,
    ) -> impl Future<Output = Result<Response, Problem>> + Send;
}

/// A page whose form writes a document that can be reset, and whose last change can be undone.
pub(super) trait DocumentPage: PairPage {
    /// The document as people write it.
    type Input: Send;
    /// The notices after it was written, reset, and after a change was undone.
    const NOTICES: [&'static str; 3];

    /// What the form says.
    fn input(form: &FormData) -> Self::Input;

    /// Does what the form asks for.
    fn edit(
        service: &Service,
        caller: &Caller,
        pair: &PairIds,
        expected: Expected,
        edit: Edit<Self::Input>,
    ) -> impl Future<Output = Result<(), Error>> + Send;
}

/// The routes of a document's forms.
pub(super) fn forms<P: DocumentPage>(path: &str) -> Router<Web> {
    Router::new()
        .route(path, post(write::<P>))
        .route(&format!("{path}/reset"), post(reset::<P>))
        .route(&format!("{path}/undo"), post(undo::<P>))
}

/// The page as it is.
pub(super) async fn show<P: PairPage>(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
) -> Result<Response, Problem> {
    P::shown(&web, &signed, &pair, None, FormErrors::default()).await
}

async fn write<P: DocumentPage>(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let edit = Edit::Write(P::input(&form));
    let done = P::edit(&web.service, &signed.caller, &pair, form.revision(), edit).await;
    after::<P>(&web, &signed, &pair, (done, Some(&form)), P::NOTICES[0]).await
}

async fn reset<P: DocumentPage>(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let done = P::edit(&web.service, &signed.caller, &pair, form.revision(), Edit::Reset).await;
    after::<P>(&web, &signed, &pair, (done, None), P::NOTICES[1]).await
}

async fn undo<P: DocumentPage>(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let done = P::edit(&web.service, &signed.caller, &pair, form.revision(), Edit::Undo).await;
    after::<P>(&web, &signed, &pair, (done, None), P::NOTICES[2]).await
}

/// The page after a form: with a notice if it was done, otherwise with what was typed and what was wrong.
pub(super) async fn after<P: PairPage>(
    web: &Web,
    signed: &Signed,
    pair: &PairIds,
    (done, form): (Result<(), Error>, Option<&FormData>),
    notice: &str,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => {
            let address = P::address(pair);
            let mark = if address.contains('?') { '&' } else { '?' };
            Ok(go(&format!("{address}{mark}done={notice}")))
        }
        Err(error) => P::shown(web, signed, pair, form, FormErrors::of(error)?).await,
    }
}
