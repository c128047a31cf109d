//! What a handler answers: a response whose body is of the type that the table of routes names.

use crate::error::ApiError;
use crate::http::body;
use serde::Serialize;
use std::marker::PhantomData;
use worker::Response;

/// A response with a body of that type.
pub(super) struct Typed<T> {
    response: Response,
    body: PhantomData<fn() -> T>,
}

/// What a handler answers.
pub(super) type Reply<T> = Result<Typed<T>, ApiError>;

impl<T> Typed<T> {
    const fn new(response: Response) -> Self {
        Self { response, body: PhantomData }
    }

    /// The response itself.
    pub(super) fn into_response(self) -> Response {
        self.response
    }

    /// Adds a header.
    pub(super) fn with_header(mut self, name: &str, value: &str) -> Reply<T> {
        self.response.headers_mut().set(name, value)?;
        Ok(self)
    }
}

/// Answers with a value.
pub(super) fn json<T: Serialize>(value: &T) -> Reply<T> {
    Ok(Typed::new(body::answer(value)?))
}

/// Answers with something that was made just now.
pub(super) fn created<T: Serialize>(value: &T) -> Reply<T> {
    Ok(Typed::new(body::answer_with(201, value)?))
}

/// Answers with a document that is JSON already; that it is one of that type was checked when it was
/// written.
pub(super) fn written<T>(json: &str) -> Reply<T> {
    Ok(Typed::new(body::answer_text(json)?))
}

/// Done, and there is nothing to say.
pub(super) fn done() -> Reply<()> {
    Ok(Typed::new(body::done()?))
}
