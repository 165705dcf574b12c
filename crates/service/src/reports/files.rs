//! Files as they are kept: deflated, in base 64, with the hash of what they were.

use crate::{Code, Error, Result, hash_secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};
use store::reports::{self, Format, Report, ReportFile};
use store::{Connection, OrgId};

/// A file of a version, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it is.
    pub format: Format,
    /// What it may be called: letters, digits and hyphens.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

pub(super) fn pack(format: Format, bytes: &[u8]) -> Result<ReportFile> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let deflated = encoder.write_all(bytes).and_then(|()| encoder.finish());
    let deflated = deflated.map_err(Error::internal("packing a report"))?;
    Ok(ReportFile {
        format,
        sha256: hash_secret(bytes),
        n_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        content: STANDARD.encode(deflated),
    })
}

fn unpack(file: &ReportFile) -> Result<Vec<u8>> {
    let deflated = STANDARD.decode(&file.content).map_err(Error::internal("reading a report"))?;
    let n_bytes = u64::try_from(file.n_bytes).unwrap_or(0);
    let mut bytes = Vec::new();
    DeflateDecoder::new(&deflated[..])
        .take(n_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(Error::internal("reading a report"))?;
    if hash_secret(&bytes) != file.sha256 {
        return Err(Error::defect("a report is not what was kept"));
    }
    Ok(bytes)
}

/// A file of a version, once it is known that it may be read.
pub(crate) async fn read(
    connection: &mut Connection,
    org: &OrgId,
    report: &Report,
    format: Format,
) -> Result<Kept> {
    if report.emptied_at.is_some() {
        let detail = "its files were thrown away, because someone in it was erased";
        return Err(Error::conflict(Code::Emptied, detail));
    }
    let file = reports::file(connection, org, &report.id, format).await?;
    let file = file.ok_or(Error::NotFound("file of this report"))?;
    let Report { kind, version, .. } = report;
    Ok(Kept { format, name: format!("{kind}-v{version}.{format}"), bytes: unpack(&file)? })
}
