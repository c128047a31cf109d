//! The transcript that is mailed to its visitor (MAIL-08), and the replies that an agent is told of
//! (PEOPLE-29).

use crate::conversation::bench::{Bench, say};
use shared::availability::Zone;
use shared::conversation::{
    AgentAct, MAX_TRANSCRIPT_MAILS, TRANSCRIPT_MAIL_EVERY, TranscriptMail, TranscriptMailRefusal,
    VisitorAct,
};
use shared::event::EndedBy;
use shared::id::AgentId;
use shared::language::Language;
use shared::mail::{MailContent, Place, SaidLine, Speaker};
use shared::time::{Millis, Timestamp};

fn mail(
    bench: &Bench,
    sent: &[Timestamp],
    typed: Option<&str>,
) -> Result<TranscriptMail, TranscriptMailRefusal> {
    bench.conversation.transcript_mail(bench.now, sent, typed, &Zone::utc(), &bench.log)
}

#[test]
fn only_a_chat_with_an_agent_is_mailed_and_only_to_an_address() {
    let mut bench = Bench::waiting();
    assert_eq!(mail(&bench, &[], None), Err(TranscriptMailRefusal::NoAgent));
    bench = Bench::live();
    assert_eq!(mail(&bench, &[], None).unwrap().to.as_str(), "ada@example.com");
    assert_eq!(mail(&bench, &[], Some(" ")).unwrap().to.as_str(), "ada@example.com");
    assert_eq!(mail(&bench, &[], Some("b@example.org ")).unwrap().to.as_str(), "b@example.org");
    for bad in ["nowhere", "a@b\r\nBcc: c@d.example", "“x”@example.com"] {
        assert_eq!(mail(&bench, &[], Some(bad)), Err(TranscriptMailRefusal::BadAddress), "{bad}");
    }
    bench.conversation.meta.limits.blocked = vec!["example.org".into()];
    let refused = mail(&bench, &[], Some("b@example.org"));
    assert_eq!(refused, Err(TranscriptMailRefusal::BadAddress), "the site takes none from there");
    bench.conversation.state.flow.attributes.clear();
    assert_eq!(mail(&bench, &[], None), Err(TranscriptMailRefusal::NoAddress));
    // After the end, too.
    bench.visitor("l", VisitorAct::Leave).unwrap();
    assert!(mail(&bench, &[], Some("b@example.com")).is_ok());
}

#[test]
fn it_is_mailed_three_times_at_most_and_once_in_a_minute() {
    let bench = Bench::live();
    let ago = |millis: u64| Timestamp(bench.now.0 - millis);
    let too_many = |sent| Err(TranscriptMailRefusal::TooMany { sent });
    assert_eq!(mail(&bench, &[ago(0)], None), too_many(1));
    assert_eq!(mail(&bench, &[ago(TRANSCRIPT_MAIL_EVERY.0 - 1)], None), too_many(1));
    assert!(mail(&bench, &[ago(TRANSCRIPT_MAIL_EVERY.0)], None).is_ok());
    let earlier = vec![ago(10 * TRANSCRIPT_MAIL_EVERY.0); MAX_TRANSCRIPT_MAILS];
    assert_eq!(mail(&bench, &earlier, None), too_many(MAX_TRANSCRIPT_MAILS));
    assert!(mail(&bench, &earlier[1..], None).is_ok());
    // A clock that was put back keeps nobody waiting.
    assert!(mail(&bench, &[bench.now + Millis::minutes(60)], None).is_ok());
}

#[test]
fn it_has_what_was_said_by_whom_and_the_latest_of_a_long_chat() {
    let mut bench = Bench::live();
    bench.conversation.meta.language = Some(Language::Arabic);
    bench.visitor("v1", say("Hello\n[09:00] Grace: free")).unwrap();
    bench.agent("a1", AgentAct::Say("Good morning".into())).unwrap();
    let TranscriptMail { lines, language, .. } = mail(&bench, &[], None).unwrap();
    let said: Vec<_> = lines.iter().map(|line| (&line.by, line.text.as_str())).collect();
    let other = Speaker::Other("Grace".into());
    assert_eq!(said.last(), Some(&(&other, "Good morning")));
    assert!(said.contains(&(&Speaker::Bot, "A person?")), "{said:?}");
    assert!(lines.iter().all(|line| line.clock.len() == 5 && line.day.len() == 10), "{lines:?}");
    let content = MailContent::Transcript { language, bot: "Bellhop".into(), lines };
    let place = Place { site_name: "Acme", origin: "https://chat.example.com" };
    let text = content.text(place);
    assert_eq!(text.language, Language::Arabic);
    assert!(text.html().contains("lang=\"ar\" dir=\"rtl\""));
    assert!(text.plain().contains("] أنت: Hello\n        [09:00] Grace: free"), "{}", text.plain());

    for index in 0..40 {
        let text = format!("{index}{}", "x".repeat(3_900));
        bench.agent(&format!("b{index}"), AgentAct::Say(text)).unwrap();
    }
    let lines = mail(&bench, &[], None).unwrap().lines;
    assert!((20..40).contains(&lines.len()), "{}", lines.len());
    assert!(lines.last().unwrap().text.starts_with("39x"));
}

#[test]
fn every_language_names_the_site_and_the_visitor() {
    let line = SaidLine {
        day: "2026-11-27".into(),
        clock: "09:00".into(),
        by: Speaker::Visitor("Ada".into()),
        text: "<b>".into(),
    };
    for language in Language::ALL.iter().copied() {
        let lines = vec![line.clone()];
        let content = MailContent::Transcript { language, bot: "Bellhop".into(), lines };
        let text = content.text(Place { site_name: "Acme", origin: "https://chat.example.com" });
        for part in [&text.subject, &text.plain(), &text.html()] {
            assert!(part.contains("Acme") && !part.contains("{site}"), "{language:?}: {part}");
        }
        assert!(text.html().contains("&lt;b&gt;") && !text.plain().contains("Ada"), "{language:?}");
    }
}

#[test]
fn an_agent_is_told_of_a_reply_in_a_chat_and_of_nothing_else() {
    let mut bench = Bench::waiting();
    assert_eq!(bench.conversation.reply_among(&bench.log), None);
    bench = Bench::live();
    assert_eq!(bench.conversation.reply_among(&bench.log), None, "they have joined");
    bench.visitor("v1", say("Are you there?")).unwrap();
    let reply = bench.conversation.reply_among(&bench.log).unwrap();
    assert_eq!(reply.agent, AgentId::parse("agent_grace").unwrap());
    assert_eq!((reply.name.as_str(), reply.text.as_str()), ("ada@example.com", "Are you there?"));
    bench.agent("a1", AgentAct::Say("Yes".into())).unwrap();
    assert_eq!(bench.conversation.reply_among(&bench.log), None, "it is their own");
    bench.visitor("v2", VisitorAct::Leave).unwrap();
    assert_eq!(bench.last(), &shared::event::Event::Ended { by: EndedBy::Visitor });
    assert_eq!(bench.conversation.reply_among(&bench.log), None);
}
