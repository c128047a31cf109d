//! The texts of the launcher, and the texts of a new site.
//!
//! They are here and not in a file that is loaded later, because the launcher is there before any
//! click and gets its few texts with the bootstrap. The panel's texts are in `widget/texts`.

use super::Language;
use serde::{Deserialize, Serialize};

/// The launcher's texts for screen readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LauncherTexts {
    /// The button that opens the chat.
    pub open: String,
    /// The button that opens the chat, with `{count}` unread messages.
    pub unread: String,
    /// The button that closes the chat.
    pub close: String,
    /// The button that hides the poke.
    pub dismiss: String,
    /// The title of the panel, with the `{name}` of the dialogue or agent.
    pub chat: String,
    /// The chat could not be loaded.
    pub failed: String,
    /// The button that tries to load it again.
    pub retry: String,
}

/// The texts of a site that has not changed them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standard {
    /// The name that the dialogue's messages appear under.
    pub bot_name: &'static str,
    pub tagline: &'static str,
    /// The fallback message.
    pub fallback: &'static str,
}

impl Language {
    pub fn launcher(self) -> LauncherTexts {
        let [open, unread, close, dismiss, chat, failed, retry] = launcher(self).map(str::to_owned);
        LauncherTexts { open, unread, close, dismiss, chat, failed, retry }
    }
}

/// In the order of the fields of [`LauncherTexts`].
const fn launcher(language: Language) -> [&'static str; 7] {
    match language {
        Language::English => [
            "Open chat",
            "Open chat, {count} unread",
            "Close chat",
            "Dismiss message",
            "Chat with {name}",
            "The chat could not be loaded.",
            "Try again",
        ],
        Language::German => [
            "Chat öffnen",
            "Chat öffnen, {count} ungelesen",
            "Chat schließen",
            "Nachricht ausblenden",
            "Chat mit {name}",
            "Der Chat konnte nicht geladen werden.",
            "Erneut versuchen",
        ],
        Language::French => [
            "Ouvrir le chat",
            "Ouvrir le chat, messages non lus : {count}",
            "Fermer le chat",
            "Masquer le message",
            "Chat avec {name}",
            "Le chat n’a pas pu être chargé.",
            "Réessayer",
        ],
        Language::Spanish => [
            "Abrir el chat",
            "Abrir el chat, mensajes sin leer: {count}",
            "Cerrar el chat",
            "Ocultar el mensaje",
            "Chat con {name}",
            "No se pudo cargar el chat.",
            "Reintentar",
        ],
        Language::Italian => [
            "Apri la chat",
            "Apri la chat, messaggi non letti: {count}",
            "Chiudi la chat",
            "Nascondi il messaggio",
            "Chat con {name}",
            "Non è stato possibile caricare la chat.",
            "Riprova",
        ],
        Language::Portuguese | Language::BrazilianPortuguese => [
            "Abrir o chat",
            "Abrir o chat, mensagens não lidas: {count}",
            "Fechar o chat",
            "Ocultar a mensagem",
            "Chat com {name}",
            "Não foi possível carregar o chat.",
            "Tentar de novo",
        ],
        Language::Dutch => [
            "Chat openen",
            "Chat openen, {count} ongelezen",
            "Chat sluiten",
            "Bericht verbergen",
            "Chat met {name}",
            "De chat kon niet worden geladen.",
            "Opnieuw proberen",
        ],
        Language::Polish => [
            "Otwórz czat",
            "Otwórz czat, nieprzeczytane wiadomości: {count}",
            "Zamknij czat",
            "Ukryj wiadomość",
            "Czat: {name}",
            "Nie udało się wczytać czatu.",
            "Spróbuj ponownie",
        ],
        Language::Swedish => [
            "Öppna chatten",
            "Öppna chatten, olästa meddelanden: {count}",
            "Stäng chatten",
            "Dölj meddelandet",
            "Chatt med {name}",
            "Chatten kunde inte laddas.",
            "Försök igen",
        ],
        Language::Arabic => [
            "فتح المحادثة",
            "فتح المحادثة، الرسائل غير المقروءة: {count}",
            "إغلاق المحادثة",
            "إخفاء الرسالة",
            "محادثة مع {name}",
            "تعذّر تحميل المحادثة.",
            "إعادة المحاولة",
        ],
        Language::Japanese => [
            "チャットを開く",
            "チャットを開く、未読{count}件",
            "チャットを閉じる",
            "メッセージを閉じる",
            "{name}とのチャット",
            "チャットを読み込めませんでした。",
            "もう一度試す",
        ],
        Language::Korean => [
            "채팅 열기",
            "채팅 열기, 읽지 않은 메시지 {count}개",
            "채팅 닫기",
            "메시지 숨기기",
            "{name} 님과의 채팅",
            "채팅을 불러올 수 없습니다.",
            "다시 시도",
        ],
        Language::SimplifiedChinese => [
            "打开对话",
            "打开对话，{count} 条未读消息",
            "关闭对话",
            "隐藏消息",
            "与{name}的对话",
            "无法加载对话。",
            "重试",
        ],
        Language::TraditionalChinese => [
            "開啟對話",
            "開啟對話，{count} 則未讀訊息",
            "關閉對話",
            "隱藏訊息",
            "與{name}的對話",
            "無法載入對話。",
            "再試一次",
        ],
    }
}

/// The texts of a new site in this language.
pub const fn standard(language: Language) -> Standard {
    match language {
        Language::English => Standard {
            bot_name: "Assistant",
            tagline: "Replies in a few minutes",
            fallback: "Sorry, nobody is free to chat right now. Leave us a note by e-mail and we \
                       will get back to you.",
        },
        Language::German => Standard {
            bot_name: "Assistent",
            tagline: "Antwortet in wenigen Minuten",
            fallback: "Leider ist gerade niemand für einen Chat frei. Schreiben Sie uns eine \
                       E-Mail, wir melden uns bei Ihnen.",
        },
        Language::French => Standard {
            bot_name: "Assistant",
            tagline: "Répond en quelques minutes",
            fallback: "Désolé, personne n’est disponible pour discuter en ce moment. Écrivez-nous \
                       un e-mail et nous vous répondrons.",
        },
        Language::Spanish => Standard {
            bot_name: "Asistente",
            tagline: "Responde en unos minutos",
            fallback: "Lo sentimos, ahora mismo no hay nadie disponible para chatear. Escríbanos \
                       un correo electrónico y le responderemos.",
        },
        Language::Italian => Standard {
            bot_name: "Assistente",
            tagline: "Risponde in pochi minuti",
            fallback: "Ci dispiace, in questo momento nessuno è disponibile in chat. Ci scriva \
                       un’e-mail e Le risponderemo.",
        },
        Language::Portuguese => Standard {
            bot_name: "Assistente",
            tagline: "Responde em poucos minutos",
            fallback: "Lamentamos, mas neste momento ninguém está disponível para conversar. \
                       Envie-nos um e-mail e responderemos.",
        },
        Language::BrazilianPortuguese => Standard {
            bot_name: "Assistente",
            tagline: "Responde em poucos minutos",
            fallback: "No momento não há ninguém disponível para conversar. Envie-nos um e-mail e \
                       responderemos.",
        },
        Language::Dutch => Standard {
            bot_name: "Assistent",
            tagline: "Antwoordt binnen enkele minuten",
            fallback: "Helaas is er op dit moment niemand vrij om te chatten. Stuur ons een \
                       e-mail, dan nemen we contact met u op.",
        },
        Language::Polish => Standard {
            bot_name: "Asystent",
            tagline: "Odpowiadamy w kilka minut",
            fallback: "Niestety nikt nie jest teraz dostępny na czacie. Proszę napisać do nas \
                       e-mail, a odpowiemy.",
        },
        Language::Swedish => Standard {
            bot_name: "Assistent",
            tagline: "Svarar inom några minuter",
            fallback: "Tyvärr är ingen ledig för att chatta just nu. Skriv ett e-postmeddelande \
                       till oss, så återkommer vi.",
        },
        Language::Arabic => Standard {
            bot_name: "المساعد",
            tagline: "نرد خلال بضع دقائق",
            fallback: "عذرًا، لا يوجد أحد متاح للمحادثة الآن. راسلونا عبر البريد الإلكتروني \
                       وسنعاود التواصل معكم.",
        },
        Language::Japanese => Standard {
            bot_name: "アシスタント",
            tagline: "数分でお返事します",
            fallback: "申し訳ございません。ただいまチャットで対応できる担当者がおりません。\
                       メールをお送りいただければ、こちらからご連絡します。",
        },
        Language::Korean => Standard {
            bot_name: "도우미",
            tagline: "몇 분 안에 답변해 드립니다",
            fallback: "죄송합니다. 지금은 채팅할 수 있는 담당자가 없습니다. 이메일을 보내 주시면 \
                       답장드리겠습니다.",
        },
        Language::SimplifiedChinese => Standard {
            bot_name: "助手",
            tagline: "几分钟内回复",
            fallback: "抱歉，目前没有客服人员可以与您对话。请给我们发送电子邮件，我们会回复您。",
        },
        Language::TraditionalChinese => Standard {
            bot_name: "助理",
            tagline: "幾分鐘內回覆",
            fallback: "抱歉，目前沒有客服人員可以與您對話。請寄電子郵件給我們，我們會回覆您。",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The `{…}` placeholders of a text.
    fn blanks(text: &str) -> Vec<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn every_language_has_every_text_with_the_same_blanks() {
        for language in Language::ALL {
            let own = launcher(*language);
            for (text, english) in own.iter().zip(launcher(Language::English)) {
                assert!(!text.trim().is_empty(), "{language:?}");
                assert_eq!(blanks(text), blanks(english), "{language:?}: {text}");
            }
            let Standard { bot_name, tagline, fallback } = standard(*language);
            for text in [bot_name, tagline, fallback] {
                assert!(!text.is_empty() && blanks(text).is_empty(), "{language:?}: {text}");
            }
        }
    }

    #[test]
    fn the_texts_of_a_new_site_pass_the_checks() {
        for language in Language::ALL {
            let Standard { bot_name, tagline, fallback } = standard(*language);
            assert!(bot_name.chars().count() <= 200 && tagline.chars().count() <= 200);
            assert!(fallback.chars().count() <= 2_000, "{language:?}");
        }
    }
}
