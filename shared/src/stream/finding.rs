//! Findings of the check, as sentences that say what to do.

use crate::audience::{Mistake, NowAttribute};
use crate::id::{CardId, ResponseId};
use crate::language::Language;
use crate::person::ValueError;
use serde::Serialize;

/// Whether a finding prevents publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The stream can't be published.
    Error,
    /// The stream can be published, but should be improved.
    Advice,
}

/// One finding of the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The stable code of this kind of finding.
    pub code: &'static str,
    /// Whether it prevents publishing.
    pub severity: Severity,
    /// The id of the card; findings about the whole stream have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
    /// What the message names, in its order, for sentences in other languages.
    #[serde(skip)]
    pub values: Vec<String>,
}

impl Finding {
    /// Whether it prevents publishing.
    pub fn blocks_publishing(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// All kinds of findings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Code {
    /// The document has no cards.
    #[error("This is not a stream: {0}. A stream is an object with “first” and “cards”.")]
    NotAStream(String),
    /// The stream is too large.
    #[error(
        "The stream has {actual} cards; at most {max} can be published. Split it into several dialogues."
    )]
    TooManyCards {
        /// The number of cards.
        actual: usize,
        /// The most cards.
        max: usize,
    },
    /// The card can't be parsed.
    #[error("This card can't be read: {0}.")]
    MalformedCard(String),
    /// This type of card is not supported yet.
    #[error("{0} cards can't be published yet. Remove this card for now.")]
    NotYet(String),
    /// The card has too many of something.
    #[error(
        "This card has {actual} {item}; at most {max} are allowed. Use fewer, or several cards."
    )]
    TooMany {
        item: &'static str,
        /// How many there are.
        actual: usize,
        /// The most that are allowed.
        max: usize,
    },
    /// The stream has no card.
    #[error("The stream is empty. Add a first card.")]
    Empty,
    /// `first` refers to no card.
    #[error("The stream begins at “{0}”, but there is no such card. Choose its first card.")]
    FirstMissing(String),
    /// Two cards have the same id.
    #[error("Two cards have the id “{0}”. Give one of them another id.")]
    DuplicateId(CardId),
    /// Two responses have the same id.
    #[error("Two responses of this question have the id “{0}”. Give one of them another id.")]
    DuplicateResponse(ResponseId),
    /// `next` refers to no card.
    #[error(
        "The next card is “{0}”, but there is no such card. Choose another card, or end the branch here."
    )]
    DanglingNext(CardId),
    /// A live chat card has a `next`.
    #[error(
        "A live chat card must be the last card of its branch. Remove what comes after it (“{0}”)."
    )]
    LiveChatNotLast(String),
    /// No branch leads to the card.
    #[error("No branch leads to this card. Connect it, or remove it.")]
    Unreachable,
    /// The stream loops without waiting for the visitor.
    #[error(
        "From here the stream comes back to this card without asking the visitor anything. Put a question in between."
    )]
    CycleWithoutInput,
    /// The question has no responses.
    #[error("This question has no responses. Add at least one.")]
    NoResponses,
    /// The question, message, response or goal has no text.
    #[error("This has no text. Write what the visitor should read.")]
    EmptyText,
    /// The capture card has no fields.
    #[error("This card asks for nothing. Add at least one field.")]
    NoFields,
    /// The capture card has the same field twice.
    #[error("This card asks for “{0}” twice. Remove one of the two.")]
    DuplicateField(String),
    /// The field has a fixed kind.
    #[error("“{0}” has a fixed type. Leave out the type, or ask for another field.")]
    WrongType(String),
    /// The list of choices is empty.
    #[error(
        "The list of “{0}” is empty. Add choices, or remove the list so that visitors type a value."
    )]
    NoOptions(String),
    /// The list has the same choice twice.
    #[error("The list offers “{0}” twice. Remove one of the two.")]
    DuplicateOption(String),
    /// There are not as many values as choices.
    #[error(
        "“{0}” has another number of values than choices. Write one value for each choice, or leave the values out."
    )]
    ValuesDiffer(String),
    /// The value is invalid for its field.
    #[error("“{value}” can't be stored in this field. {error}")]
    BadValue { value: String, error: ValueError },
    /// The condition card has no else branch.
    #[error(
        "A condition needs an else branch for visitors who match no other. Add one; it may end there."
    )]
    NoElse,
    /// The condition card has only an else branch.
    #[error("This condition has only an else branch. Add another branch, or remove the card.")]
    NoBranches,
    /// The group of conditions is empty.
    #[error("A group of conditions is empty. Add a condition to it, or remove it.")]
    EmptyGroup,
    /// Groups are nested too deep.
    #[error("Groups nest more than {max} deep here. Make it flatter, or use two condition cards.")]
    TooDeep {
        /// The deepest nesting.
        max: usize,
    },
    /// A comparison of numbers has a value that is not a number.
    #[error(
        "The condition on “{attribute}” compares numbers, but “{value}” is not a number. Write digits, like 100 or 2.5."
    )]
    NeedsNumber {
        attribute: String,
        /// The value that doesn't fit.
        value: String,
    },
    /// A comparison has no value.
    #[error(
        "The condition on “{0}” needs a value to compare with. Write one, or ask whether it is known."
    )]
    NeedsValue(String),
    /// An attribute of now is compared with something else than yes or no.
    #[error("“{}” is yes or no. Compare it by “is” with one of the two.", .0.as_str())]
    NowIsYesOrNo(NowAttribute),
    /// A visitor can get to a condition on what is so now before their first response.
    #[error(
        "This asks what is so now, and visitors get here before they have answered anything: until then nobody can tell, so they go on by “else”. Put a question before it, or ask in the audience."
    )]
    NowBeforeAnswer,
    /// Advice: no card of this stream sets the field.
    #[error(
        "No card of this stream asks for “{0}” or sets it: it is known only if the page passes it or an earlier conversation stored it. Check its name, or add the card that sets it."
    )]
    UnknownAttribute(String),
    /// A token is malformed.
    #[error(
        "“{{{{{0}}}}}” is not a valid token. Write it like {{{{person.first_name|there}}}}, or remove the braces."
    )]
    UnknownToken(String),
    /// The link's scheme is not allowed.
    #[error(
        "A link can't lead to “{0}”. Use an address that begins with https://, mailto: or tel:."
    )]
    BadLink(String),
    /// Action cards need Prime.
    #[error(
        "Action cards are part of Prime. Remove this card, or ask for the package to be changed."
    )]
    PrimeOnly,
    /// The text is too long.
    #[error(
        "This text has {actual} characters; at most {max} are allowed. Shorten it, or use two cards."
    )]
    TextTooLong {
        /// Its length in characters.
        actual: usize,
        /// The longest length.
        max: usize,
    },
    /// The audience has a mistake.
    #[error("{0}")]
    Audience(Mistake),
    /// The trigger has a mistake.
    #[error("{0}")]
    Trigger(Mistake),
    /// The flow has a metric in its condition besides its trigger.
    #[error(
        "A conversational flow starts by its trigger. Remove time and scrolling from “when”, or make them the trigger."
    )]
    FlowWaits,
    /// An unknown field; advice, unless it is probably a typing error.
    #[error(
        "“{at}{name}” is an unknown field, so it has no effect. {}",
        match .suggestion {
            Some(suggestion) => format!("Did you mean “{suggestion}”?"),
            None => "Remove it, unless it is a note of your own.".to_owned(),
        }
    )]
    UnknownField {
        name: String,
        /// The path of its object: empty, or ending with a dot.
        at: String,
        /// The field that was probably meant.
        suggestion: Option<&'static str>,
    },
    /// Advice: the response has a value, but the question doesn't store it.
    #[error(
        "The response “{0}” has a value of its own, but the question stores nothing. Name a field in “store”, or remove the value."
    )]
    ValueNotStored(ResponseId),
    /// Advice: a live chat without a question before it.
    #[error(
        "A visitor gets here without being asked whether they want to talk to a person. Put a question before it."
    )]
    LiveChatUnasked,
    /// Advice: a live chat with a visitor whose name and e-mail address are unknown.
    #[error(
        "A visitor can get here without leaving a first name or an e-mail address. Put an information capture card before it."
    )]
    LiveChatAnonymous,
    /// Advice: the condition of a branch holds for nobody.
    #[error(
        "Branch {number} is never taken: no visitor can be all that it asks for. Correct its condition, or remove it."
    )]
    NeverHolds {
        /// The number of the branch, from one.
        number: usize,
    },
    /// Advice: nobody who gets to the condition takes this branch.
    #[error(
        "Branch {number} is never taken: earlier branches take everybody for whom it would hold, or nobody of that kind gets here. Correct its condition, or remove it."
    )]
    DeadBranch {
        /// The number of the branch, from one.
        number: usize,
    },
    /// Advice: nobody takes the else branch, and its card is reached in no other way.
    #[error(
        "“else” is never taken: the branches before it take everybody who gets here, so nobody ever sees “{0}”. Correct the conditions, or remove that card."
    )]
    DeadElse(CardId),
    /// The document card has no document.
    #[error("This card has no document. Upload a PDF, or write the address of one.")]
    NoDocument,
    /// The document's address can't be used.
    #[error(
        "“{0}” is no address of a document. Upload a PDF, or use an address that begins with https://."
    )]
    BadDocument(String),
    /// A document that must be opened comes before the first response.
    #[error(
        "This document must be opened to go on, and visitors get here before they have answered anything. Put a question before it, or let the dialogue go on by itself."
    )]
    DocumentBeforeAnswer,
    /// The site doesn't have the document that was uploaded.
    #[error("The document of this card is not in this site. Upload it again.")]
    DocumentGone,
    /// Something is wrong with a text in another language.
    #[error("In {}: {error}", .language.name())]
    Translated {
        language: Language,
        /// What would be wrong with the stream if it were written like that.
        error: Box<Code>,
    },
    /// Advice: a language lacks texts.
    #[error("{} lacks {missing} of {all} texts: visitors read them as they are written here. Translate them.", .language.name())]
    Untranslated { language: Language, missing: usize, all: usize },
    /// Advice: a language has texts of cards, responses or fields that are gone.
    #[error("{} has {count} texts of cards, responses or fields that are gone. Remove them.", .language.name())]
    TranslationGone { language: Language, count: usize },
    /// The agent of the live chat card is not an agent of the site.
    #[error("The agent of this card is no longer in your team. Choose somebody else.")]
    AgentGone,
    /// The team of the live chat card is not a team of the site.
    #[error("The team of this card no longer exists. Choose another team.")]
    TeamGone,
    /// Advice: no agent whom the live chat card can reach may take chats.
    #[error(
        "Nobody here can take chats, so every visitor gets the fallback message. Choose somebody with the live chat permission."
    )]
    NobodyAnswers,
    /// Advice: a condition asks for agents of whom none may take chats.
    #[error(
        "Nobody whom this asks for can take chats, so nobody is ever available. Choose somebody with the live chat permission."
    )]
    NeverAvailable,
    /// Advice: no agent of a routing rule may take chats.
    #[error(
        "Nobody of the routing rule “{0}” can take chats, so its visitors get the fallback message. Add somebody with the live chat permission."
    )]
    NobodyAnswersRule(String),
    /// Advice: the live chat card asks the routing rules, and the site has none.
    #[error(
        "There are no routing rules, so every visitor gets the fallback message. Add a rule, or choose who gets the chat here."
    )]
    NoRules,
}

impl Code {
    const fn name(&self) -> &'static str {
        match self {
            Self::NotAStream(_) => "not_a_stream",
            Self::TooManyCards { .. } => "too_many_cards",
            Self::MalformedCard(_) => "malformed_card",
            Self::NotYet(_) => "not_yet",
            Self::TooMany { .. } => "too_many",
            Self::Empty => "empty_stream",
            Self::FirstMissing(_) => "first_missing",
            Self::DuplicateId(_) => "duplicate_id",
            Self::DuplicateResponse(_) => "duplicate_response",
            Self::DanglingNext(_) => "dangling_next",
            Self::LiveChatNotLast(_) => "live_chat_not_last",
            Self::Unreachable => "unreachable",
            Self::CycleWithoutInput => "cycle_without_input",
            Self::NoResponses => "no_responses",
            Self::EmptyText => "empty_text",
            Self::NoFields => "no_fields",
            Self::DuplicateField(_) => "duplicate_field",
            Self::WrongType(_) => "wrong_type",
            Self::NoOptions(_) => "no_options",
            Self::DuplicateOption(_) => "duplicate_option",
            Self::ValuesDiffer(_) => "values_differ",
            Self::BadValue { .. } => "bad_value",
            Self::NoElse => "no_else",
            Self::NoBranches => "no_branches",
            Self::EmptyGroup => "empty_group",
            Self::TooDeep { .. } => "too_deep",
            Self::NeedsNumber { .. } => "needs_number",
            Self::NeedsValue(_) => "needs_value",
            Self::NowIsYesOrNo(_) => "now_is_yes_or_no",
            Self::NowBeforeAnswer => "now_before_answer",
            Self::UnknownAttribute(_) => "unknown_attribute",
            Self::UnknownToken(_) => "unknown_token",
            Self::BadLink(_) => "bad_link",
            Self::PrimeOnly => "prime_only",
            Self::Audience(_) => "bad_audience",
            Self::Trigger(_) => "bad_trigger",
            Self::FlowWaits => "flow_waits",
            Self::UnknownField { .. } => "unknown_field",
            Self::ValueNotStored(_) => "value_not_stored",
            Self::TextTooLong { .. } => "text_too_long",
            Self::LiveChatUnasked => "live_chat_unasked",
            Self::LiveChatAnonymous => "live_chat_anonymous",
            Self::NeverHolds { .. } => "never_holds",
            Self::DeadBranch { .. } => "dead_branch",
            Self::DeadElse(_) => "dead_else",
            Self::NoDocument => "no_document",
            Self::BadDocument(_) => "bad_document",
            Self::DocumentBeforeAnswer => "document_before_answer",
            Self::DocumentGone => "document_gone",
            Self::Translated { .. } => "translated",
            Self::Untranslated { .. } => "untranslated",
            Self::TranslationGone { .. } => "translation_gone",
            Self::AgentGone => "agent_gone",
            Self::TeamGone => "team_gone",
            Self::NobodyAnswers => "nobody_answers",
            Self::NeverAvailable => "never_available",
            Self::NobodyAnswersRule(_) => "nobody_answers_rule",
            Self::NoRules => "no_rules",
        }
    }

    const fn severity(&self) -> Severity {
        match self {
            Self::UnknownField { suggestion: None, .. }
            | Self::ValueNotStored(_)
            | Self::UnknownAttribute(_)
            | Self::LiveChatUnasked
            | Self::LiveChatAnonymous
            | Self::NeverHolds { .. }
            | Self::DeadBranch { .. }
            | Self::DeadElse(_)
            | Self::NobodyAnswers
            | Self::NeverAvailable
            | Self::NobodyAnswersRule(_)
            | Self::Untranslated { .. }
            | Self::TranslationGone { .. }
            | Self::NoRules => Severity::Advice,
            _ => Severity::Error,
        }
    }

    /// The finding for a card, or for the whole stream.
    pub fn at(&self, card: Option<&str>) -> Finding {
        Finding {
            code: self.name(),
            severity: self.severity(),
            card: card.map(str::to_owned),
            message: self.to_string(),
            values: self.values(),
        }
    }

    fn values(&self) -> Vec<String> {
        match self {
            Self::NotAStream(one)
            | Self::MalformedCard(one)
            | Self::NotYet(one)
            | Self::FirstMissing(one)
            | Self::LiveChatNotLast(one)
            | Self::DuplicateField(one)
            | Self::WrongType(one)
            | Self::NoOptions(one)
            | Self::DuplicateOption(one)
            | Self::ValuesDiffer(one)
            | Self::BadValue { value: one, .. }
            | Self::NeedsValue(one)
            | Self::UnknownAttribute(one)
            | Self::UnknownToken(one)
            | Self::BadLink(one)
            | Self::UnknownField { name: one, .. }
            | Self::BadDocument(one)
            | Self::NobodyAnswersRule(one) => vec![one.clone()],
            Self::DuplicateId(card) | Self::DanglingNext(card) | Self::DeadElse(card) => {
                vec![card.to_string()]
            }
            Self::NeverHolds { number } | Self::DeadBranch { number } => vec![number.to_string()],
            Self::DuplicateResponse(response) | Self::ValueNotStored(response) => {
                vec![response.to_string()]
            }
            Self::NowIsYesOrNo(asked) => vec![asked.as_str().to_owned()],
            Self::NeedsNumber { attribute, value } => vec![attribute.clone(), value.clone()],
            Self::TooManyCards { actual, max }
            | Self::TooMany { actual, max, .. }
            | Self::TextTooLong { actual, max } => vec![actual.to_string(), max.to_string()],
            Self::TooDeep { max } => vec![max.to_string()],
            Self::Audience(mistake) | Self::Trigger(mistake) => mistake.values(),
            Self::Translated { language, error } => {
                let named = [language.name().to_owned(), error.name().to_owned()];
                named.into_iter().chain(error.values()).collect()
            }
            Self::Untranslated { language, missing, all } => {
                vec![language.name().to_owned(), missing.to_string(), all.to_string()]
            }
            Self::TranslationGone { language, count } => {
                vec![language.name().to_owned(), count.to_string()]
            }
            _ => Vec::new(),
        }
    }
}
