//! What mails to visitors say in their language.

use crate::language::Language;

/// The words of the mail with a transcript; `{site}` stands for the site's name.
#[derive(Debug, Clone, Copy)]
pub(super) struct TranscriptWords {
    pub(super) subject: &'static str,
    pub(super) intro: &'static str,
    /// Whom the visitor's lines are by.
    pub(super) you: &'static str,
}

const fn words(subject: &'static str, intro: &'static str, you: &'static str) -> TranscriptWords {
    TranscriptWords { subject, intro, you }
}

/// The words of a language.
pub(super) const fn transcript(language: Language) -> TranscriptWords {
    match language {
        Language::English => {
            words("Your chat with {site}", "This is your chat with {site}.", "You")
        }
        Language::German => words("Ihr Chat mit {site}", "Das ist Ihr Chat mit {site}.", "Sie"),
        Language::French => {
            words("Votre conversation avec {site}", "Voici votre conversation avec {site}.", "Vous")
        }
        Language::Spanish => words("Su chat con {site}", "Este es su chat con {site}.", "Usted"),
        Language::Italian => {
            words("La sua chat con {site}", "Questa è la sua chat con {site}.", "Lei")
        }
        Language::Portuguese => {
            words("A sua conversa com {site}", "Esta é a sua conversa com {site}.", "Você")
        }
        Language::BrazilianPortuguese => {
            words("Sua conversa com {site}", "Esta é a sua conversa com {site}.", "Você")
        }
        Language::Dutch => words("Uw chat met {site}", "Dit is uw chat met {site}.", "U"),
        Language::Polish => words("Rozmowa z {site}", "To jest zapis rozmowy z {site}.", "Ty"),
        Language::Swedish => {
            words("Din chatt med {site}", "Det här är din chatt med {site}.", "Du")
        }
        Language::Arabic => words("محادثتك مع {site}", "هذه محادثتك مع {site}.", "أنت"),
        Language::Japanese => {
            words("{site}とのチャット", "{site}とのチャットの内容です。", "お客様")
        }
        Language::Korean => words("{site} 채팅 내용", "{site}와(과) 나눈 채팅 내용입니다.", "나"),
        Language::SimplifiedChinese => {
            words("您与{site}的聊天记录", "以下是您与{site}的聊天记录。", "您")
        }
        Language::TraditionalChinese => {
            words("您與{site}的聊天記錄", "以下是您與{site}的聊天記錄。", "您")
        }
    }
}
