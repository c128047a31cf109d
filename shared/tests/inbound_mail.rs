//! Replies by mail: what they say, and what no person wrote (MAIL-09 to MAIL-11).

use crate::conversation::bench::{Bench, key, profile};
use shared::conversation::{
    AgentAct, DeskToConversation, FollowUpContent, Input, Refusal, VisitorAct,
};
use shared::event::{Author, EndedBy, Event, FallbackReason};
use shared::id::ClientKey;
use shared::mail::inbound::{
    InboundOutcome, IncomingMail, MAX_PIECES, ReplyBox, TOKEN_CHARS, own_words, pieces,
    text_of_html,
};

/// Replies as mail programs write them, and what their people wrote.
const REPLIES: &[(&str, &str)] = &[
    (
        "Thank you!\n\nOn Fri, Nov 27, 2026 at 10:00 AM Grace <chat@example.com> wrote:\n\n> We open at nine.\n> Bye\n",
        "Thank you!",
    ),
    // The introduction is broken into lines.
    (
        "Thank you!\n\nOn Fri, Nov 27, 2026 at 10:00 AM Grace of Hats and Gloves <\nreply+abc@in.example.com> wrote:\n\n> Hello\n>\n> Bye",
        "Thank you!",
    ),
    (
        "Danke, das passt.\n\nAm 27.11.2026 um 10:00 schrieb Grace <chat@example.com>:\n> Guten Tag\n> Bis dann",
        "Danke, das passt.",
    ),
    (
        "Merci\n\nLe ven. 27 nov. 2026 à 10:00, Grace <chat@example.com> a écrit :\n\n> Bonjour\n> À bientôt",
        "Merci",
    ),
    (
        "Gracias\n\nEl vie, 27 nov 2026 a las 10:00, Grace (<chat@example.com>) escribió:\n\n> Hola\n> Adiós",
        "Gracias",
    ),
    (
        "شكرا لكم\n\nفي الجمعة، 27 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Grace <\nchat@example.com>:\u{200f}\n\n> مرحبا\n> نفتح في التاسعة",
        "شكرا لكم",
    ),
    (
        "ありがとうございます。\n\n2026年11月27日(金) 10:00 Grace <chat@example.com>:\n\n> 九時に開きます。\n> それでは",
        "ありがとうございます。",
    ),
    (
        "감사합니다\n\n2026년 11월 27일 (금) 오전 10:00, Grace <chat@example.com>님이 작성:\n\n> 안녕하세요\n> 네",
        "감사합니다",
    ),
    // Outlook quotes the whole mail with its header.
    (
        "Thanks.\r\n\r\n________________________________\r\nFrom: Grace <chat@example.com>\r\nSent: Friday, November 27, 2026 10:00\r\nTo: Ada <ada@example.com>\r\nSubject: Grace has answered you\r\n\r\nWe open at nine.\r\n",
        "Thanks.",
    ),
    (
        "Danke!\n\n-----Ursprüngliche Nachricht-----\nVon: Grace <chat@example.com>\nGesendet: Freitag, 27. November 2026 10:00\nAn: Ada\nBetreff: Antwort\n\nWir öffnen um neun.",
        "Danke!",
    ),
    (
        "了解しました\n\n差出人: Grace <chat@example.com>\n送信日時: 2026年11月27日 10:00\n宛先: Ada\n件名: お返事\n\n九時です",
        "了解しました",
    ),
    (
        "好的\n\n发件人： Grace <chat@example.com>\n发送时间： 2026年11月27日 10:00\n收件人： Ada\n主题： 回复\n\n九点",
        "好的",
    ),
    // Without marks at the quoted lines.
    (
        "Yes please\n\nOn Friday, 27 November 2026 at 10:00, Grace <chat@example.com> wrote:\n\nWe open at nine.\n",
        "Yes please",
    ),
    // Below the quote, and between.
    (
        "On 27/11/2026 10:00, Grace <chat@example.com> wrote:\n> Do you want two?\n> Or three?\nThree, please.",
        "Three, please.",
    ),
    (
        "On 27/11/2026 10:00, Grace <chat@example.com> wrote:\n> Two?\nNo.\n> Three?\nYes!",
        "No.\n\nYes!",
    ),
    ("Thanks\n-- \nAda Lovelace\nAnalyst", "Thanks"),
    ("Merci !\n\nEnvoyé de mon téléphone", "Merci !\n\nEnvoyé de mon téléphone"),
    // Nothing was written.
    ("\n\nOn 27/11/2026 10:00, Grace <chat@example.com> wrote:\n> We open at nine.\n> Bye", ""),
];

#[test]
fn the_words_of_the_person_are_told_from_the_mails_below_them() {
    for (text, words) in REPLIES {
        assert_eq!(own_words(text), *words, "{text}");
    }
}

#[test]
fn what_is_not_surely_quoted_is_kept() {
    for text in [
        "> is the sign for greater",
        "These are my wishes:\n> a red one\nBye",
        "From: the station it is not far",
        "Please write to\nFrom: Ada\nSubject: hats",
        "My address is ada@example.com, and my number 5:\nCall me",
        "I wrote this at 10:00:\nhello",
        "My wishes\nTo ada@example.com I wrote on 5 May:\nI want two blue hats",
        "Line one\n\nLine two\n- one\n- two",
        "From: Ada\nSent: today\nTo: you\nSubject: it begins with this",
    ] {
        assert_eq!(own_words(text), text);
    }
}

#[test]
fn html_becomes_text_and_what_it_quotes_is_left_out() {
    for (html, words) in [
        (
            "<html><head><style>p{}</style><title>x</title></head><body><p>Thank&nbsp;you &amp; bye</p><!-- x > y --></body></html>",
            "Thank you & bye",
        ),
        (
            "<div dir=\"ltr\">Gr&uuml;&szlig;e<br>Ada</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Fri, Nov 27, 2026 at 10:00 AM Grace &lt;<a href=\"mailto:chat@example.com\">chat@example.com</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"a:b\"><p>We open at nine.</p><p>Bye</p></blockquote></div>",
            "Grüße\nAda",
        ),
        (
            "<p dir=rtl>شكرا &#x2764;</p><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Grace &lt;chat@example.com&gt;<br><b>Sent:</b> Friday<br><b>To:</b> Ada<br><b>Subject:</b> Answer</div><div>We open at nine.</div>",
            "شكرا ❤",
        ),
        ("<ul><li>one<li>two</ul>2 < 3", "- one\n- two\n\n2 < 3"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ] {
        assert_eq!(own_words(&text_of_html(html)), words, "{html}");
    }
    // What is broken is read as far as it goes.
    for html in [
        "<",
        "<a",
        "<a href=\"é",
        "<!--",
        "<p>é<",
        "&#x110000;&#xd800;&;&é;",
        "</blockquote></pre>x",
    ] {
        let _text = text_of_html(html);
    }
}

fn mail(headers: &[(&str, &str)]) -> IncomingMail {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    IncomingMail { headers: headers.collect(), text: Some("hello".into()), html: None }
}

#[test]
fn mail_of_machines_is_told_from_mail_of_people() {
    let kind = |header| mail(&[("from", "Ada <ada@example.com>"), header]).automatic();
    for (header, outcome) in [
        (("auto-submitted", "auto-replied"), InboundOutcome::AutomaticReply),
        (("auto-submitted", "auto-generated"), InboundOutcome::AutomaticReply),
        (("precedence", "auto_reply"), InboundOutcome::AutomaticReply),
        (("x-autoreply", "yes"), InboundOutcome::AutomaticReply),
        (("return-path", "<>"), InboundOutcome::Bounce),
        (("content-type", "multipart/report; report-type=delivery-status"), InboundOutcome::Bounce),
        (("x-failed-recipients", "a@example.com"), InboundOutcome::Bounce),
        (("precedence", "Bulk"), InboundOutcome::Bulk),
        (("list-id", "<news.example.com>"), InboundOutcome::Bulk),
    ] {
        assert_eq!(kind(header), Some(outcome), "{header:?}");
    }
    let daemon = mail(&[("from", "Mail Delivery <MAILER-DAEMON@example.com>")]);
    assert_eq!(daemon.automatic(), Some(InboundOutcome::Bounce));
    for header in [
        ("auto-submitted", "no"),
        ("return-path", "<ada@example.com>"),
        ("precedence", "first-class"),
    ] {
        assert_eq!(kind(header), None, "{header:?}");
    }
}

#[test]
fn a_reply_address_has_a_token_that_any_server_can_pass_on() {
    let replies = ReplyBox::parse("reply@in.example.com").unwrap();
    let token = "a".repeat(TOKEN_CHARS);
    let address = replies.with_token(&token).unwrap();
    assert_eq!(address.as_str(), format!("reply+{token}@in.example.com"));
    assert_eq!(address.as_str().split_once('@').unwrap().0.len(), 62);
    let header = format!(
        "\"Hats; and, Co\" <Reply+{}@IN.example.com>, ada+x@example.com",
        token.to_uppercase()
    );
    assert_eq!(ReplyBox::tokens_in(&header), std::slice::from_ref(&token));
    assert_eq!(ReplyBox::tokens_in(&format!("{header}, {header}")).len(), 1);
    for nothing in ["", "reply@in.example.com", "reply+@x", "reply+short@in.example.com"] {
        assert!(ReplyBox::tokens_in(nothing).is_empty(), "{nothing}");
    }
    let wrong = ["", "reply", "@in.example.com", "longname@in.example.com", "a+b@in.example.com"];
    for wrong in wrong {
        assert!(ReplyBox::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_long_mail_becomes_several_messages_and_ends_at_a_bound() {
    assert_eq!(pieces("  hello \n", 100), ["hello"]);
    assert!(pieces(" \n ", 100).is_empty());
    let words = "hello there ".repeat(20);
    let parts = pieces(&words, 60);
    assert!(parts.iter().all(|part| part.chars().count() <= 60 && !part.ends_with("hel")));
    assert_eq!(parts.join(" "), words.trim());
    let endless = pieces(&"é".repeat(100_000), 60);
    assert_eq!(endless.len(), MAX_PIECES);
    assert!(endless.last().unwrap().ends_with("[…]"));
    assert!(endless.iter().all(|part| part.chars().count() <= 60));
}

/// A visitor for whom nobody was there, and whom an agent has answered since.
fn answered() -> Bench {
    let mut bench = Bench::waiting();
    let (request, reason) = (bench.request(), FallbackReason::NobodyAvailable);
    let news = DeskToConversation::FellBack { request, reason, back_at: None };
    bench.handle(Input::Desk(news)).unwrap();
    bench
        .handle(Input::FollowUp(
            profile(),
            key("a1"),
            FollowUpContent::Text("Good morning!".into()),
        ))
        .unwrap();
    bench
}

fn mails(bench: &mut Bench, id: &str, texts: &[&str]) -> Result<(), Refusal> {
    let texts = texts.iter().map(|text| (*text).to_owned()).collect();
    bench.handle(Input::Visitor(key(id), VisitorAct::Mail(texts))).map(|_| ())
}

/// What the visitor has said, and whether it came by mail.
fn said(bench: &Bench) -> Vec<(String, bool)> {
    let said = bench.log.iter().filter_map(|logged| match &logged.event {
        Event::Said { by: Author::Visitor, text, .. } => Some((text.clone(), logged.is_by_mail())),
        _ => None,
    });
    said.collect()
}

#[test]
fn a_reply_by_mail_is_the_visitors_message_and_counts_once() {
    let mut bench = answered();
    mails(&mut bench, "mail_1", &["Thank you", "and bye"]).unwrap();
    mails(&mut bench, "mail_1", &["Thank you", "and bye"]).unwrap();
    bench.handle(Input::Visitor(key("1"), VisitorAct::Say("In the panel".into()))).unwrap();
    let by_mail = [("Thank you", true), ("and bye", true), ("In the panel", false)];
    assert_eq!(said(&bench), by_mail.map(|(text, mail)| (text.to_owned(), mail)));
    let keys = bench
        .log
        .iter()
        .filter(|logged| logged.is_by_mail())
        .filter_map(|logged| logged.id.as_ref());
    assert_eq!(
        keys.map(ClientKey::as_str).collect::<Vec<_>>(),
        ["mail_1", "mail_1_1"],
        "each has its own"
    );
}

#[test]
fn a_reply_by_mail_goes_on_with_what_was_over() {
    let mut bench = answered();
    bench.handle(Input::Visitor(key("bye"), VisitorAct::Leave)).unwrap();
    let ended = &bench.log.last().unwrap().event;
    assert_eq!(*ended, Event::Ended { by: EndedBy::Visitor });
    mails(&mut bench, "mail_1", &["One more thing"]).unwrap();
    assert!(bench.conversation.state.is_follow_up());
    assert_eq!(bench.conversation.state.agent, Some(profile()));
    mails(&mut bench, "mail_1", &["One more thing"]).unwrap();
    assert_eq!(said(&bench).len(), 1);
}

#[test]
fn nobody_replies_by_mail_to_a_conversation_that_was_not_answered() {
    let mut bench = Bench::waiting();
    assert!(mails(&mut bench, "mail_1", &["hello"]).is_err());
    // Nor in a chat, and after its end: no mail has gone out that they could reply to.
    let mut bench = Bench::live();
    assert!(mails(&mut bench, "mail_1", &["hello"]).is_err());
    bench.agent("end", AgentAct::End).unwrap();
    assert!(mails(&mut bench, "mail_1", &["hello"]).is_err());
    assert!(said(&bench).is_empty());
}
