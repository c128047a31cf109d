//! A client's connection and its copy of a log, under any order of things (WIRE-09 to WIRE-11).

use proptest::prelude::*;
use shared::client::{
    ANSWER_WITHIN, Arrival, CloseCode, Connection, ConnectionEffect, ConnectionId, ConnectionInput,
    ConnectionState, ConnectionTimer, Cursor, Delivery, Pending,
};
use shared::heartbeat::{PING_EVERY, PONG_WITHIN};
use shared::id::{ClientKey, Seq};
use shared::time::Millis;
use std::collections::BTreeSet;

/// The largest random number: pauses are as long as they can be.
const LONGEST: u32 = u32::MAX;

/// The code of a connection that is gone without a word.
const ABNORMAL: u16 = 1006;

/// A shell: it does what the machine says, and keeps what comes of it.
#[derive(Default)]
struct Shell {
    connection: Connection,
    /// The sockets that are open or being made.
    live: BTreeSet<ConnectionId>,
    timers: Vec<(Millis, ConnectionTimer)>,
    pings: usize,
    closes: usize,
    refused: Option<CloseCode>,
}

impl Shell {
    fn ready() -> Self {
        let mut shell = Self::default();
        shell.input(ConnectionInput::Connect);
        shell.open();
        shell
    }

    fn id(&self) -> ConnectionId {
        self.connection.id()
    }

    fn open(&mut self) {
        self.input(ConnectionInput::Opened(self.id()));
        self.input(ConnectionInput::Answered(self.id()));
        assert!(self.connection.is_ready());
    }

    fn input(&mut self, input: ConnectionInput) -> Vec<ConnectionEffect> {
        if let ConnectionInput::Closed(id, _) = input {
            self.live.remove(&id);
        }
        let effects = self.connection.handle(input, LONGEST);
        for effect in &effects {
            match effect {
                ConnectionEffect::Connect(id) => assert!(self.live.insert(*id), "{id:?} twice"),
                ConnectionEffect::Close => {
                    self.closes += 1;
                    self.live.clear();
                }
                ConnectionEffect::Ping => self.pings += 1,
                ConnectionEffect::After(wait, timer) => self.timers.push((*wait, *timer)),
                ConnectionEffect::Refused(code) => self.refused = Some(*code),
                ConnectionEffect::Opened | ConnectionEffect::Broke { .. } => {}
            }
        }
        assert!(self.live.len() <= 1, "two connections at once: {:?}", self.live);
        effects
    }

    fn timer(&mut self, timer: ConnectionTimer) -> Vec<ConnectionEffect> {
        self.input(ConnectionInput::Timer(timer))
    }

    /// The last timer of its kind that was asked for.
    fn last(&self, is: impl Fn(&ConnectionTimer) -> bool) -> (Millis, ConnectionTimer) {
        *self.timers.iter().rev().find(|(_, timer)| is(timer)).unwrap()
    }

    fn ping_due(&self) -> (Millis, ConnectionTimer) {
        self.last(|timer| matches!(timer, ConnectionTimer::PingDue(..)))
    }

    fn pong_due(&self) -> (Millis, ConnectionTimer) {
        self.last(|timer| matches!(timer, ConnectionTimer::PongDue(..)))
    }

    fn retry(&self) -> (Millis, ConnectionTimer) {
        self.last(|timer| matches!(timer, ConnectionTimer::Retry(_)))
    }
}

#[test]
fn a_connection_pings_and_a_pong_keeps_it() {
    let mut shell = Shell::ready();
    for pings in 1..5 {
        let (wait, due) = shell.ping_due();
        assert_eq!(wait, PING_EVERY);
        shell.timer(due);
        assert_eq!(shell.pings, pings);
        shell.input(ConnectionInput::Received(shell.id()));
        let (wait, due) = shell.pong_due();
        assert_eq!(wait, PONG_WITHIN);
        assert_eq!(shell.timer(due), []);
    }
    assert!(shell.connection.is_ready());
}

#[test]
fn a_connection_without_a_pong_is_given_up_and_made_anew() {
    let mut shell = Shell::ready();
    shell.timer(shell.ping_due().1);
    shell.timer(shell.pong_due().1);
    assert_eq!(shell.connection.state(), ConnectionState::Broken);
    assert!(shell.live.is_empty(), "it is closed before another one is made");
    shell.timer(shell.retry().1);
    assert_eq!(shell.connection.state(), ConnectionState::Connecting);
}

#[test]
fn the_timer_of_an_earlier_ping_changes_nothing() {
    let mut shell = Shell::ready();
    shell.timer(shell.ping_due().1);
    let (_, earlier) = shell.pong_due();
    shell.input(ConnectionInput::Received(shell.id()));
    // The network is back: the next ping goes out before the timer of the first one.
    shell.input(ConnectionInput::Wake);
    assert_eq!(shell.pings, 2);
    assert_eq!(shell.timer(earlier), []);
    assert!(shell.connection.is_ready());
}

#[test]
fn a_ping_out_of_turn_replaces_the_next_one() {
    let mut shell = Shell::ready();
    let (_, earlier) = shell.ping_due();
    shell.input(ConnectionInput::Wake);
    shell.input(ConnectionInput::Wake);
    assert_eq!(shell.pings, 1, "one at a time");
    assert_eq!(shell.timer(earlier), [], "or there would be two rows of pings");
    shell.input(ConnectionInput::Received(shell.id()));
    shell.timer(shell.ping_due().1);
    assert_eq!(shell.pings, 2);
}

#[test]
fn pauses_double_until_the_edge_has_answered() {
    let mut shell = Shell::default();
    shell.input(ConnectionInput::Connect);
    let mut pauses = Vec::new();
    for _ in 0..7 {
        // That a socket opened proves little: a proxy can open one before a server that is down.
        shell.input(ConnectionInput::Opened(shell.id()));
        shell.input(ConnectionInput::Closed(shell.id(), ABNORMAL));
        let (pause, retry) = shell.retry();
        pauses.push(pause.0);
        shell.timer(retry);
    }
    assert_eq!(pauses, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    assert!(shell.connection.is_lost());
    shell.open();
    assert!(!shell.connection.is_lost());
    shell.input(ConnectionInput::Closed(shell.id(), ABNORMAL));
    assert_eq!(shell.retry().0, Millis(500));
}

#[test]
fn an_attempt_that_hangs_is_given_up() {
    for opens in [false, true] {
        let mut shell = Shell::default();
        shell.input(ConnectionInput::Connect);
        if opens {
            shell.input(ConnectionInput::Opened(shell.id()));
        }
        let (wait, due) = shell.last(|timer| matches!(timer, ConnectionTimer::AnswerDue(_)));
        assert_eq!(wait, ANSWER_WITHIN);
        shell.timer(due);
        assert_eq!(shell.connection.state(), ConnectionState::Broken);
        assert_eq!(shell.closes, 1);
    }
    let mut shell = Shell::ready();
    let (_, due) = shell.last(|timer| matches!(timer, ConnectionTimer::AnswerDue(_)));
    assert_eq!(shell.timer(due), []);
}

#[test]
fn waking_up_tries_at_once() {
    let mut shell = Shell::ready();
    shell.input(ConnectionInput::Closed(shell.id(), ABNORMAL));
    let (_, retry) = shell.retry();
    shell.input(ConnectionInput::Wake);
    assert_eq!(shell.connection.state(), ConnectionState::Connecting);
    assert_eq!(shell.timer(retry), [], "the attempt that was planned is not made as well");
}

#[test]
fn a_long_log_is_asked_for_piece_by_piece() {
    const PIECE: u64 = 3;
    for length in 0..=10 {
        let (mut cursor, mut head, mut resumes) = (Cursor::default(), Seq(0), 0);
        let last = Seq(length);
        cursor.resumed();
        let mut asked = true;
        while std::mem::take(&mut asked) {
            resumes += 1;
            let through = Seq((head.0 + PIECE).min(length));
            cursor.welcomed(through, last);
            assert_eq!(cursor.is_partial(), through < last);
            for seq in (head.0 + 1..=through.0).map(Seq) {
                assert!(!asked, "the piece was not over");
                assert_eq!(cursor.arrival(head, seq), Arrival::Next);
                head = seq;
                asked = cursor.wants_more(head);
                assert!(!cursor.wants_more(head), "asked twice");
            }
            // What happens meanwhile comes again, in its turn.
            if asked {
                assert_eq!(cursor.arrival(head, Seq(99)), Arrival::Gap { resume: false });
            }
        }
        assert_eq!((head, cursor.is_partial()), (last, false));
        assert_eq!(resumes, length.div_ceil(PIECE).max(1));
    }
}

#[test]
fn a_connection_that_is_closed_for_good_is_not_made_again() {
    let comes_back = [CloseCode::Silent, CloseCode::Flooding, CloseCode::StorageFull];
    for code in CloseCode::ALL {
        let mut shell = Shell::ready();
        shell.input(ConnectionInput::Closed(shell.id(), code.code()));
        let (state, refused) = (shell.connection.state(), shell.refused);
        if comes_back.contains(&code) {
            assert_eq!((state, refused), (ConnectionState::Broken, None));
        } else {
            assert_eq!((state, refused), (ConnectionState::Off, Some(code)));
            assert_eq!(shell.input(ConnectionInput::Wake), []);
        }
    }
}

#[test]
fn a_full_disk_is_remembered_until_the_edge_answers_again() {
    let mut shell = Shell::ready();
    let full = CloseCode::StorageFull.code();
    for code in [full, ABNORMAL, full] {
        shell.input(ConnectionInput::Closed(shell.id(), code));
        assert_eq!(shell.connection.is_storage_full(), code == full);
        shell.input(ConnectionInput::Wake);
        shell.input(ConnectionInput::Opened(shell.id()));
    }
    assert!(shell.connection.is_storage_full(), "an open socket alone proves little");
    shell.input(ConnectionInput::Answered(shell.id()));
    assert!(!shell.connection.is_storage_full());
}

#[test]
fn who_needs_no_connection_gets_none() {
    let mut shell = Shell::ready();
    let opened = shell.id();
    shell.input(ConnectionInput::Disconnect);
    assert!(shell.live.is_empty());
    for late in [ConnectionInput::Closed(opened, ABNORMAL), ConnectionInput::Wake] {
        assert_eq!(shell.input(late), []);
    }
    for (_, timer) in shell.timers.clone() {
        assert_eq!(shell.timer(timer), []);
    }
}

fn any_input() -> impl Strategy<Value = (u8, usize, u16)> {
    let code = prop_oneof![Just(1000), Just(ABNORMAL), Just(4404), Just(4408)];
    (0_u8..12, any::<prop::sample::Index>().prop_map(|index| index.index(64)), code)
}

proptest! {
    /// Whatever comes in whatever order: one connection at most (the shell checks it), and exactly
    /// when the machine says so; what is late changes nothing; and it always comes back.
    #[test]
    fn any_order_of_inputs_keeps_one_connection(inputs in prop::collection::vec(any_input(), 0..80)) {
        let mut shell = Shell::default();
        for (kind, at, code) in inputs {
            // Numbers of earlier connections, the current one, and one that never was.
            let id = ConnectionId(shell.id().0.saturating_sub(2) + u32::try_from(at % 4).unwrap());
            let stale = id != shell.id();
            let state = shell.connection.state();
            let current = shell.live.contains(&id);
            let input = match kind {
                0 => ConnectionInput::Connect,
                1 => ConnectionInput::Wake,
                2 => ConnectionInput::Disconnect,
                3 | 4 if current => ConnectionInput::Opened(id),
                5 | 6 if current => ConnectionInput::Answered(id),
                7 => ConnectionInput::Received(id),
                8 if current || stale => ConnectionInput::Closed(id, code),
                _ if !shell.timers.is_empty() => {
                    ConnectionInput::Timer(shell.timers[at % shell.timers.len()].1)
                }
                _ => continue,
            };
            let late = stale && matches!(input, ConnectionInput::Received(_) | ConnectionInput::Closed(..));
            let effects = shell.input(input);
            if late {
                prop_assert_eq!(effects, []);
                prop_assert_eq!(shell.connection.state(), state);
            }
            let wanted = !matches!(
                shell.connection.state(),
                ConnectionState::Off | ConnectionState::Broken
            );
            prop_assert_eq!(shell.live.contains(&shell.id()), wanted);
            prop_assert_eq!(shell.live.len(), usize::from(wanted));
        }
        if shell.connection.state() != ConnectionState::Off {
            if shell.connection.state() == ConnectionState::Broken {
                shell.timer(shell.retry().1);
            }
            shell.input(ConnectionInput::Opened(shell.id()));
            shell.input(ConnectionInput::Answered(shell.id()));
            prop_assert!(shell.connection.is_ready());
        }
    }

    /// Where each ping is answered in time, no order of frames, wakings and timers that come late
    /// closes the connection, and there is always a next ping.
    #[test]
    fn a_healthy_connection_is_never_closed(steps in prop::collection::vec((0_u8..4, 0_usize..64), 0..80)) {
        let mut shell = Shell::ready();
        let id = shell.id();
        for (step, at) in steps {
            let unanswered = shell.pings;
            match step {
                0 => drop(shell.input(ConnectionInput::Wake)),
                1 => drop(shell.timer(shell.ping_due().1)),
                2 => drop(shell.input(ConnectionInput::Received(id))),
                _ => drop(shell.timer(shell.timers[at % shell.timers.len()].1)),
            }
            if shell.pings > unanswered {
                shell.input(ConnectionInput::Received(id));
            }
        }
        prop_assert_eq!((shell.closes, shell.connection.state()), (0, ConnectionState::Ready));
        let pings = shell.pings;
        shell.timer(shell.ping_due().1);
        prop_assert_eq!(shell.pings, pings + 1);
    }

    /// A log whose events are lost on the way asks once for each gap, however many events come
    /// beyond it, and is whole in the end.
    #[test]
    fn a_gap_is_asked_for_once(lost in prop::collection::vec(any::<bool>(), 1..60), again in prop::collection::vec(any::<bool>(), 60)) {
        let (mut cursor, mut head) = (Cursor::default(), Seq(0));
        let last = Seq(lost.len() as u64);
        let (mut open_gap, mut resumes) = (false, 0);
        let arrive = |cursor: &mut Cursor, head: &mut Seq, seq: Seq| {
            let arrival = cursor.arrival(*head, seq);
            if arrival == Arrival::Next {
                *head = seq;
            }
            arrival
        };
        for (seq, lost) in (1..).map(Seq).zip(&lost) {
            if *lost {
                continue;
            }
            match arrive(&mut cursor, &mut head, seq) {
                Arrival::Gap { resume } => {
                    prop_assert_eq!(resume, !open_gap, "asked once, at once");
                    resumes += usize::from(resume);
                    open_gap = true;
                }
                Arrival::Next => {}
                Arrival::Old => prop_assert!(false, "nothing came twice"),
            }
        }
        prop_assert!(resumes <= 1, "the edge has not answered yet");
        // The edge answers; of what follows, something may be lost again.
        for round in 0..=lost.len() {
            if head == last {
                break;
            }
            cursor.resumed();
            cursor.welcomed(last, last);
            let from = head;
            for seq in (from.0 + 1..=last.0).map(Seq) {
                if round > 0 || again[usize::try_from(seq.0).unwrap() - 1] {
                    arrive(&mut cursor, &mut head, seq);
                }
            }
        }
        prop_assert_eq!(head, last);
        prop_assert_eq!(cursor.arrival(head, last), Arrival::Old);
    }

    /// Frames are acked, logged and sent again in any order, over connections that break: whatever the
    /// edge does not have is sent again, in order, and nothing stays once the log has it.
    #[test]
    fn no_pending_frame_is_lost(steps in prop::collection::vec((0_u8..5, 0_usize..8), 0..80)) {
        let mut pending: Pending<u64, ()> = Pending::default();
        // The edge: the keys it has, in order, at places from 1; the client has the log up to `head`.
        let (mut stored, mut head, mut next) = (Vec::<ClientKey>::new(), 0_usize, 0);
        let key = |n: u64| ClientKey::parse(format!("k{n}")).unwrap();
        for (step, at) in steps {
            match step {
                0 | 1 => {
                    pending.push(key(next), next);
                    next += 1;
                }
                // A welcome: all that is unacked arrives at the edge, or as much as gets through.
                2 => {
                    for frame in pending.unacked().take(at) {
                        if !stored.contains(&frame.key) {
                            stored.push(frame.key.clone());
                        }
                    }
                }
                3 if at < stored.len() => {
                    pending.ack(&stored[at], Seq(at as u64 + 1), Seq(head as u64));
                }
                4 if head < stored.len() => {
                    head += 1;
                    pending.logged(Some(&stored[head - 1]), Seq(head as u64));
                }
                _ => {}
            }
            let held: Vec<u64> = pending.frames().iter().map(|frame| frame.content).collect();
            prop_assert!(held.is_sorted(), "in the order they were sent");
            for n in 0..next {
                let place = stored.iter().position(|stored| *stored == key(n));
                let shown = place.is_some_and(|place| place < head);
                prop_assert_eq!(held.contains(&n), !shown, "held until the log has it");
                let unacked = pending.unacked().any(|frame| frame.content == n);
                prop_assert!(unacked || place.is_some(), "{} would never be sent again", n);
            }
        }
    }
}

#[test]
fn an_ack_whose_event_is_not_here_yet_keeps_the_frame_but_does_not_send_it_again() {
    let key = ClientKey::parse("k1").unwrap();
    let mut pending: Pending<&str, ()> = Pending::default();
    pending.push(key.clone(), "hello");
    pending.ack(&key, Seq(3), Seq(2));
    assert_eq!(pending.frames()[0].delivery, Delivery::Acked(Seq(3)));
    assert_eq!(pending.unacked().count(), 0);
    // A frame that changed nothing has no event of its own: the place that was acked is enough.
    pending.logged(None, Seq(3));
    assert!(pending.is_empty());
}

#[test]
fn a_refused_frame_waits_for_its_author() {
    let key = |name: &str| ClientKey::parse(name).unwrap();
    let mut pending: Pending<&str, &str> = Pending::default();
    pending.push(key("k1"), "too long");
    pending.push(key("k2"), "fine");
    assert!(pending.refuse(&key("k1"), "no").is_some());
    assert!(pending.refuse(&key("k3"), "no").is_none());
    assert_eq!(pending.unacked().map(|frame| frame.content).collect::<Vec<_>>(), ["fine"]);
    assert_eq!(pending.frames()[0].refusal(), Some(&"no"));
    assert_eq!(pending.remove(&key("k1")).map(|frame| frame.content), Some("too long"));
}

#[test]
fn a_first_resume_covers_the_gaps_until_its_welcome() {
    let mut cursor = Cursor::default();
    cursor.resumed();
    assert_eq!(cursor.arrival(Seq(2), Seq(5)), Arrival::Gap { resume: false });
    cursor.welcomed(Seq(5), Seq(5));
    assert_eq!(cursor.arrival(Seq(2), Seq(3)), Arrival::Next);
    assert_eq!(cursor.arrival(Seq(3), Seq(5)), Arrival::Gap { resume: true });
    assert_eq!(cursor.arrival(Seq(3), Seq(6)), Arrival::Gap { resume: false });
    assert_eq!(cursor.arrival(Seq(3), Seq(2)), Arrival::Old);
}
