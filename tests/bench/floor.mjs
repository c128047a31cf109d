// The least that a chat on Durable Objects does, for `cargo xtask bench server`: what one socket of an object sends
// goes to the others. `relay` stores nothing; `stored` inserts each message first, as durably as Bellhop: the runtime holds
// back what is sent until the row is on disk.
export default {
  fetch(request, env) {
    const [, kind, name] = new URL(request.url).pathname.split("/");
    const space = kind === "stored" ? env.STORED : env.RELAY;
    return space.get(space.idFromName(name ?? "")).fetch(request);
  },
};

export class Relay {
  constructor(state) {
    this.state = state;
  }
  fetch(request) {
    if (request.headers.get("Upgrade") !== "websocket") return new Response("here");
    const { 0: client, 1: server } = new WebSocketPair();
    this.state.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketMessage(socket, text) {
    for (const other of this.state.getWebSockets()) if (other !== socket) other.send(text);
  }
}

export class Stored extends Relay {
  constructor(state) {
    super(state);
    this.sql = state.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS message (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL)");
  }
  webSocketMessage(socket, text) {
    this.sql.exec("INSERT INTO message (at, body) VALUES (?, ?)", Date.now(), text);
    super.webSocketMessage(socket, text);
  }
}
