//! Files that are the same for everybody: the built public site, security.txt, stylesheet, script and icon.

use crate::assets;
use crate::errors::Trouble;
use crate::files::PublicFile;
use crate::headers::SITE_POLICY;
use crate::pages::see;
use crate::visitor::Visit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A site is looked at again after a minute: an advisory may be corrected.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// `/`: the first project's site.
pub async fn front(visit: Visit) -> Result<Response, Trouble> {
    let projects = visit.app.coordinator.projects();
    let first = projects.first().ok_or(Trouble::NotFound)?;
    Ok(see(&format!("/{}/", first.slug)))
}

/// `/{project}`: its pages link relatively, so the slash matters.
pub async fn without_slash(visit: Visit) -> Result<Response, Trouble> {
    let slug = visit.param("project");
    visit.app.files.get(slug, "index.html").ok_or(Trouble::NotFound)?;
    Ok(see(&format!("/{slug}/")))
}

/// `/{project}/` and everything below it.
pub async fn site(visit: Visit) -> Result<Response, Trouble> {
    let (slug, path) = (visit.param("project"), visit.param("path"));
    let files = &visit.app.files;
    let file = match path {
        path if path.is_empty() || path.ends_with('/') => files.get(slug, &format!("{path}index.html")),
        path => files.get(slug, path),
    };
    match file {
        Some(file) => Ok(send(&visit, file, path)),
        None if files.get(slug, &format!("{path}/index.html")).is_some() => Ok(see(&format!("/{slug}/{path}/"))),
        None => Err(Trouble::NotFound),
    }
}

/// `/.well-known/security.txt` (RFC 9116): the first project's.
pub async fn security_txt(visit: Visit) -> Result<Response, Trouble> {
    const PATH: &str = ".well-known/security.txt";
    let projects = visit.app.coordinator.projects();
    let first = projects.first().ok_or(Trouble::NotFound)?;
    let file = visit
        .app
        .files
        .get(first.slug.as_str(), PATH)
        .ok_or(Trouble::NotFound)?;
    Ok(send(&visit, file, PATH))
}

/// `/assets/{name}`: the address changes with the bytes, so a browser keeps them for ever.
pub async fn asset(visit: Visit) -> Result<Response, Trouble> {
    let asset = assets::find(&format!("/assets/{}", visit.param("name"))).ok_or(Trouble::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static(assets::IMMUTABLE)),
    ];
    Ok((headers, asset.bytes).into_response())
}

fn send(visit: &Visit, file: PublicFile, path: &str) -> Response {
    let known = visit
        .headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok());
    let fresh = known.is_some_and(|tags| {
        tags.split(',')
            .any(|tag| tag.trim().trim_start_matches("W/") == file.tag)
    });
    // The stylesheet has its digest in its name.
    let keep = if path.starts_with("assets/") {
        HeaderValue::from_static(assets::IMMUTABLE)
    } else {
        FRESH
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.content_type)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SITE_POLICY)),
        (header::CACHE_CONTROL, keep),
        (
            header::ETAG,
            HeaderValue::from_str(&file.tag).unwrap_or(HeaderValue::from_static("\"\"")),
        ),
    ];
    if fresh {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, file.bytes).into_response()
    }
}
