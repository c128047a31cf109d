// What a page can ask its chat for, and what it hears. Described in docs/sdk.md.

/** What every event of the chat carries. */
export interface BellhopDetail {
  /** The dialogue's name, as its author called it; absent where the page offers none. */
  name?: string;
  /** The dialogue's id, like `dialogue_hello`. */
  id?: string;
  /** Whether it is targeted at pages and people, or was set off. */
  type?: "dialogue" | "flow";
  /** How it shows: in the corner, or as a pop-up. */
  ui?: "chat" | "popup";
  /** The visit: the same for all tabs of a browser, until half an hour has passed without a page. */
  session: string;
}

/** An agent, as visitors know them. */
export interface BellhopAgent {
  id: string;
  name: string;
}

/** What comes with each event. */
export interface BellhopEvents {
  /** The chat is there, and knows what this page offers. */
  ready: BellhopDetail;
  /** A dialogue is shown, for the first time in this visit. */
  triggered: BellhopDetail;
  /** The visitor gave their first response. */
  engaged: BellhopDetail;
  /** The visitor came to the end of a branch. */
  completed: BellhopDetail;
  /** The panel is open, also because it was open on the page before. */
  opened: BellhopDetail;
  /** The panel was closed. */
  closed: BellhopDetail;
  /** So many messages wait to be read: more than before, or none any more. */
  unread: BellhopDetail & { count: number };
  /** The visitor told their e-mail address. */
  email_given: BellhopDetail & { email: string };
  /** The visitor told their phone number. */
  phone_given: BellhopDetail & { phone: string };
  /** A goal card was passed. */
  goal_reached: BellhopDetail & { goal: string };
  /** The visitor opened the document of a card, in this tab. */
  document_opened: BellhopDetail & { card: string; title: string };
  /** The visitor downloaded it. */
  document_downloaded: BellhopDetail & { card: string; title: string };
  /** The visitor closed it; it was in view for so many milliseconds. */
  document_closed: BellhopDetail & { card: string; title: string; ms: number };
  /** The visitor asked for a person. */
  live_chat_requested: BellhopDetail;
  /** An agent took the chat. */
  live_chat_initiated: BellhopDetail & { agent: BellhopAgent };
  /** The chat with an agent is over. */
  live_chat_ended: BellhopDetail & {
    agent: BellhopAgent;
    by: "visitor" | "agent" | "idle" | "visitor_gone";
  };
  /** Nobody could be reached. */
  live_chat_timed_out: BellhopDetail & {
    reason: "nobody_available" | "declined" | "timed_out" | "quota_exhausted" | "desk_unreachable" | "other_chat";
  };
}

export type BellhopEventName = keyof BellhopEvents;
export type BellhopListener<N extends BellhopEventName> = (event: CustomEvent<BellhopEvents[N]>) => void;

/** Who the visitor is, as far as the page knows. */
export interface BellhopTraits {
  /** Your own name for them; the best there is, for it never changes. */
  id?: string;
  /** Your server's signature of the id, or without one, of the e-mail address: docs/identity.md. */
  signature?: string;
  email?: string;
  first_name?: string;
  last_name?: string;
  phone?: string;
  company?: string;
  job_title?: string;
  /** Fields of your own: up to 40 lowercase letters, digits and `_`, beginning with a letter. */
  [field: string]: string | number | boolean | undefined;
}

/** The chat's commands, by name. */
export interface BellhopCommands {
  /** Opens the panel. */
  open(): void;
  /** Closes it. */
  close(): void;
  /** Shows the launcher again. */
  show(): void;
  /** Hides the launcher; an open panel stays until it is closed. */
  hide(): void;
  /** Says who the visitor is. Somebody else than before begins with nothing. */
  identify(traits: BellhopTraits): Promise<void>;
  /** Sets a conversational flow off, if it is for this page and no conversation runs. */
  trigger(flow: string): Promise<void>;
  /** Forgets the visitor: for whoever signs out. */
  reset(): Promise<void>;
  /** Says whether the visitor agrees: until then a page with `data-consent="wait"` stores and sends nothing.
   * `false` forgets the visitor and hides the chat. */
  consent(given: boolean): void;
  /** Hears of an event. Gives what stops it. */
  on<N extends BellhopEventName>(name: N, listener: BellhopListener<N>): () => void;
  /** Hears of it no more. */
  off<N extends BellhopEventName>(name: N, listener: BellhopListener<N>): void;
}

/** A command with what is given to it. */
export type BellhopCall = {
  [N in keyof BellhopCommands]: [N, ...Parameters<BellhopCommands[N]>];
}[keyof BellhopCommands];

/** Events that are heard before the chat is there. */
export type BellhopOn = { [N in BellhopEventName]: ["on", N, BellhopListener<N>] }[BellhopEventName];

export interface BellhopApi extends BellhopCommands {
  /** Carries out commands; before the chat is there, an array's own `push` keeps them for it. */
  push(...calls: (BellhopCall | BellhopOn)[]): unknown;
}

declare global {
  /** The chat, once its script is there. Until then it is a list of `BellhopCall`s, or nothing. */
  var Bellhop: BellhopApi;
  interface WindowEventMap {
    "bellhop:ready": CustomEvent<BellhopEvents["ready"]>;
    "bellhop:triggered": CustomEvent<BellhopEvents["triggered"]>;
    "bellhop:engaged": CustomEvent<BellhopEvents["engaged"]>;
    "bellhop:completed": CustomEvent<BellhopEvents["completed"]>;
    "bellhop:opened": CustomEvent<BellhopEvents["opened"]>;
    "bellhop:closed": CustomEvent<BellhopEvents["closed"]>;
    "bellhop:unread": CustomEvent<BellhopEvents["unread"]>;
    "bellhop:email_given": CustomEvent<BellhopEvents["email_given"]>;
    "bellhop:phone_given": CustomEvent<BellhopEvents["phone_given"]>;
    "bellhop:goal_reached": CustomEvent<BellhopEvents["goal_reached"]>;
    "bellhop:document_opened": CustomEvent<BellhopEvents["document_opened"]>;
    "bellhop:document_downloaded": CustomEvent<BellhopEvents["document_downloaded"]>;
    "bellhop:document_closed": CustomEvent<BellhopEvents["document_closed"]>;
    "bellhop:live_chat_requested": CustomEvent<BellhopEvents["live_chat_requested"]>;
    "bellhop:live_chat_initiated": CustomEvent<BellhopEvents["live_chat_initiated"]>;
    "bellhop:live_chat_ended": CustomEvent<BellhopEvents["live_chat_ended"]>;
    "bellhop:live_chat_timed_out": CustomEvent<BellhopEvents["live_chat_timed_out"]>;
  }
}
