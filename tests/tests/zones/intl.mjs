// When schedules hold, worked out by `Intl` alone: a second opinion on `shared::availability`.
//
// Given, as JSON on stdin: { from, to, zones, schedules }. For each zone a line of JSON on stdout,
// { zone, counts } or { zone, unknown: true }, and after it the instants at which each schedule
// changes its word, in seconds since the epoch, as 32 bits each. At last { supported }: the zones
// this runtime names by itself.
import { readFileSync, writeSync } from "node:fs";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
// Two changes of one zone's clocks are never so close together that this misses both.
const STEP = DAY / 2;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** How times are written in a zone; `null`: this runtime doesn't know it. */
function formatter(zone) {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What a clock on the wall shows, read as if it were UTC. */
function wallClock(format) {
  return (at) => {
    const [month, day, year, hour, minute, second] = format.format(at).match(/\d+/g).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

/** Stretches of one offset: found by looking twice a day, then halving to the second. */
function stretches(clock, from, to) {
  const found = [{ from, offset: clock(from) - from }];
  for (let at = from; at < to; at += STEP) {
    let low = at;
    let high = Math.min(at + STEP, to);
    const { offset } = found.at(-1);
    if (clock(high) - high === offset) continue;
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000;
      if (clock(middle) - middle === offset) low = middle;
      else high = middle;
    }
    found.push({ from: high, offset: clock(high) - high });
  }
  return found.map((stretch, index) => ({ ...stretch, to: found[index + 1]?.from ?? to }));
}

const minutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Whether that wall clock lies in a block. */
function holds(schedule, shown) {
  const date = new Date(shown);
  const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
  const today = schedule.days[date.getUTCDay()];
  const yesterday = schedule.days[(date.getUTCDay() + 6) % 7];
  return today.some(([from, to]) => from <= minute && (to <= from || minute < to)) ||
    yesterday.some(([from, to]) => to <= from && minute < to);
}

function read(week) {
  const days = DAYS.map((day) =>
    (week[day] ?? []).map(({ from, to }) => [minutes(from), minutes(to)]));
  const edges = new Set(days.flat(2).map((minute) => minute % 1_440));
  return { days, edges: [...edges].sort((one, other) => one - other) };
}

/** The instants at which a schedule changes its word. */
function boundaries(schedule, stretches) {
  const found = [];
  let held = holds(schedule, stretches[0].from + stretches[0].offset);
  const look = (at, offset) => {
    if (holds(schedule, at + offset) === held) return;
    held = !held;
    found.push(at);
  };
  for (const { from, to, offset } of stretches) {
    look(from, offset);
    for (let day = Math.floor((from + offset) / DAY) * DAY; day < to + offset; day += DAY) {
      for (const edge of schedule.edges) {
        const at = day + edge * MINUTE - offset;
        if (from < at && at < to) look(at, offset);
      }
    }
  }
  return found;
}

/** What was worked out from offsets must be what `Intl` shows there: each one near a change of the
 *  clocks, and some of the others. */
function confirm(schedule, clock, stretches, found) {
  const changes = stretches.slice(1).map((stretch) => stretch.from);
  found.forEach((at, index) => {
    const near = changes.some((change) => Math.abs(change - at) <= DAY);
    if (!near && index % 500 !== 0) return;
    if (holds(schedule, clock(at)) === holds(schedule, clock(at - 1_000))) {
      throw new Error(`no boundary after all: ${new Date(at).toISOString()}`);
    }
  });
}

function write(bytes) {
  for (let sent = 0; sent < bytes.length;) {
    try {
      sent += writeSync(1, bytes, sent);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error; // the reader is slower
    }
  }
}

const line = (value) => write(Buffer.from(`${JSON.stringify(value)}\n`));

const input = JSON.parse(readFileSync(0, "utf8"));
const schedules = input.schedules.map(read);
const done = new Map(); // By the zone's first name: most names are others for the same.

function work(clock) {
  const even = stretches(clock, input.from, input.to);
  return schedules.map((schedule) => {
    const found = boundaries(schedule, even);
    confirm(schedule, clock, even, found);
    return found;
  });
}

for (const zone of input.zones) {
  const format = formatter(zone);
  if (!format) {
    line({ zone, unknown: true });
    continue;
  }
  const { timeZone } = format.resolvedOptions();
  if (!done.has(timeZone)) done.set(timeZone, work(wallClock(format)));
  const all = done.get(timeZone);
  line({ zone, counts: all.map((found) => found.length) });
  for (const found of all) write(new Uint8Array(Uint32Array.from(found, (at) => at / 1_000).buffer));
}
line({ supported: Intl.supportedValuesOf("timeZone"), rules: process.versions.tz });
