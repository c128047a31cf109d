// Counts what Cloudflare bills of the worker and its objects, for `cargo xtask bench cost`: requests, and
// rows that SQLite reads and writes. The worker itself is as it is released.
import Bellhop, * as inner from "bellhop.js";

const counts = { requests: {}, messages: {}, alarms: {}, alarmsSet: 0, read: 0, written: 0 };
let cursors = [];
let isHooked = false;

const count = (what, kind) => (counts[what][kind] = (counts[what][kind] ?? 0) + 1);

function hook({ storage }) {
  if (isHooked) return;
  isHooked = true;
  const sql = Object.getPrototypeOf(storage.sql);
  const { exec } = sql;
  sql.exec = function (...query) {
    const cursor = exec.apply(this, query);
    cursors.push(cursor);
    return cursor;
  };
  const own = Object.getPrototypeOf(storage);
  const { setAlarm } = own;
  own.setAlarm = function (...at) {
    counts.alarmsSet += 1;
    return setAlarm.apply(this, at);
  };
}

// A cursor knows its rows once it has been read to its end.
function settle() {
  for (const { rowsRead, rowsWritten } of cursors) {
    counts.read += rowsRead;
    counts.written += rowsWritten;
  }
  cursors = [];
}

function counted(kind) {
  const Inner = inner[kind];
  return class {
    constructor(state, env) {
      hook(state);
      this.inner = new Inner(state, env);
    }
    fetch(request) {
      count("requests", kind);
      return this.inner.fetch(request);
    }
    alarm() {
      count("alarms", kind);
      return this.inner.alarm();
    }
    webSocketMessage(...message) {
      count("messages", kind);
      return this.inner.webSocketMessage(...message);
    }
    webSocketClose(...close) {
      return this.inner.webSocketClose(...close);
    }
    webSocketError(...error) {
      return this.inner.webSocketError(...error);
    }
  };
}

export const Deployment = counted("Deployment");
export const Site = counted("Site");
export const Desk = counted("Desk");
export const Conversation = counted("Conversation");

export default class extends Bellhop {
  fetch(request) {
    if (new URL(request.url).pathname === "/counts") {
      settle();
      return Response.json(counts);
    }
    count("requests", "Worker");
    return super.fetch(request);
  }
}
