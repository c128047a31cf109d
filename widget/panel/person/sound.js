// The sound of a message that nobody saw arrive: two soft notes, made here and not downloaded.

/** What the visitor has chosen is kept under this name, in their browser. */
const CHOICE = "bellhop:sound";
/** So long it may turn out that another tab is looked at. */
const WAIT_MS = 300;
/** A sound that comes later than that after its message is about nothing any more. */
const LATE_MS = 1_000;
/** Each note: when it begins, in seconds, and its pitch. */
const NOTES = [
  [0, 659.25],
  [0.12, 880],
];

let context;
const play = async () => {
  // Where nothing was touched yet, a browser lets nothing be heard.
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    const started = Date.now();
    context ??= new AudioContext();
    await context.resume();
    if (Date.now() - started > LATE_MS) return;
    for (const [after, pitch] of NOTES) {
      const [at, tone, volume] = [context.currentTime + after, context.createOscillator(), context.createGain()];
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.07, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.45);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.5);
    }
  } catch {} // No sound is no harm.
};

/** Makes a sound where the site wants one (`enabled`) and the visitor has not turned it off. */
export const sound = (enabled) => {
  let on = true;
  try {
    on = localStorage.getItem(CHOICE) !== "off";
  } catch {} // Storage may be forbidden; then the choice holds for this page.
  let count = 0;
  let timer;
  return {
    enabled,
    on: () => on,
    turn: (turned) => {
      on = turned;
      try {
        if (on) localStorage.removeItem(CHOICE);
        else localStorage.setItem(CHOICE, "off");
      } catch {}
      if (on) play();
    },
    /** So many messages were not seen. Fewer than before: the visitor looks, here or in another tab. */
    unread: (now) => {
      clearTimeout(timer);
      if (now > count && enabled && on) timer = setTimeout(play, WAIT_MS);
      count = now;
    },
  };
};
