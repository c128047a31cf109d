//! The visitor's rating of the chat.

use super::Shell;
use super::turn::TurnExtras;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use serde::{Deserialize, Serialize};
use shared::conversation::Input;
use shared::protocol::{ChatRating, NewRating};
use std::rc::Rc;

/// A request of the visitor to read the rating, or to give a new one.
#[derive(Serialize, Deserialize)]
pub(crate) struct RatingRequest {
    pub(crate) new: Option<NewRating>,
}

pub(super) fn rating(shell: &Rc<Shell>, RatingRequest { new }: RatingRequest) -> Answer {
    if !shell.exists()? {
        return Err(ApiError::NotYours);
    }
    let now = clock::now();
    if let Some(NewRating { rating, comment }) = new
        && let Err(refusal) =
            shell.turn(now, vec![Input::Rate(rating, comment)], &TurnExtras::Nothing)?
    {
        return Err(refusal.into());
    }
    let memory = shell.memory.borrow();
    let Some(memory) = memory.as_ref() else { return Err(ApiError::NotYours) };
    let open = memory.conversation.can_be_rated(now);
    let (rating, comment) = memory.conversation.state.rating.clone().unzip();
    body::answer(&ChatRating { open, rating, comment: comment.unwrap_or_default() })
}
