//! The settings that the preview of a dialogue needs.

use super::Settings;
use crate::conversation::FallbackFormSettings;
use serde::{Deserialize, Serialize};

/// The settings that a visitor notices when nobody answers: `GET /v1/sites/{site}/settings/preview`. Whoever
/// sees dialogues previews them as the site has them, and sees nothing else of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewSettings {
    /// The fallback message.
    pub fallback: String,
    /// The form that the fallback has.
    pub fallback_form: FallbackFormSettings,
    /// Whether visitors can rate a chat.
    pub rating: bool,
    /// The weekly hours of the site; `null` if it has none.
    #[cfg(feature = "desk")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<crate::availability::Schedule>,
}

impl From<Settings> for PreviewSettings {
    fn from(settings: Settings) -> Self {
        let Settings { fallback, fallback_form, style, .. } = settings;
        Self {
            fallback,
            fallback_form,
            rating: style.rating,
            #[cfg(feature = "desk")]
            hours: settings.hours,
        }
    }
}

/// Everything else is as a new site has it.
impl From<PreviewSettings> for Settings {
    fn from(preview: PreviewSettings) -> Self {
        let mut settings = Self::default();
        settings.style.rating = preview.rating;
        settings.fallback = preview.fallback;
        settings.fallback_form = preview.fallback_form;
        #[cfg(feature = "desk")]
        {
            settings.hours = preview.hours;
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_preview_falls_back_as_the_site_does_and_says_nothing_of_whom_it_refuses() {
        let mut settings = Settings { fallback: "Back at nine.".into(), ..Settings::default() };
        settings.fallback_form.offered = true;
        settings.style.rating = !settings.style.rating;
        settings.blocked_email_domains.push("rival.example".into());
        let limits = |settings: &Settings| settings.limits(Language::English, Vec::new());
        let preview = Settings::from(PreviewSettings::from(settings.clone()));
        assert_eq!(preview.blocked_email_domains, [""; 0]);
        settings.blocked_email_domains.clear();
        assert_eq!(limits(&preview), limits(&settings));
    }
}
