//! Typed answers of handlers: the body has the type that the table of routes names.

use crate::error::ApiError;
use crate::http::body;
use serde::Serialize;
use shared::csv::Csv;
use std::marker::PhantomData;
use worker::Response;

/// A response whose body has this type.
pub(super) struct Typed<T> {
    response: Response,
    body: PhantomData<fn() -> T>,
}

/// The result of a handler.
pub(super) type Reply<T> = Result<Typed<T>, ApiError>;

impl<T> Typed<T> {
    const fn new(response: Response) -> Self {
        Self { response, body: PhantomData }
    }

    pub(super) fn into_response(self) -> Response {
        self.response
    }

    pub(super) fn with_header(mut self, name: &str, value: &str) -> Reply<T> {
        self.response.headers_mut().set(name, value)?;
        Ok(self)
    }
}

/// Answers with a value.
pub(super) fn json<T: Serialize>(value: &T) -> Reply<T> {
    Ok(Typed::new(body::answer(value)?))
}

/// Answers 201 with a new value.
pub(super) fn created<T: Serialize>(value: &T) -> Reply<T> {
    Ok(Typed::new(body::answer_with(201, value)?))
}

/// Answers with a stored JSON document, whose type was checked when it was written.
pub(super) fn written<T>(json: &str) -> Reply<T> {
    Ok(Typed::new(body::answer_text(json)?))
}

/// Answers with a table in place of the list that the type names.
pub(super) fn csv<T>(table: &Csv) -> Reply<T> {
    Ok(Typed::new(body::csv(table.text())?))
}

/// Answers without a body.
pub(super) fn done() -> Reply<()> {
    Ok(Typed::new(body::done()?))
}
