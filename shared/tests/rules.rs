//! The tests of what `shared` decides, as one program: each file of its own would be linked by itself, and
//! compile what several share again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

mod ab_test;
mod answer_mail;
mod apps;
mod assign;
mod audit;
mod availability;
mod availability_check;
mod backtest;
mod batcher;
mod chats;
mod client;
mod common;
mod conversation;
mod correction;
mod counts;
mod delivery;
mod desk;
mod desk_availability;
mod dialogue;
mod dialogue_runs;
mod documents;
mod follow_up;
mod inbound_mail;
mod labels;
mod last_words;
mod left_message;
mod mail;
mod missed;
mod missing_roster;
mod notify;
mod outbox;
mod outbox_pushes;
mod outbox_steps;
mod permissions;
mod presence;
mod promises;
mod protocol;
mod pushing;
mod queue;
mod quota;
mod rating;
mod round_robin;
mod routing;
mod scrub;
mod set_back;
mod stream;
mod text;
mod transcript_mail;
mod transfer;
mod visitor_presence;
mod ways;
mod webhooks;

#[test]
fn every_file_beside_this_one_is_tested() {
    let this = include_str!("rules.rs");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_listed = name == "rules" || this.contains(&format!("mod {name};"));
        assert!(is_listed || path.extension().is_none_or(|kind| kind != "rs"), "mod {name};");
    }
}
