//! Downloads: files beside messages, and raw messages as they arrived. Their bytes are a stranger's, so they are only
//! ever saved: never shown, never typed by what their sender says they are.

use crate::errors::Trouble;
use crate::headers::{SANDBOX, attachment};
use crate::visitor::{Member, Pst, Reporter, Visit};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A file of a case or report, for members.
pub async fn file(member: Member) -> Result<Response, Trouble> {
    let file = member
        .app
        .coordinator
        .file(&member.viewer, member.param("entry"), number(member.param("n"))?)
        .await?;
    let file = file.get();
    Ok(bytes(&file.name, BINARY, file.bytes.clone()))
}

/// A raw message, for the PST.
pub async fn raw(Pst(member): Pst) -> Result<Response, Trouble> {
    let raw = member
        .app
        .coordinator
        .raw_message(&member.viewer, member.param("id"))
        .await?;
    Ok(bytes(&format!("{}.eml", member.param("id")), BINARY, raw.get().clone()))
}

/// A file of their own report, for the reporter.
pub async fn reporters_file(visit: Visit, reporter: Reporter) -> Result<Response, Trouble> {
    let file = reporter
        .app
        .coordinator
        .file(&reporter.viewer, visit.param("entry"), number(visit.param("n"))?)
        .await?;
    let file = file.get();
    Ok(bytes(&file.name, BINARY, file.bytes.clone()))
}

const BINARY: &str = "application/octet-stream";

pub fn number(text: &str) -> Result<u32, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// Bytes to be saved under this name.
pub fn bytes(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, attachment(name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
    ];
    (headers, bytes).into_response()
}
