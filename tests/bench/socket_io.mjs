// What people would build a chat with, for `cargo xtask bench server`: socket.io with SQLite. A message is stored, then
// acknowledged and sent to the room, as durably as Bellhop (`synchronous=FULL`).
// Arguments: the folder of the packages, the port, the folder of the database.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { mkdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const [, , packages, port, folder] = process.argv;
const { Server } = createRequire(`${packages}/`)("socket.io");

mkdirSync(folder, { recursive: true });
const db = new DatabaseSync(`${folder}/chat.sqlite`);
db.exec("PRAGMA journal_mode = WAL");
db.exec("PRAGMA synchronous = FULL");
db.exec("CREATE TABLE message (seq INTEGER PRIMARY KEY, room TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL)");
const insert = db.prepare("INSERT INTO message (room, at, body) VALUES (?, ?, ?)");

const http = createServer((_, answer) => answer.end("here"));
new Server(http, { transports: ["websocket"], serveClient: false }).on("connection", (socket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  socket.on("say", (text, ack) => {
    insert.run(room, Date.now(), text);
    ack();
    socket.to(room).emit("said", text);
  });
});
http.listen(Number(port), "127.0.0.1");
