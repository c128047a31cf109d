// What is only for who talks to a person: files, the sound of a message, a menu. Loaded when one has
// joined, so that nobody waits for it before (docs/size.md).
//
// It stands beside what the wasm draws: what it adds is where the wasm looks at nothing but its own.
import { files } from "./person/files.js";
import { menu } from "./person/menu.js";
import { sound } from "./person/sound.js";
import { transcript } from "./person/transcript.js";

/**
 * A person is there. `root` is the panel's, `style` the site's, `theirs` the texts of another language
 * than English, which the build puts here. What is given back hears each frame of the conversation
 * at `path`, with the visitor's token, and each thing the panel tells its page.
 */
export const init = (root, style, theirs) => {
  const texts = { ...ENGLISH, ...theirs };
  const noise = sound(style.sound);
  const record = transcript(root, texts, style.bot_name);
  menu(root, texts, { noise, save: record.save, privacy: style.privacy_url });
  const send = files(root, texts);
  let at, head;
  return (message, path, token) => {
    if (path && path !== at) {
      [at, head] = [path, 0];
      record.begin();
    }
    if (message?.type === "unread") return noise.unread(message.count);
    if (message?.type === "seen" && message.by === "visitor") return noise.seen();
    if (message?.type !== "event" || message.seq <= head) return;
    head = message.seq;
    if (message.event.type === "connected") send(path.replace("socket", "files"), token);
    record.onEvent(message.event);
  };
};
