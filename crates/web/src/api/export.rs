//! People out, as files.

use super::imports::FileBytes;
use crate::answer::{Attachment, XLSX};
use crate::extract::{Bearer, Query};
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::IntoResponse;
use report::CsvStyle;
use service::export::{self, ExportAsked, ExportFormat};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(people_export))
}

/// Export people as a file
///
/// The file can be imported again. A table has no place for ratings: how many were left out says the header
/// X-Left-Out-Ratings.
#[utoipa::path(get, path = "/people/export", operation_id = "people_export", tag = "people", params(ExportAsked),
    responses((status = 200, description = "The file", headers(
        ("X-Left-Out-Ratings" = u64, description = "How many ratings the format has no place for")),
        content((Vec<service::profiles::ProfileFile> = "application/json"), (String = "application/x-ndjson"), (String = "text/csv"),
        (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 409, description = "There are too many people for one file", body = Problem, content_type = "application/problem+json")))]
async fn people_export(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<ExportAsked>,
) -> Result<impl IntoResponse, Problem> {
    let file = export::export(&web.service, &caller, &asked, CsvStyle::Plain).await?;
    let media_type = match file.format {
        ExportFormat::Json => "application/json",
        ExportFormat::Jsonl => "application/x-ndjson",
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Xlsx => XLSX,
    };
    let left_out = [("x-left-out-ratings", file.n_left_out.to_string())];
    let name = format!("people.{}", file.format);
    Ok((left_out, Attachment { name, media_type, content: file.bytes }))
}
