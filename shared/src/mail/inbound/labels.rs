//! The words with which mail programs begin the history below a reply.

/// What the header lines above a quoted mail begin with, in the languages of mail programs.
const FROM: &[&str] = &[
    "from",
    "von",
    "de",
    "da",
    "van",
    "od",
    "från",
    "fra",
    "от",
    "من",
    "差出人",
    "送信者",
    "보낸 사람",
    "보낸사람",
    "发件人",
    "寄件者",
];
const SENT: &[&str] = &[
    "sent",
    "date",
    "gesendet",
    "datum",
    "envoyé",
    "envoyé le",
    "enviado",
    "enviado el",
    "enviado em",
    "fecha",
    "inviato",
    "data",
    "verzonden",
    "wysłano",
    "skickat",
    "sendt",
    "dato",
    "отправлено",
    "дата",
    "تم الإرسال",
    "تاريخ الإرسال",
    "التاريخ",
    "送信日時",
    "日時",
    "日付",
    "보낸 날짜",
    "날짜",
    "发送时间",
    "日期",
    "寄件日期",
];
const TO: &[&str] = &[
    "to",
    "an",
    "à",
    "para",
    "a",
    "aan",
    "do",
    "till",
    "til",
    "кому",
    "إلى",
    "宛先",
    "받는 사람",
    "받는사람",
    "收件人",
    "收件者",
];
const SUBJECT: &[&str] = &[
    "subject",
    "betreff",
    "objet",
    "asunto",
    "oggetto",
    "assunto",
    "onderwerp",
    "temat",
    "ämne",
    "emne",
    "тема",
    "الموضوع",
    "件名",
    "제목",
    "主题",
    "主旨",
];

/// What a header line of a quoted mail tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    From,
    Sent,
    To,
    Subject,
}

/// The label of a line such as `Von: Ada` or `*Sent:* Monday`.
pub(super) fn of(line: &str) -> Option<Label> {
    let (name, _) = line.split_once([':', '：'])?;
    let name = name.trim().trim_matches('*').trim().to_lowercase();
    let labels =
        [(FROM, Label::From), (SENT, Label::Sent), (TO, Label::To), (SUBJECT, Label::Subject)];
    labels.into_iter().find(|(names, _)| names.contains(&name.as_str())).map(|(_, label)| label)
}

/// What the line before a quoted text says, in the languages of mail programs: “… wrote:”.
const WROTE: &[&str] = &[
    "wrote",
    "schrieb",
    "écrit",
    "escribió",
    "ha scritto",
    "escreveu",
    "schreef",
    "napisał",
    "napisał(a)",
    "skrev",
    "написал",
    "пишет",
    "كتب",
    "تمت كتابة",
    "書きました",
    "写道",
    "寫道",
    "작성",
];

/// Whether a line says that somebody wrote what follows.
pub(super) fn says_wrote(line: &str) -> bool {
    let line = line.to_lowercase();
    WROTE.iter().any(|word| line.contains(word))
}
