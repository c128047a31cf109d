//! Mail: the dialogue with the server, its settings, addresses and texts (MAIL).

use proptest::prelude::*;
use shared::language::Language;
use shared::mail::{
    Action, ApiMail, Block, BoundMail, Delivery, EmailAddress, Envelope, MailApi, MailContent,
    MailRoute, MailServer, MailSettings, MailText, Mailbox, Place, Security, Session, SettingError,
};

const PLACE: Place<'_> = Place { site_name: "Acme", origin: "https://chat.example.com" };

fn session(server: &str, message: &[u8]) -> Session {
    let address = |text: &str| EmailAddress::parse(text).unwrap();
    let envelope = Envelope { from: address("chat@example.com"), to: address("ada@example.org") };
    Session::new(&MailServer::parse(server).unwrap(), envelope, message)
}

/// What the client says at each of the server's replies; the last action ends the dialogue.
fn played(session: &mut Session, replies: &[&str]) -> (Vec<String>, Option<Delivery>) {
    let mut said = Vec::new();
    let mut replies = replies.iter();
    let mut action = session.next_action();
    loop {
        action = match action {
            Action::Read => match replies.next() {
                Some(reply) => {
                    session.received(reply.as_bytes());
                    session.next_action()
                }
                None => return (said, None),
            },
            Action::Send(bytes) => {
                said.push(String::from_utf8(bytes).unwrap());
                session.next_action()
            }
            Action::StartTls => {
                said.push("(TLS)".to_owned());
                session.tls_started()
            }
            Action::Done(delivery) => return (said, Some(delivery)),
        };
    }
}

/// MAIL-02: nothing that matters is said before TLS, and the server's offers are asked for again after it.
#[test]
fn a_mail_is_handed_over_after_starttls() {
    let mut session = session("smtp://user:p%40ss@mail.example.com", b"Subject: hi\n\n.dot\nend");
    let (said, end) = played(
        &mut session,
        &[
            "220-welcome\r\n220 here\r\n",
            "250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n",
            "220 go on\r\n",
            "250-mail\r\n250 AUTH LOGIN PLAIN\r\n",
            "235 welcome\r\n",
            "250 ok\r\n",
            "250 ok\r\n",
            "354 go on\r\n",
            "250 2.0.0 queued as 42\r\n",
        ],
    );
    let expected = [
        "EHLO example.com\r\n",
        "STARTTLS\r\n",
        "(TLS)",
        "EHLO example.com\r\n",
        "AUTH PLAIN AHVzZXIAcEBzcw==\r\n",
        "MAIL FROM:<chat@example.com>\r\n",
        "RCPT TO:<ada@example.org>\r\n",
        "DATA\r\n",
        "Subject: hi\r\n\r\n..dot\r\nend\r\n.\r\n",
    ];
    assert_eq!(said, expected);
    assert_eq!(end, Some(Delivery::Taken("250 2.0.0 queued as 42".to_owned())));
}

#[test]
fn a_server_without_starttls_or_with_text_before_it_gets_nothing() {
    for replies in [
        &["220 hi\r\n", "250 mail\r\n"][..],
        &["220 hi\r\n", "250 STARTTLS\r\n", "220 go on\r\n250 AUTH PLAIN\r\n"],
        &["220 hi\r\n", "250 STARTTLS\r\n", "454 not now\r\n"],
    ] {
        let (said, end) = played(&mut session("smtp://a:b@mail.example.com", b""), replies);
        assert!(matches!(end, Some(Delivery::TryLater(_))), "{end:?}");
        assert!(
            said.iter().all(|line| !line.contains("AUTH") && !line.contains("MAIL")),
            "{said:?}"
        );
    }
}

/// MAIL-03: only what the server says of this mail gives it up.
#[test]
fn refusals_of_the_mail_are_final_and_all_others_are_not() {
    let all = [
        ("220 hi\r\n", false),
        ("250 AUTH PLAIN\r\n", false),
        ("235 ok\r\n", false),
        ("250 ok\r\n", true),
        ("250 ok\r\n", true),
        ("354 ok\r\n", true),
        ("250 ok\r\n", true),
    ];
    for (at, (_, about_this_mail)) in all.iter().enumerate() {
        let good: Vec<&str> = all[..at].iter().map(|(reply, _)| *reply).collect();
        let play = |last| {
            let replies: Vec<&str> = good.iter().copied().chain([last]).collect();
            played(&mut session("smtps://a:b@mail.example.com", b"x"), &replies).1
        };
        let refused = play("550 no\r\n");
        let expected = |text: &str| {
            if *about_this_mail {
                Delivery::Refused(text.to_owned())
            } else {
                Delivery::TryLater(text.to_owned())
            }
        };
        assert_eq!(refused, Some(expected("550 no")), "{at}");
        let later = play("451-not\r\n451 now\r\n");
        assert_eq!(later, Some(Delivery::TryLater("451 not now".to_owned())), "{at}");
        for garbage in ["hello\r\n", "250\u{e4}\r\n", "250-a\r\n251 b\r\n", "999 x\r\n"] {
            assert!(matches!(play(garbage), Some(Delivery::TryLater(_))), "{at} {garbage}");
        }
    }
}

#[test]
fn a_connection_that_ends_is_tried_again_and_an_end_stays() {
    let mut broken = session("smtps://mail.example.com", b"x");
    played(&mut broken, &["220 hi\r\n"]);
    assert_eq!(broken.closed("gone"), Delivery::TryLater("gone".to_owned()));
    let mut taken = session("smtps://mail.example.com", b"x");
    played(
        &mut taken,
        &["220 a\r\n", "250 a\r\n", "250 a\r\n", "250 a\r\n", "354 a\r\n", "250 a\r\n"],
    );
    assert_eq!(taken.closed("gone"), Delivery::Taken("250 a".to_owned()));
}

#[test]
fn settings_are_read_and_mistakes_are_named() {
    let server = MailServer::parse("smtps://ada%40example.com:p%3A%2F@mail.example.com").unwrap();
    assert_eq!((server.port, server.security), (465, Security::Tls));
    let login = server.login.unwrap();
    assert_eq!((login.user.as_str(), login.password.as_str()), ("ada@example.com", "p:/"));
    assert!(!format!("{login:?}").contains("p:/"), "a password is never logged");
    for loopback in ["127.0.0.1", "localhost", "[::1]"] {
        let server = MailServer::parse(&format!("smtp://{loopback}:25?tls=none")).unwrap();
        assert_eq!((server.port, server.security), (25, Security::Plain), "{loopback}");
    }
    for (text, expected) in [
        ("smtp://mail.example.com?tls=none", SettingError::PlainElsewhere),
        ("smtps://localhost?tls=none", SettingError::Server),
        ("smtp://localhost?tls=off", SettingError::Server),
        ("mail.example.com", SettingError::Server),
        ("smtp://user@mail.example.com", SettingError::Server),
        ("smtp://user:a%0db@mail.example.com", SettingError::Server),
        ("smtp://mail.example.com/path", SettingError::Server),
    ] {
        assert_eq!(MailServer::parse(text), Err(expected), "{text}");
    }
    let read = |server, from, origin| MailSettings::read(server, from, origin, None, false);
    let (server, from) = (Some("smtps://mail.example.com"), Some("Bellhop <chat@example.com>"));
    let origin = Some("https://chat.example.com/");
    assert_eq!(read(None, None, origin), Ok(None));
    assert_eq!(read(server, from, origin).unwrap().unwrap().origin, "https://chat.example.com");
    assert_eq!(read(None, from, origin), Err(SettingError::NoServer));
    let bound = |server, from| MailSettings::read(server, from, origin, None, true);
    assert_eq!(bound(None, None), Ok(None), "without a sender nothing is sent");
    assert_eq!(bound(None, from).unwrap().unwrap().route, MailRoute::Binding);
    assert!(matches!(bound(server, from).unwrap().unwrap().route, MailRoute::Server(_)));
    assert_eq!(read(server, None, origin), Err(SettingError::NoSender));
    assert_eq!(read(server, from, None), Err(SettingError::NoOrigin));
    for bad in ["chat.example.com", "https://chat.example.com/console", "ftp://chat.example.com"] {
        assert_eq!(read(server, from, Some(bad)), Err(SettingError::Origin), "{bad}");
    }
}

#[test]
fn a_sender_may_have_a_name() {
    let mailbox = Mailbox::parse("\"Bellhöp, Inc.\" <chat@example.com>").unwrap();
    assert_eq!(mailbox.name.as_deref(), Some("Bellhöp, Inc."));
    assert_eq!(Mailbox::parse(" chat@example.com ").unwrap().name, None);
    for bad in ["", "Bellhop", "<>", "A\r\nBcc: <chat@example.com>", "a <b> <chat@example.com"] {
        assert!(Mailbox::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_text_in_a_language_from_right_to_left_says_so() {
    let text = MailText {
        language: Language::Arabic,
        subject: "مرحبا".to_owned(),
        blocks: vec![Block::Quote("hello\nthere".to_owned())],
        unsubscribe: None,
    };
    assert!(text.html().contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", text.html());
    assert_eq!(text.plain(), "> hello\n> there\n");
}

#[test]
fn what_people_wrote_is_text_in_the_html() {
    let by = "<img src=x onerror=alert(1)>\"'&".to_owned();
    let content =
        MailContent::Invitation { by, role: "Admin".into(), path: "/console/join?a=1&b=2".into() };
    let text = content.text(PLACE);
    assert!(!text.html().contains("<img"), "{}", text.html());
    assert!(text.html().contains("https://chat.example.com/console/join?a=1&amp;b=2"));
    assert!(text.plain().contains("https://chat.example.com/console/join?a=1&b=2"));
}

proptest! {
    /// MAIL-01: no text ends a header or a command.
    #[test]
    fn no_name_makes_a_second_header(by in any::<String>()) {
        let subject = MailContent::Test { by: by.clone() }.text(Place { site_name: &by, ..PLACE }).subject_line();
        prop_assert!(!subject.chars().any(char::is_control), "{subject:?}");
    }

    #[test]
    fn an_address_that_is_taken_has_no_sign_of_its_own_in_a_command(text in "[ -~\r\n\u{80}-\u{ff}]{0,20}@[ -~\r\n]{0,20}") {
        if let Ok(address) = EmailAddress::parse(text) {
            let bad = |letter: char| letter.is_control() || letter.is_whitespace() || "<>,;:\"\\()[]".contains(letter);
            prop_assert!(!address.as_str().contains(bad) && address.as_str().is_ascii());
        }
    }

    /// MAIL-01: whatever a message holds, it ends where we end it, and arrives as it was.
    #[test]
    fn a_message_arrives_whole_and_ends_once(message in proptest::collection::vec(prop_oneof![
        Just(b'.'), Just(b'\r'), Just(b'\n'), any::<u8>()], 0..200)) {
        let mut session = session("smtps://mail.example.com", &message);
        let mut data = Vec::new();
        for reply in ["220 a\r\n", "250 a\r\n", "250 a\r\n", "250 a\r\n", "354 a\r\n"] {
            session.received(reply.as_bytes());
            if let Action::Send(bytes) = session.next_action() { data = bytes; }
        }
        let lines: Vec<&[u8]> = data.split_inclusive(|byte| *byte == b'\n').collect();
        prop_assert!(lines.iter().all(|line| line.ends_with(b"\r\n")), "no bare line feed");
        prop_assert!(lines.iter().all(|line| line.split(|byte| *byte == b'\r').count() == 2));
        let (end, lines) = lines.split_last().unwrap();
        prop_assert_eq!(*end, &b".\r\n"[..]);
        let mut arrived = Vec::new();
        for line in lines {
            prop_assert!(*line != b".\r\n", "a line that would end it");
            arrived.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
        }
        let text = |bytes: &[u8]| {
            let mut text = bytes.to_vec();
            let mut at = 0;
            while at < text.len() {
                if text[at] == b'\r' {
                    text[at] = b'\n';
                    if text.get(at + 1) == Some(&b'\n') { text.remove(at + 1); }
                }
                at += 1;
            }
            if text.last().is_some_and(|last| *last != b'\n') { text.push(b'\n'); }
            text
        };
        prop_assert_eq!(text(&arrived), text(&message));
    }

    /// The server can send anything, in any pieces: nothing panics, and the dialogue ends or waits.
    #[test]
    fn any_bytes_of_a_server_are_survived(pieces in proptest::collection::vec(
        prop_oneof![any::<Vec<u8>>(), Just(b"250 ok\r\n".to_vec()), Just(b"220-a\r\n".to_vec()), Just(b"220 a\r\n".to_vec())], 0..30)) {
        let mut session = session("smtp://a:b@mail.example.com", b"x");
        for piece in pieces {
            session.received(&piece);
            for _ in 0..20 {
                match session.next_action() {
                    Action::Read | Action::Done(_) => break,
                    Action::Send(bytes) => prop_assert!(bytes.ends_with(b"\r\n")),
                    Action::StartTls => { session.tls_started(); }
                }
            }
        }
    }
}

#[test]
fn a_provider_takes_mail_by_https_with_a_key() {
    let parse = |text: &str| MailRoute::parse(text);
    let Ok(MailRoute::Api(api)) = parse("https://key:re_a%2Fb@api.example.com/emails?x=1") else {
        panic!("it is no provider");
    };
    assert_eq!(
        (api.url.as_str(), api.key.as_str()),
        ("https://api.example.com/emails?x=1", "re_a/b")
    );
    assert_eq!(api.host(), "api.example.com");
    assert!(!format!("{api:?}").contains("re_a"), "{api:?}");
    assert!(parse("http://key:a@127.0.0.1:9/emails").is_ok(), "a test on this machine");
    for wrong in [
        "https://api.example.com/emails",
        "https://key@api.example.com/emails",
        "http://key:a@api.example.com/emails",
        "https://key:a%0db@api.example.com/emails",
        "https://key:a@api.example.com/emails#a",
    ] {
        assert_eq!(parse(wrong), Err(SettingError::Api), "{wrong}");
    }
    assert_eq!(parse("mail.example.com"), Err(SettingError::Server));
}

#[test]
fn what_a_provider_answers_is_final_only_if_the_mail_is_wrong() {
    for status in [200, 202] {
        assert!(matches!(MailApi::delivery(status, "{}"), Delivery::Taken(_)), "{status}");
    }
    for status in [400, 413, 422] {
        assert!(matches!(MailApi::delivery(status, "{}"), Delivery::Refused(_)), "{status}");
    }
    for status in [301, 401, 403, 404, 408, 409, 429, 500, 503] {
        assert!(matches!(MailApi::delivery(status, "{}"), Delivery::TryLater(_)), "{status}");
    }
    let long = MailApi::delivery(500, &format!("a\n\u{0} {}", "b".repeat(1_000)));
    let Delivery::TryLater(said) = long else { panic!("{long:?}") };
    assert!(said.starts_with("500 a") && said.len() == 300 && !said.contains(char::is_control));
}

#[test]
fn a_mail_for_a_provider_has_all_that_the_message_has() {
    let text = MailContent::Test { by: "Ada \"the\" Countess".into() }.text(PLACE);
    let from = Mailbox::parse("\"Hats, \\ and Co\" <chat@example.com>").unwrap();
    let (to, reply_to) = (
        EmailAddress::parse("ada@example.com").unwrap(),
        EmailAddress::parse("reply+a@in.example.com").unwrap(),
    );
    let mail =
        ApiMail { id: "mail_1", from: &from, to: &to, reply_to: Some(&reply_to), text: &text };
    let body: serde_json::Value = serde_json::from_str(&mail.body()).unwrap();
    assert_eq!(body["from"], "\"Hats, \\\\ and Co\" <chat@example.com>");
    assert_eq!(body["to"], serde_json::json!(["ada@example.com"]));
    assert_eq!(body["reply_to"], "reply+a@in.example.com");
    assert_eq!(body["headers"]["Message-ID"], "<mail_1@example.com>");
    assert_eq!(body["headers"]["Auto-Submitted"], "auto-generated");
    assert_eq!(body["text"], text.plain());
}

#[test]
fn the_binding_gets_an_object_with_the_headers_that_it_allows() {
    let from = Mailbox::parse("Bellhöp <chat@example.com>").unwrap();
    let (to, reply) = ("ada@example.org", "reply+a@in.example.com");
    let (to, reply) = (EmailAddress::parse(to).unwrap(), EmailAddress::parse(reply).unwrap());
    let content = MailContent::Test { by: "Ada".to_owned() };
    let text = content.text(PLACE);
    let mail = BoundMail { from: &from, to: &to, reply_to: Some(&reply), text: &text };
    let message = mail.message();
    assert_eq!(
        message["from"],
        serde_json::json!({ "email": "chat@example.com", "name": "Bellhöp" })
    );
    assert_eq!(
        (&message["to"], &message["replyTo"]),
        (&"ada@example.org".into(), &reply.as_str().into())
    );
    let headers = message["headers"].as_object().unwrap();
    assert!(!headers.contains_key("Message-ID") && headers["Auto-Submitted"] == "auto-generated");
    assert_eq!(message["subject"], text.subject_line());
}

#[test]
fn the_binding_gives_up_what_is_wrong_with_the_mail_and_nothing_else() {
    for (code, message) in [
        ("E_RECIPIENT_SUPPRESSED", "it bounced"),
        ("E_VALIDATION_ERROR", ""),
        ("", "E_CONTENT_TOO_LARGE: 6 MB"),
    ] {
        let failed = BoundMail::failed(code, message);
        assert!(matches!(&failed, Delivery::Refused(said) if said.starts_with("E_")), "{failed:?}");
    }
    for (code, message) in [
        ("E_SENDER_NOT_VERIFIED", "onboard the domain"),
        ("E_RATE_LIMIT_EXCEEDED", ""),
        ("E_INTERNAL_SERVER_ERROR", "try\nagain"),
        ("", "Network connection lost."),
        ("", ""),
    ] {
        let failed = BoundMail::failed(code, message);
        assert!(matches!(&failed, Delivery::TryLater(said) if !said.contains('\n')), "{failed:?}");
    }
}
