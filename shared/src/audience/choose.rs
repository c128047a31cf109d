//! Which dialogue a page shows: of those whose audience includes the visitor, the one with the
//! lowest priority number.

use super::attribute::VisitorData;
use super::criterion::{Measured, Verdict, Wait};
use super::target::{Audience, Trigger};
use crate::id::DialogueId;
use crate::prelude::*;

/// A published dialogue that may be shown.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'c> {
    pub id: &'c DialogueId,
    pub audience: &'c Audience,
    /// The trigger, if it is a conversational flow.
    pub trigger: Option<&'c Trigger>,
}

/// A visitor on a page.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'v> {
    /// The data that conditions look at.
    pub visitor_data: VisitorData<'v>,
    /// What the page has measured of this visit.
    pub measured: &'v Measured,
    /// Dialogues that the visitor has finished; they are not shown again.
    pub done: &'v [DialogueId],
}

/// The choice for a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice<'c> {
    /// The dialogue to show now.
    pub show: Option<&'c DialogueId>,
    /// If there is none to show, the dialogue that the visitor finished last of those whose audience
    /// includes them: they can start it again, but it is never shown by itself (STREAM-06).
    pub again: Option<&'c DialogueId>,
    /// Dialogues to show instead once a condition is met; they come before `show` by priority.
    pub waiting: Vec<(&'c DialogueId, Wait)>,
    /// Flows that can be triggered on this page.
    pub flows: Vec<(&'c DialogueId, &'c Trigger)>,
}

/// Chooses among published dialogues, which must be ordered by priority.
pub fn choose<'c>(
    candidates: impl IntoIterator<Item = Candidate<'c>>,
    visitor: &Visitor<'_>,
) -> Choice<'c> {
    let mut choice = Choice::default();
    let mut last_done = None;
    for Candidate { id, audience, trigger } in candidates {
        let verdict = || audience.verdict(&visitor.visitor_data, visitor.measured);
        match trigger {
            // A flow must not wait for anything else: its trigger is what has to happen.
            Some(trigger) if verdict() == Verdict::Yes => choice.flows.push((id, trigger)),
            Some(_) => {}
            None if choice.show.is_some() => {}
            None if visitor.done.contains(id) => {
                let finished = visitor.done.iter().rposition(|done| done == id);
                if finished > last_done && verdict() == Verdict::Yes {
                    (last_done, choice.again) = (finished, Some(id));
                }
            }
            None => match verdict() {
                Verdict::Yes => choice.show = Some(id),
                Verdict::Once(wait) => choice.waiting.push((id, wait)),
                Verdict::No => {}
            },
        }
    }
    choice.again = choice.again.filter(|_| choice.show.is_none());
    choice
}

#[cfg(test)]
mod tests {
    use super::super::criterion::{Criterion, Metric, MetricThreshold};
    use super::super::target::Visitors;
    use super::*;
    use crate::event::{Location, Page};
    use crate::person::{Attributes, Field};

    fn id(name: &str) -> DialogueId {
        DialogueId::parse(format!("dialogue_{name}")).unwrap()
    }

    struct Site(Vec<(DialogueId, Audience, Option<Trigger>)>);

    impl Site {
        fn choose(
            &self,
            attributes: &Attributes,
            measured: Measured,
            done: &[DialogueId],
        ) -> Vec<String> {
            let page = Page { url: "https://shop.example/pricing".into(), ..Page::default() };
            let visitor_data = VisitorData {
                attributes,
                page: &page,
                location: &Location::default(),
                now: &crate::audience::NOTHING_KNOWN,
            };
            let visitor = Visitor { visitor_data, measured: &measured, done };
            let candidates = self.0.iter().map(|(id, audience, trigger)| Candidate {
                id,
                audience,
                trigger: trigger.as_ref(),
            });
            let choice = choose(candidates, &visitor);
            let short = |id: &DialogueId| id.as_str()["dialogue_".len()..].to_owned();
            let visible = choice.show.iter().map(|id| short(id));
            let again = choice.again.iter().map(|id| format!("{} again", short(id)));
            let waiting = choice.waiting.iter().map(|(id, _)| format!("{}?", short(id)));
            let flows = choice.flows.iter().map(|(id, _)| format!("{}!", short(id)));
            visible.chain(again).chain(waiting).chain(flows).collect()
        }
    }

    fn after(event: Metric, at_least: u32) -> Audience {
        let when = Some(Criterion::MetricThreshold(MetricThreshold { event, at_least }));
        Audience { when, ..Audience::default() }
    }

    fn nobody() -> Attributes {
        Attributes::new()
    }

    #[test]
    fn the_first_match_is_shown_and_earlier_ones_are_waited_for() {
        let site = Site(vec![
            (id("patient"), after(Metric::TimeOnPage, 20), None),
            (id("now"), Audience::default(), None),
            (id("later"), after(Metric::ScrollDepth, 50), None),
        ]);
        assert_eq!(site.choose(&nobody(), Measured::default(), &[]), ["now", "patient?"]);
        let read = Measured { time_on_page: 20, ..Measured::default() };
        assert_eq!(site.choose(&nobody(), read, &[]), ["patient"]);
        let done = [id("patient"), id("now")];
        assert_eq!(site.choose(&nobody(), Measured::default(), &done), ["now again", "later?"]);
    }

    #[test]
    fn what_was_finished_last_can_be_started_again_where_nothing_else_is_shown() {
        let elsewhere =
            Audience { pages: vec!["https://other.example/*".into()], ..Audience::default() };
        let mut site = Site(vec![
            (id("first"), Audience::default(), None),
            (id("second"), Audience::default(), None),
            (id("elsewhere"), elsewhere, None),
            (id("flow"), Audience::default(), Some(Trigger::Call)),
        ]);
        let done = [id("second"), id("first"), id("elsewhere"), id("flow"), id("gone")];
        let choose = |site: &Site| site.choose(&nobody(), Measured::default(), &done);
        assert_eq!(choose(&site), ["first again", "flow!"]);
        site.0.push((id("fresh"), Audience::default(), None));
        assert_eq!(choose(&site), ["fresh", "flow!"]);
    }

    #[test]
    fn identified_and_anonymous_visitors_differ_by_their_email() {
        let of = |visitors| Audience { visitors, ..Audience::default() };
        let site = Site(vec![
            (id("identified"), of(Visitors::Identified), None),
            (id("anonymous"), of(Visitors::Anonymous), None),
        ]);
        assert_eq!(site.choose(&nobody(), Measured::default(), &[]), ["anonymous"]);
        let ada = Attributes::from([(Field::Email, "ada@example.com".to_owned())]);
        assert_eq!(site.choose(&ada, Measured::default(), &[]), ["identified"]);
    }

    #[test]
    fn a_flow_replaces_no_dialogue_and_is_shown_again_when_done() {
        let site = Site(vec![
            (id("flow"), Audience::default(), Some(Trigger::Load)),
            (id("hello"), Audience::default(), None),
            (
                id("elsewhere"),
                Audience { pages: vec!["https://other.example/*".into()], ..Audience::default() },
                Some(Trigger::Call),
            ),
        ]);
        assert_eq!(site.choose(&nobody(), Measured::default(), &[id("flow")]), ["hello", "flow!"]);
    }
}
