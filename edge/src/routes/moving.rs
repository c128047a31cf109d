//! The operator exports a site and imports it elsewhere: the rows of all its objects, a page at a time, so
//! that nobody holds all of it in memory.

use super::operator::{check_operator, expect_done, send};
use super::{RequestContext, Serve, known_sites};
use crate::auth::derived_ids;
use crate::auth::signing::same;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::config;
use crate::runtime::dump_store::{Dump, Page, Position};
use crate::site::Moving;
use serde::{Deserialize, Serialize};
use shared::api::{ExportSite, ImportSite};
use shared::id::{ConversationId, SiteId};
use shared::protocol::{ExportPage, ExportedRows, ImportStep};
use worker::Stub;

/// The largest part of an import: a row may hold 2 MB, and Base64 makes a third more of it.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// How many objects are read for one page.
const OBJECTS: usize = 20;

/// A page of an export ends after the object with which it has that many characters.
const PAGE_CHARS: usize = 512 * 1024;

/// How far an export has come. Conversations are first: when the site begins to write to them, all of
/// them are there.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Cursor {
    /// The conversation that is being read, or the last one that was.
    conversation: String,
    /// Then come the desk and the site.
    object: Option<String>,
    from: Option<Position>,
}

impl Serve for ExportSite {
    async fn serve(self, ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        let cursor = ctx.query::<Self>()?.cursor;
        let mut cursor = Some(match cursor {
            Some(text) => serde_json::from_str(&text)
                .map_err(|_| ApiError::Invalid("This is no cursor of an export.".to_owned()))?,
            None => Cursor::default(),
        });
        let mut items: Vec<ExportedRows> = Vec::new();
        for _ in 0..OBJECTS {
            let Some(at) = cursor.take() else { break };
            let (more, next) = ctx.export(&self.site, at).await?;
            items.extend(more);
            cursor = next;
            let chars =
                |rows: &ExportedRows| serde_json::to_string(rows).map_or(0, |text| text.len());
            if items.iter().map(chars).sum::<usize>() > PAGE_CHARS {
                break;
            }
        }
        let next = cursor.map(|cursor| serde_json::to_string(&cursor)).transpose()?;
        body::answer(&ExportPage { secret: ctx.secret(), items, next })
    }
}

impl Serve for ImportSite {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        check_operator(&ctx)?;
        let step = body::json_up_to(&mut ctx.request, MAX_BYTES).await?;
        if let ImportStep::Rows { .. } = &step {
            match known_sites::check(&ctx, &self.site).await {
                Err(ApiError::NoSite) => {}
                Ok(()) => {
                    return Err(ApiError::Taken(
                        "This site is there already: delete it, or import into another deployment."
                            .to_owned(),
                    ));
                }
                Err(error) => return Err(error),
            }
        }
        match step {
            ImportStep::Rows { secret, rows } => {
                if !same(&secret, &ctx.secret()) {
                    return Err(ApiError::Invalid(
                        "The export is of a deployment with another BELLHOP_SECRET, of which the ids of \
                         conversations are made: set the same secret here first."
                            .to_owned(),
                    ));
                }
                let to = ctx.object(&self.site, &rows.object)?;
                expect_done(send(to, "load", &rows).await?).await?;
            }
            ImportStep::Finish => known_sites::add(&ctx, &self.site).await?,
            ImportStep::Wake { objects } => {
                for object in objects {
                    expect_done(send(ctx.object(&self.site, &object)?, "wake", &()).await?).await?;
                }
            }
        }
        body::done()
    }
}

impl RequestContext {
    /// Identifies the secret, without telling it.
    fn secret(&self) -> String {
        self.config.signer.sign("export", &[])
    }

    /// Reads the rows at a cursor; returns them with the next one.
    async fn export(
        &self,
        site: &SiteId,
        at: Cursor,
    ) -> Result<(Vec<ExportedRows>, Option<Cursor>), ApiError> {
        let Cursor { mut conversation, mut object, from } = at;
        if object.is_none() && from.is_none() {
            let step = Moving::Conversations { after: conversation.clone(), most: 1 };
            let next: Vec<ConversationId> =
                ask(config::site(&self.env, site)?, &step).await?.unwrap_or_default();
            match next.into_iter().next() {
                Some(next) => conversation = next.to_string(),
                None => object = Some("desk".to_owned()),
            }
        }
        let name = object.clone().unwrap_or_else(|| conversation.clone());
        let to = self.object(site, &name)?;
        let dump = Dump { object: name.clone(), from };
        let page: Option<Page> = if name == "site" {
            ask(to, &Moving::Rows(dump)).await?
        } else {
            ask(to, &dump).await?
        };
        // A conversation that was erased meanwhile has none.
        let Page { items, next } = page.unwrap_or(Page { items: Vec::new(), next: None });
        let next = match (next, name.as_str()) {
            (Some(from), _) => Some(Cursor { conversation, object, from: Some(from) }),
            (None, "site") => None,
            (None, "desk") => {
                Some(Cursor { conversation, object: Some("site".into()), from: None })
            }
            (None, _) => Some(Cursor { conversation, object: None, from: None }),
        };
        Ok((items, next))
    }

    /// The object that an export names.
    fn object(&self, site: &SiteId, name: &str) -> Result<Stub, ApiError> {
        match name {
            "site" => config::site(&self.env, site),
            "desk" => config::desk(&self.env, site),
            id => {
                let id = ConversationId::parse(id)?;
                if derived_ids::is_of_site(&self.config.signer, site, &id) {
                    config::conversation(&self.env, &id)
                } else {
                    Err(ApiError::Invalid(format!("{id} is no conversation of this site.")))
                }
            }
        }
    }
}

/// Asks an object for rows; `None` if it does not exist.
async fn ask<T: serde::de::DeserializeOwned>(
    to: Stub,
    request: &impl Serialize,
) -> Result<Option<T>, ApiError> {
    let mut answer = send(to, "dump", request).await?;
    match answer.status_code() {
        200 => Ok(Some(body::response_json(&mut answer).await?)),
        404 => Ok(None),
        _ => Err(ApiError::of_object(&mut answer).await),
    }
}
