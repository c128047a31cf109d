//! The HTTP API as one table. [`table`] has an entry for each route, and everything else follows
//! from it: which route a request is for, who may call it, how clients build its URL, and its part
//! of `docs/openapi.json`.
//!
//! A new resource is an entry in the table, a handler in the edge, and a store. A route without a
//! handler, or without access rules, does not compile.

mod access;
mod permissions_page;
#[macro_use]
mod macros;
#[macro_use]
mod param;
#[cfg(feature = "schema")]
pub mod openapi;
mod queries;
mod route;
mod table;

pub use access::{Access, Denied, Needs};
pub use param::{Own, Param, ParamError, Query, QueryParam, encode};
pub use permissions_page::page as permissions_page;
pub use queries::{
    AuditQuery, ConversationExport, ConversationFilter, ConversationSearch, DocumentUpload,
    FileFrame, FileUpload, InvitationQuery, MissedFilter, MissedState, PageQuery, Paging,
    PeopleQuery, PeopleSort, Period, ResetQuery, RoleRemoval, Scope, SocketQuery, TableFormat,
    TranscriptFormat, TranscriptQuery, WaitsFor, ZonedPeriod,
};
pub use route::{
    AnswerKind, BodyKind, Endpoint, Found, Method, Request, RouteError, RouteInfo, find,
};
pub use table::*;
