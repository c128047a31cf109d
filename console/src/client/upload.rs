//! Files that the agent chose, dropped or pasted, and their upload.

use super::json;
use crate::texts::{served, t};
use shared::protocol::ProblemText;
use wasm_bindgen::prelude::*;
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList, HtmlInputElement,
    ProgressEvent, Url, XmlHttpRequest,
};

/// A file of the agent.
#[derive(Debug)]
pub(crate) struct Picked {
    file: File,
    preview: Option<String>,
}

impl Picked {
    fn from_file(file: File) -> Self {
        let image = file.type_().starts_with("image/");
        let preview = if image { Url::create_object_url_with_blob(&file).ok() } else { None };
        Self { file, preview }
    }

    pub(crate) fn name(&self) -> String {
        self.file.name()
    }

    /// The size of the file, in bytes.
    pub(crate) fn size(&self) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a file's size"
        )]
        let size = self.file.size() as u64;
        size
    }

    /// A local URL of the file, if it is a picture.
    pub(crate) fn preview(&self) -> Option<String> {
        self.preview.clone()
    }
}

impl Drop for Picked {
    fn drop(&mut self) {
        if let Some(preview) = &self.preview {
            let _ = Url::revoke_object_url(preview);
        }
    }
}

fn all(files: Option<FileList>) -> Vec<Picked> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).map(Picked::from_file).collect()
}

fn carried(data: Option<DataTransfer>) -> Vec<Picked> {
    all(data.and_then(|data| data.files()))
}

/// Returns the files chosen in a field, and clears it so that the same file can be chosen again.
pub(crate) fn chosen(event: &Event) -> Vec<Picked> {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = target else { return Vec::new() };
    let files = all(field.files());
    field.set_value("");
    files
}

/// Returns the dropped files.
pub(crate) fn dropped(event: &DragEvent) -> Vec<Picked> {
    carried(event.data_transfer())
}

/// Whether files are dragged, and not text.
pub(crate) fn drags_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.includes(&"Files".into(), 0))
}

/// Returns the pasted files, if any. Spreadsheets and word processors add a picture of what was
/// copied: there the text is meant.
pub(crate) fn pasted(event: &Event) -> Vec<Picked> {
    let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let types = data.as_ref().map(DataTransfer::types);
    let is_text = types.is_some_and(|types| {
        ["text/plain", "text/html"].iter().all(|kind| types.includes(&(*kind).into(), 0))
    });
    if is_text { Vec::new() } else { carried(data) }
}

/// Why a file was not sent.
#[derive(Debug)]
pub(crate) struct NotSent {
    pub(crate) reason: String,
    /// Whether it would be refused again.
    pub(crate) is_final: bool,
}

/// Sends a file, with an `XMLHttpRequest`: `fetch` does not report the progress of an upload. `moved` gets
/// the percentage that was sent, `done` the result.
pub(crate) fn send(
    url: &str,
    file: &Picked,
    moved: impl Fn(u8) + 'static,
    done: impl Fn(Result<(), NotSent>) + 'static,
) {
    let unreachable = || Err(NotSent { reason: t!("app-unreachable").to_owned(), is_final: false });
    let Ok(request) = XmlHttpRequest::new() else { return done(unreachable()) };
    if let Ok(upload) = request.upload() {
        let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 100"
            )]
            moved((100.0 * event.loaded() / event.total().max(1.0)) as u8);
        });
        upload.set_onprogress(progress.into_js_value().dyn_ref());
    }
    let answered = request.clone();
    let ends = Closure::<dyn Fn()>::new(move || done(outcome(&answered)));
    request.set_onloadend(ends.into_js_value().dyn_ref());
    if request.open("POST", url).is_ok() {
        // If it can't be sent, `loadend` fires.
        let _ = request.send_with_opt_blob(Some(&file.file));
    }
}

fn outcome(request: &XmlHttpRequest) -> Result<(), NotSent> {
    let status = request.status().unwrap_or_default();
    if (200..300).contains(&status) {
        return Ok(());
    }
    let text = request.response_text().ok().flatten().unwrap_or_default();
    let said = json::read::<ProblemText>(&text).filter(|problem| !problem.detail.is_empty());
    let said = said.map(|problem| {
        let code = problem.kind.rsplit('#').next().unwrap_or_default();
        served::problem(code, problem.detail)
    });
    let reason = said.unwrap_or_else(|| t!("app-unreachable").to_owned());
    // The same file is too large, or of the wrong kind, the next time as well.
    Err(NotSent { reason, is_final: matches!(status, 400 | 413 | 415 | 422) })
}
