//! Programs: they write in a conversation as an app, and hand it over to people (APP-01 to APP-04). Their
//! requests and the answers to them get lost, so they send each again with its key until it is answered.

use crate::turn::Fate;
use crate::visitor::random_route;
use crate::world::{Happening, World};
use fastrand::Rng;
use shared::conversation::{AppAct, Input, Refusal};
use shared::event::{AppName, Author, Event, HandedOver, Logged};
use shared::id::{ClientKey, Seq};
use shared::stream::Route;

/// The program in one conversation.
pub(crate) struct App {
    name: AppName,
    /// How many messages it has still to write.
    lines_to_say: u32,
    /// Whom it asks for at the end, if it does.
    hands_over: Option<Route>,
    /// What was sent and is not answered yet.
    pending: Option<(ClientKey, AppAct)>,
    /// What was answered, with the sequence number.
    pub(crate) acked: Vec<(ClientKey, Seq)>,
    keys: u32,
}

impl App {
    /// A program with random habits.
    pub(crate) fn new(rng: &mut Rng) -> Self {
        Self {
            name: AppName::new("Robin").unwrap_or_default(),
            lines_to_say: rng.u32(0..6),
            hands_over: rng.bool().then(|| random_route(rng)),
            pending: None,
            acked: Vec::new(),
            keys: 0,
        }
    }

    /// The request that it sends next; the same one until it is answered.
    fn next(&mut self, n: usize) -> Option<(ClientKey, AppAct)> {
        if self.pending.is_none() {
            let key = ClientKey::parse(format!("app{}", self.keys)).ok()?;
            let act = if self.lines_to_say > 0 {
                self.lines_to_say -= 1;
                AppAct::Say(format!("{key} in {n}"))
            } else {
                AppAct::HandOver(self.hands_over.take()?)
            };
            self.keys += 1;
            self.pending = Some((key, act));
        }
        self.pending.clone()
    }
}

impl World {
    /// A program's next step; schedules the one after.
    pub(crate) fn app_acts(&mut self, n: usize) {
        let pace = 200 + self.rng.u64(0..4_000);
        if !self.conversations[n].exists {
            // Nobody tells it of a conversation that never begins.
            if self.is_stormy() {
                self.after(pace, Happening::App(n));
            }
            return;
        }
        let Some((key, act)) = self.apps[n].next(n) else { return };
        let arrives = !self.strikes(self.plan.weather.lose);
        if arrives {
            let input = Input::App(self.apps[n].name.clone(), key.clone(), act);
            match self.conversation_turn(n, vec![input], None) {
                Ok((Fate::Fine, outcome)) if !self.strikes(self.plan.weather.lose) => {
                    self.apps[n].pending = None;
                    self.apps[n].acked.extend(outcome.ack.map(|seq| (key, seq)));
                }
                // It goes on asking: the answer was lost, or the object crashed.
                Ok(_) => {}
                Err(refusal) => return self.app_is_refused(n, &key, &refusal),
            }
        }
        self.after(pace, Happening::App(n));
    }

    /// From a hand-over or an end on, a program has nothing to say, and what it sent is not there.
    fn app_is_refused(&mut self, n: usize, key: &ClientKey, refusal: &Refusal) {
        let log = &self.conversations[n].log;
        assert!(
            log.iter().any(|logged| asks_for_a_person(&logged.event) || ends(&logged.event)),
            "an app was refused in {n} though nobody was asked for: {refusal}"
        );
        assert!(!log.iter().any(|logged| is_of(logged, key)), "{key} in {n} was kept and refused");
        self.apps[n].pending = None;
    }

    /// Each message of an app is in the log once, in the order it was sent, and none after a person was asked for. A
    /// hand-over is the only chat request of its conversation.
    pub(crate) fn check_app(&self, n: usize) {
        let app = &self.apps[n];
        assert!(app.pending.is_none(), "the app in {n} was never answered: {:?}", app.pending);
        let log = &self.conversations[n].log;
        let own: Vec<&Logged> = log.iter().filter(|logged| is_by_app(&logged.event)).collect();
        let keys: Vec<u32> = own.iter().filter_map(|logged| number(logged)).collect();
        assert_eq!(keys.len(), own.len(), "an event of an app in {n} has no key");
        assert!(keys.windows(2).all(|two| two[0] < two[1]), "the app in {n} wrote in {keys:?}");
        for (key, seq) in &app.acked {
            let at: Vec<Seq> =
                log.iter().filter(|one| is_of(one, key)).map(|one| one.seq).collect();
            assert_eq!(at, [*seq], "{key} of the app in {n}");
        }
        let asked = log.iter().position(|logged| asks_for_a_person(&logged.event));
        let after = log.iter().skip(asked.map_or(log.len(), |at| at + 1));
        assert!(
            after.filter(|logged| is_by_app(&logged.event)).count() == 0,
            "an app acted in {n} after a person was asked for"
        );
        let requests = log.iter().filter(|logged| asks_for_a_person(&logged.event)).count();
        assert!(requests <= 1, "{n} asked for a person {requests} times");
    }
}

const fn asks_for_a_person(event: &Event) -> bool {
    matches!(event, Event::Requested { .. })
}

/// Whether the dialogue came to an end without a person.
const fn ends(event: &Event) -> bool {
    matches!(event, Event::Completed { .. } | Event::Ended { .. })
}

/// Whether an app wrote it, or handed over with it.
pub(crate) const fn is_by_app(event: &Event) -> bool {
    matches!(
        event,
        Event::Said { by: Author::App(_), .. }
            | Event::Requested { handed_over: Some(HandedOver { .. }), .. }
    )
}

/// Whether it is what an app sent with this key.
fn is_of(logged: &Logged, key: &ClientKey) -> bool {
    is_by_app(&logged.event) && logged.id.as_ref() == Some(key)
}

fn number(logged: &Logged) -> Option<u32> {
    logged.id.as_ref()?.as_str().strip_prefix("app")?.parse().ok()
}
