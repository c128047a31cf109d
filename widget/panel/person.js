// What is only for who talks to a person: files, the sound of a message, a menu, a rating. Loaded when one has
// joined, so that nobody waits for it before (docs/size.md).
//
// It stands beside what the wasm draws: what it adds is where the wasm looks at nothing but its own.
import { files } from "./person/files.js";
import { keepEnd } from "./person/end.js";
import { mail } from "./person/mail.js";
import { menu } from "./person/menu.js";
import { preview } from "./person/preview.js";
import { rating } from "./person/rating.js";
import { shared } from "./person/shared.js";
import { sound } from "./person/sound.js";
import { transcript } from "./person/transcript.js";

/**
 * A person is there. `root` is the panel's, `state` that of `host.js`; the texts of English are put here by
 * the build. What is given back is called by the panel: `joined` with where files are sent to and the
 * visitor's token, `unread` with how many messages were not seen.
 */
export const init = (root, state) => {
  const { style, spoken } = state;
  const texts = { ...ENGLISH, ...spoken.person };
  const noise = sound(style.sound);
  const show = preview(root, (message) => state.port?.postMessage(JSON.stringify(message)));
  const post = mail(texts);
  menu(root, texts, { noise, save: transcript(root, style.bot_name), post, privacy: style.privacy_url });
  keepEnd(root);
  shared(root);
  const unread = (count) => {
    noise.unread(count);
    if (count) show();
  };
  const send = files(root, texts);
  const rate = style.rating ? rating(root, texts) : () => {};
  const joined = (path, token) => (send(path, token), rate(path, token), post.joined(path, token));
  return { joined, unread };
};
