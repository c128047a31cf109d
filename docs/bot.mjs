// A bot for Bellhop: it hears of conversations by a webhook, answers as an app, and hands over to people.
// docs/integrations.md says how to start it; tests/tests/wire/apps.rs runs it.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const { BELLHOP, SITE, KEY, SECRET, PORT = "3000" } = process.env;
const APP = "Shop helper";
const ANSWERS = [
  [/open|hours/i, "We are open from 9 to 5, Monday to Friday."],
  [/ship|deliver/i, "We ship within two days."],
];

// The signature of Standard Webhooks: docs/webhooks.md.
function isFromBellhop(headers, body) {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const key = Buffer.from(SECRET.replace("whsec_", ""), "base64");
  const right = Buffer.from(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  const isFresh = Math.abs(Date.now() / 1000 - headers["webhook-timestamp"]) < 300;
  const isRight = (one) => one.length === right.length && timingSafeEqual(Buffer.from(one), right);
  return isFresh && (headers["webhook-signature"] ?? "").split(" ").some(isRight);
}

// The webhook's id as the key: what is delivered twice is answered once.
async function post(conversation, what, key, body) {
  const answer = await fetch(`${BELLHOP}/v1/sites/${SITE}/conversations/${conversation}/${what}`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ app: APP, key, ...body }),
  });
  // 409 and 422 say that people have taken over, or that it has ended: then the bot is silent.
  if (!answer.ok && ![409, 422].includes(answer.status)) throw new Error(await answer.text());
}

async function hear(id, { type, data: { conversation, event } }) {
  const say = (text) => post(conversation.id, "messages", id, { text });
  if (type === "conversation.started") return say("I am a program. Ask me, or write “person”.");
  if (type !== "message.created" || event.by !== "visitor") return;
  if (/person|human|agent/i.test(event.text)) {
    return post(conversation.id, "hand_over", id, { route: { by: "round_robin" } });
  }
  const found = ANSWERS.find(([words]) => words.test(event.text));
  return say(found ? found[1] : "I don’t know that. Write “person” for somebody who does.");
}

createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  if (!isFromBellhop(request.headers, body)) return response.writeHead(401).end();
  try {
    await hear(request.headers["webhook-id"], JSON.parse(body));
    response.writeHead(204).end();
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(); // Bellhop sends it again
  }
}).listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
