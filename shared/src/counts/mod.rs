//! Analytics: the results of dialogues, counted once per visitor and visit (`docs/rules.md`,
//! STREAM-17).
//!
//! An *analytics event* says that something happened in a visit. It may arrive any number of times,
//! in any order and from several senders: a page that is reloaded, two tabs, a beacon that was sent
//! again, a conversation's message. [`record`] stores for each visit what was counted and on which
//! day, so that all of them count once, on the earliest day.

mod aggregate;
mod answers;
mod batcher;
mod beacon;
mod chat;
mod chats;
mod count;
mod day;
mod funnel;
mod hours;
mod percentiles;
mod ratings;
mod report;

pub use aggregate::{
    AnalyticsEvent, CountEffect, CountRows, MEMORY_DAYS, MemoryCounts, Visited, record,
};
pub use answers::{QuestionAnswers, ResponseCount, VersionAnswers};
pub use batcher::{
    BatchId, BatchStatus, Batcher, FLUSH_AT, Full, GIVE_UP, MOST_WAITING, STUCK, WINDOW,
};
pub use beacon::{Beacon, BeaconEvent, MAX_EVENTS, Seen, TooManyEvents};
pub use chat::{ChatFold, ChatOutcome, ChatRecord, OfferFact};
pub use chats::{
    AgentChats, ChatAggregate, ChatDay, ChatFigures, ChatNames, ChatReport, TeamChats,
};
pub use count::{Count, Counted, MAX_CARDS, NoCount, counted};
pub use day::{Day, MAX_DAYS, NoDay, OpenPeriod, Period, PeriodError};
pub use funnel::{Funnel, FunnelCard, FunnelStep};
pub use hours::BusyHours;
pub use percentiles::{Durations, Percentiles};
pub use ratings::Ratings;
pub use report::{CountRow, DayFigures, DialogueReport, Figures, Report};
