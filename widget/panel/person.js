// What is only for who talks to a person: files, the sound of a message, a menu, a rating. Loaded when one has
// joined, so that nobody waits for it before (docs/size.md).
//
// It stands beside what the wasm draws: what it adds is where the wasm looks at nothing but its own.
import { files } from "./person/files.js";
import { menu } from "./person/menu.js";
import { rating } from "./person/rating.js";
import { sound } from "./person/sound.js";
import { transcript } from "./person/transcript.js";

/**
 * A person is there. `root` is the panel's, `style` the site's, `theirs` the texts of another language
 * than English, which the build puts here. What is given back is called by the panel: `joined` with
 * where files are sent to and the visitor's token, `unread` with how many messages were not seen.
 */
export const init = (root, style, theirs) => {
  const texts = { ...ENGLISH, ...theirs };
  const noise = sound(style.sound);
  menu(root, texts, { noise, save: transcript(root, texts.you), privacy: style.privacy_url });
  const send = files(root, texts);
  const rate = style.rating ? rating(root, texts) : () => {};
  const joined = (path, token) => (send(path, token), rate(path, token));
  return { joined, unread: noise.unread };
};
