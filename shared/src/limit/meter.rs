//! Meters: how much of a limit one sender has used, as token buckets.

use super::Limit;
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// A sender has used up a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// After this time one more is allowed.
    pub retry_after: Millis,
}

impl Exceeded {
    /// The pause in whole seconds, at least one, as sentences and `Retry-After` say it.
    pub fn seconds(self) -> u64 {
        self.retry_after.0.div_ceil(1_000).max(1)
    }
}

/// What one sender has used of one limit: a token bucket, kept as the time at which it will be full
/// again. An unused meter is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meter(Timestamp);

impl Meter {
    /// Uses one of a limit, if there is one left.
    pub fn take(&mut self, limit: Limit, now: Timestamp) -> Result<(), Exceeded> {
        let (count, period) = limit.allowance();
        let one = period.0.div_ceil(count.into());
        let all = one.saturating_mul(count.into());
        // A clock that was put back must not lock anybody out for longer than the period.
        let full_at = self.0.clamp(now, now + Millis(all));
        let used = full_at.since(now).0 + one;
        if used > all {
            self.0 = full_at;
            return Err(Exceeded { retry_after: Millis(used - all) });
        }
        self.0 = now + Millis(used);
        Ok(())
    }

    /// Whether one of a limit is left, without using it.
    pub fn check(self, limit: Limit, now: Timestamp) -> Result<(), Exceeded> {
        let mut copy = self;
        copy.take(limit, now)
    }

    /// Whether nothing of the limit is used any more, so that the meter can be dropped.
    fn is_full(self, now: Timestamp) -> bool {
        self.0 <= now
    }
}

/// The meters of many senders. They are bounded: made-up senders can't use up the memory.
#[derive(Debug)]
pub struct Meters<K> {
    meters: BTreeMap<(Limit, K), Meter>,
    max: usize,
}

impl<K: Ord> Meters<K> {
    /// Meters for at most that many senders.
    pub fn new(max: usize) -> Self {
        Self { meters: BTreeMap::new(), max }
    }

    /// Uses one of a sender's limit, if there is one left.
    pub fn take(&mut self, limit: Limit, sender: K, now: Timestamp) -> Result<(), Exceeded> {
        if self.meters.len() >= self.max {
            self.make_room(now);
        }
        self.meters.entry((limit, sender)).or_default().take(limit, now)
    }

    /// Whether one of a sender's limit is left, without using it.
    pub fn check(&self, limit: Limit, sender: K, now: Timestamp) -> Result<(), Exceeded> {
        self.meters.get(&(limit, sender)).map_or(Ok(()), |meter| meter.check(limit, now))
    }

    /// Drops the meters that are full. If there are too many others, drops the fuller half of them:
    /// a flooder keeps the meter.
    fn make_room(&mut self, now: Timestamp) {
        self.meters.retain(|_, meter| !meter.is_full(now));
        if self.meters.len() >= self.max {
            let mut times: Vec<Timestamp> = self.meters.values().map(|meter| meter.0).collect();
            let middle = times.len() / 2;
            let (_, median, _) = times.select_nth_unstable(middle);
            let median = *median;
            self.meters.retain(|_, meter| meter.0 > median);
        }
    }

    /// How many senders have a meter.
    pub fn len(&self) -> usize {
        self.meters.len()
    }

    pub fn is_empty(&self) -> bool {
        self.meters.is_empty()
    }
}

/// What to do with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameVerdict {
    Handle,
    /// Answer it with an error; its sender may send it again later.
    Refuse(Exceeded),
    /// Close the socket: its client ignores the errors.
    Close,
}

/// The meters of one sender of frames.
#[derive(Debug, Clone, Copy, Default)]
pub struct SenderMeters {
    frames: Meter,
    resumes: Meter,
    refused: Meter,
}

impl SenderMeters {
    /// Counts a frame; `resumes` is whether it asks for the log.
    pub fn on_frame(&mut self, resumes: bool, now: Timestamp) -> FrameVerdict {
        let mut counted = self.frames.take(Limit::FramesOfSender, now);
        if resumes {
            counted = counted.and_then(|()| self.resumes.take(Limit::ResumesOfSender, now));
        }
        match counted {
            Ok(()) => FrameVerdict::Handle,
            Err(_) if self.refused.take(Limit::RefusedFramesOfSender, now).is_err() => {
                FrameVerdict::Close
            }
            Err(exceeded) => FrameVerdict::Refuse(exceeded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_800_000_000_000);
    const LIMIT: Limit = Limit::SignInsFromAddress;

    fn use_up(meter: &mut Meter, now: Timestamp) -> u32 {
        let mut taken = 0;
        while meter.take(LIMIT, now).is_ok() {
            taken += 1;
        }
        taken
    }

    #[test]
    fn all_of_a_limit_can_be_used_at_once_and_then_comes_back_one_by_one() {
        let mut meter = Meter::default();
        let (count, period) = LIMIT.allowance();
        let one = Millis(period.0 / u64::from(count));
        assert_eq!(use_up(&mut meter, NOON), count);
        assert_eq!(meter.take(LIMIT, NOON), Err(Exceeded { retry_after: one }));
        let early = NOON + Millis(one.0 - 1);
        assert_eq!(meter.take(LIMIT, early), Err(Exceeded { retry_after: Millis(1) }));
        assert_eq!(use_up(&mut meter, NOON + one), 1);
        assert_eq!(use_up(&mut meter, NOON + period + period), count);
    }

    #[test]
    fn a_clock_that_is_put_back_locks_nobody_out_for_longer_than_the_period() {
        let mut meter = Meter::default();
        assert!(use_up(&mut meter, NOON) > 0);
        let day_before = NOON - Millis::minutes(24 * 60);
        let (count, period) = LIMIT.allowance();
        assert!(meter.take(LIMIT, day_before).is_err());
        assert_eq!(use_up(&mut meter, day_before + period + Millis(1)), count);
    }

    #[test]
    fn senders_are_counted_apart_and_limits_too() {
        let mut meters = Meters::new(10);
        let (count, _) = LIMIT.allowance();
        for _ in 0..count {
            assert_eq!(meters.take(LIMIT, "a", NOON), Ok(()));
        }
        assert!(meters.take(LIMIT, "a", NOON).is_err());
        assert_eq!(meters.take(LIMIT, "b", NOON), Ok(()));
        assert_eq!(meters.take(Limit::BeaconsFromAddress, "a", NOON), Ok(()));
    }

    #[test]
    fn checking_uses_nothing() {
        let mut meters = Meters::new(10);
        let limit = Limit::FloodsOfConversation;
        assert_eq!(meters.check(limit, "a", NOON), Ok(()));
        assert_eq!(meters.take(limit, "a", NOON), Ok(()));
        let exceeded = Exceeded { retry_after: limit.allowance().1 };
        for _ in 0..3 {
            assert_eq!(meters.check(limit, "a", NOON), Err(exceeded));
        }
        assert_eq!(meters.check(limit, "b", NOON), Ok(()));
        assert_eq!(meters.check(limit, "a", NOON + exceeded.retry_after), Ok(()));
    }

    #[test]
    fn made_up_senders_use_no_more_memory_than_is_allowed_and_free_no_flooder() {
        let mut meters = Meters::new(100);
        while meters.take(LIMIT, 0, NOON).is_ok() {}
        for made_up in 1..10_000 {
            let _ = meters.take(LIMIT, made_up, NOON);
            assert!(meters.len() <= 100, "{}", meters.len());
        }
        assert!(meters.take(LIMIT, 0, NOON).is_err());
    }

    #[test]
    fn a_sender_who_floods_is_refused_and_then_closed() {
        let mut sender = SenderMeters::default();
        let mut verdicts = (0..1_000).map(|_| sender.on_frame(false, NOON));
        let (frames, _) = Limit::FramesOfSender.allowance();
        let (refused, _) = Limit::RefusedFramesOfSender.allowance();
        assert!(
            verdicts.by_ref().take(frames as usize).all(|verdict| verdict == FrameVerdict::Handle)
        );
        let refuse = |verdict| matches!(verdict, FrameVerdict::Refuse(_));
        assert!(verdicts.by_ref().take(refused as usize).all(refuse));
        assert!(verdicts.all(|verdict| verdict == FrameVerdict::Close));
    }

    #[test]
    fn asking_for_the_log_again_and_again_is_refused_before_other_frames_are() {
        let mut sender = SenderMeters::default();
        let (resumes, _) = Limit::ResumesOfSender.allowance();
        for _ in 0..resumes {
            assert_eq!(sender.on_frame(true, NOON), FrameVerdict::Handle);
        }
        assert!(matches!(sender.on_frame(true, NOON), FrameVerdict::Refuse(_)));
        assert_eq!(sender.on_frame(false, NOON), FrameVerdict::Handle);
    }
}
