//! Static files, with their media types, caching headers and the console's policy. On Cloudflare
//! most are served without the worker; with workerd all of them are served here.

mod found;

use self::found::Found;
use super::own_origin;
use crate::error::{Answer, ApiError};
use crate::http::csp;
use crate::http::headers::NO_DEVICES;
use crate::problems_page;
use shared::problem::PROBLEMS_PAGE;
use worker::{Env, Request, ResponseBuilder};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const SHORTLY: &str = "public, max-age=300, stale-while-revalidate=86400";
const REVALIDATE: &str = "no-cache";
const REFERRER: &str = "strict-origin-when-cross-origin";

/// Serves a path outside the API.
pub(crate) async fn serve(request: &Request, env: &Env) -> Answer {
    let path = request.path();
    match path.as_str() {
        "/" => to_console(request),
        "/answer" | "/answer.html" => {
            page(request, env, "/answer.html", &csp::answer(&own_origin(request)?)).await
        }
        "/console" | "/console/" | "/console.html" => console(request, env).await,
        PROBLEMS_PAGE => problems(),
        // The panel is served by its own route, with the policy that says who may frame it. The
        // last two are settings of Cloudflare's assets.
        "/panel.html" | "/_headers" | "/_redirects" => Err(ApiError::NoRoute { path }),
        _ => match found::find(request, env, &path).await? {
            Some(file) => dressed(file, &path)?.answer(request),
            None if path.starts_with("/console/") && !has_extension(&path) => {
                console(request, env).await
            }
            None => Err(ApiError::NoRoute { path }),
        },
    }
}

/// One of our own pages with its policy.
pub(crate) async fn page(request: &Request, env: &Env, path: &str, policy: &str) -> Answer {
    let file = found::find(request, env, path).await?;
    let file = file.ok_or_else(|| {
        ApiError::Broken(format!(
            "{path} is not in www/dist: run `cargo xtask build` and deploy again"
        ))
    })?;
    let mut page = dressed(file, path)?;
    page.headers_mut().set("Content-Security-Policy", policy)?;
    page.headers_mut().set("Cache-Control", REVALIDATE)?;
    page.headers_mut().set("Permissions-Policy", NO_DEVICES)?;
    page.answer(request)
}

async fn console(request: &Request, env: &Env) -> Answer {
    let policy = csp::console(&own_origin(request)?);
    let mut page = page(request, env, "/console.html", &policy).await?;
    // A page that opens the console, or that it opens, gets no hold of its window.
    page.headers_mut().set("Cross-Origin-Opener-Policy", "same-origin")?;
    Ok(page)
}

fn problems() -> Answer {
    Ok(ResponseBuilder::new()
        .with_header("Content-Security-Policy", csp::DOCS)?
        .with_header("Content-Type", content_type("problems.html"))?
        .with_header("Cache-Control", REVALIDATE)?
        .with_header("Referrer-Policy", REFERRER)?
        .fixed(problems_page::html().into_bytes()))
}

fn to_console(request: &Request) -> Answer {
    let location = format!("{}/console", own_origin(request)?);
    Ok(ResponseBuilder::new().with_status(302).with_header("Location", &location)?.empty())
}

/// A file with the headers that belong to its path.
fn dressed(mut file: Found, path: &str) -> Result<Found, ApiError> {
    let headers = file.headers_mut();
    headers.set("Content-Type", content_type(path))?;
    headers.set("Cache-Control", cache(path))?;
    headers.set("Referrer-Policy", REFERRER)?;
    // Pages of other origins load these: the loader, its parts, and the panel's files.
    if is_loader(path) || path.starts_with("/w/") {
        headers.set("Access-Control-Allow-Origin", "*")?;
        headers.set("Cross-Origin-Resource-Policy", "cross-origin")?;
    }
    Ok(file)
}

fn has_extension(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "txt" | "md" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether the path is one of the loader's parts, whose names don't change.
fn is_loader(path: &str) -> bool {
    matches!(path, "/widget.js" | "/chat.mjs" | "/beside.mjs" | "/more.mjs")
}

/// Paths with a hash are cached for ever; the loader's path is not.
fn cache(path: &str) -> &'static str {
    if is_loader(path) {
        SHORTLY
    } else if hash(path).is_some() {
        FOR_EVER
    } else {
        REVALIDATE
    }
}

/// The hash of the content in a path: the folder below `/w/` or `/console/`.
fn hash(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/w/").or_else(|| path.strip_prefix("/console/"))?;
    rest.split_once('/').map(|(hash, _)| hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_media_type_of_its_extension() {
        assert_eq!(content_type("/w/1a2b/panel_bg.wasm"), "application/wasm");
        assert_eq!(content_type("/widget.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("/unknown"), "application/octet-stream");
    }

    #[test]
    fn only_hashed_paths_are_cached_for_ever() {
        assert_eq!(cache("/w/1a2b/panel.js"), FOR_EVER);
        assert_eq!(cache("/console/1a2b/console.js"), FOR_EVER);
        assert_eq!(cache("/widget.js"), SHORTLY);
        assert_eq!(cache("/favicon.ico"), REVALIDATE);
    }

    #[test]
    fn a_console_path_without_a_file_is_a_view_of_the_console() {
        assert!(!has_extension("/console/inbox/conv_1"));
        assert!(has_extension("/console/1a2b/missing.js"));
    }
}
