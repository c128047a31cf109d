//! What dialogues come to, counted once per visitor and visit (`docs/rules.md` §2.17).
//!
//! A *mark* says that something happened in a visit. It may come any number of times, in any order
//! and from several senders: a browser that is refreshed, two tabs, a beacon that was sent again, a
//! conversation's letter. [`hear`] keeps for each visit what was counted and on which day, so that
//! all of them together count once, on the earliest day anybody names.

mod beacon;
#[cfg(feature = "desk")]
mod chat;
#[cfg(feature = "desk")]
mod chats;
mod count;
mod day;
mod funnel;
mod gather;
mod report;
mod spread;
mod tally;

pub use beacon::{Beacon, MAX_MARKS, Seen, SeenMark, TooManyMarks};
#[cfg(feature = "desk")]
pub use chat::{Came, ChatFact, ChatFold, RingFact, Rung};
#[cfg(feature = "desk")]
pub use chats::{AgentChats, ChatDay, ChatFigures, ChatNames, ChatReport, ChatTally, TeamChats};
pub use count::{Count, Counted, MAX_CARDS, NoCount, counted};
pub use day::{Day, MAX_DAYS, NoDay, Period, PeriodError};
pub use funnel::{Funnel, FunnelCard};
pub use gather::{FLUSH_AT, Full, GIVE_UP, Gathering, Look, MOST_WAITING, STUCK, Ticket, WINDOW};
pub use report::{DayFigures, DialogueReport, Figures, Report, Tallied};
pub use spread::{Spread, Spreading};
pub use tally::{CountEffect, CountRows, MEMORY_DAYS, Mark, Tally, Visited, hear};
