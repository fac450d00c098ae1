// The types of the modules in js/, for ./oo typecheck. No page loads this file.

import type {ConnectionView, ConnectorView, paths} from "../functions/common/contract/clients/typescript/src/schema.js";

export type * from "../functions/common/contract/clients/typescript/src/schema.js";

// --- the API: the body and the answer of each address -----------------------------------------------

type Method = "get" | "post" | "patch" | "delete";

/** `/api/tips/{id}/undo` with any id. */
type Filled<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Path;

type Operations<M extends Method> = {
  [Path in keyof paths & string as paths[Path] extends Record<M, object>
    ? Filled<Path>
    : never]: paths[Path] extends Record<M, infer Operation> ? Operation : never;
};

export type Address<M extends Method> = keyof Operations<M>;

type Operation<M extends Method, A extends string> = {
  [Pattern in keyof Operations<M>]: A extends Pattern ? Operations<M>[Pattern] : never;
}[keyof Operations<M>];

type Json<Content> = Content extends {content: {"application/json": infer Body}} ? Body : never;

type Body<O> = O extends {requestBody?: infer Content}
  ? [Content] extends [undefined]
    ? object
    : Json<Content>
  : never;

/** The request's body; any object where the operation reads none. */
export type Sent<A extends string, M extends Method = "post"> = Body<Operation<M, A>>;

type Said<O> = O extends {responses: infer Statuses} ? Json<Statuses[keyof Statuses & (200 | 202)]> : never;

/** The body of a successful answer; null when there is none. */
export type Answered<M extends Method, A extends string> = [Said<Operation<M, A>>] extends [never]
  ? null
  : Said<Operation<M, A>>;

export interface Options {
  timeout?: number;
  keepalive?: boolean;
}

export interface Failure {
  ok?: false;
  /**
   * - unreachable: no answer; it is unknown whether the call took effect
   * - unwell: a 5xx status, or a body that is not the API's: what a proxy says of itself refuses nothing
   * - later: 429; `retryAfter` is in seconds, if the server sent it
   * - ended: the session has ended
   * - refused: any other 4xx of the API; `code` is stable, `detail` is for a person
   */
  kind: "unreachable" | "unwell" | "later" | "ended" | "refused";
  status?: number;
  /** The body, if it was JSON. */
  data?: unknown;
  code?: string;
  detail?: string;
  /** Seconds. */
  retryAfter?: number;
  trace: string;
}

export interface Success<Data> {
  ok: true;
  kind?: undefined;
  status: number;
  data: Data;
  trace: string;
}

export type Outcome<Data> = Success<Data> | (Failure & {ok: false});

// --- the pages ------------------------------------------------------------------------------------

/** What happened, and what to do about it. */
export interface Words {
  title: string;
  text: string;
}

/** What would be lost, and the names of the choices. */
export interface Loss extends Words {
  lost: string[];
  go: string;
  stay: string;
  again?: string;
}

/** Elements whose type is more specific than HTMLElement. */
interface Known {
  "sign-in": HTMLAnchorElement;
  "go-on": HTMLAnchorElement;
  done: HTMLButtonElement;
}

export type ById = <Id extends string>(id: Id) => Id extends keyof Known ? Known[Id] : HTMLElement;

type Tags = HTMLElementTagNameMap;

/** Properties, listeners and attributes. Null and undefined are left out. */
export type Props<Tag extends keyof Tags> = {
  [Key in keyof Tags[Tag] as Key extends `on${string}` ? never : Key]?: Tags[Tag][Key] | null;
} & {
  onclick?: (event: MouseEvent & {currentTarget: Tags[Tag]}) => unknown;
  onsubmit?: (event: SubmitEvent) => unknown;
} & {[attribute: `${"aria" | "data"}-${string}`]: string | null | undefined};

export type Child = Node | string | null | undefined;

export type Say = (words: string) => void;

/** The actions on a connection. */
export interface Connecting {
  begin(connector: ConnectorView, connection: ConnectionView | null, button: HTMLElement): unknown;
  fetch(button: HTMLElement): unknown;
  confirm(id: string | null, focus?: string): unknown;
  disconnect(connector: ConnectorView, connection: ConnectionView, button: HTMLElement): unknown;
}

/** A state of the page without a tip: see quiet.js. */
export interface Quiet extends Words {
  action?: {name: string; href?: string; signIn?: boolean; work?: Work} | null;
  /** Milliseconds. */
  again?: number;
  waiting?: boolean;
  small?: string;
}

export type Work = "look" | "read" | "send" | "reload";

/** The tip page, between two events: see tip-state.js. */
export interface TipState {
  /** "leaving": the tip was tapped and is on its way out; "quiet": the page has no tip and says why. */
  page: "opening" | "tip" | "leaving" | "quiet";
  /** What the page shows while it is "tip" or "leaving". */
  tip: Tip | null;
  /** What the page says while it is "quiet". */
  quiet: Quiet | null;
  /** Some tip was shown; the first one appears without an animation. */
  drawn: boolean;
  /** The tip that was tapped last. */
  last: Tip | null;
  /** Taps before this time are ignored. Milliseconds, as `at` of an event. */
  armedAt: number;
  /** The id of the tip that a pointer or a key went down on. */
  pressed: string | null;
  /** "once": an answer is on its way; "again": the page asks once more after it. */
  asking: "no" | "once" | "again";
  /** Questions in a row that had no good answer. */
  tries: number;
  /** When the first fetch was first seen running. Milliseconds, as `at` of an event. */
  readingSince: number | null;
  /** Of the last tap; said together with what comes next. */
  outcome: string;
  /** The line below about the network; empty when all is well. */
  net: string;
  /** What the last event asks of tip.js, in this order. */
  effects: readonly TipEffect[];
}

export type TipEvent =
  /** Something may have changed. */
  | {type: "look"}
  /**
   * The answer is a tip; `unheard` is what to say while a tap on it is not answered, else null. `soon`: look again soon, as
   * something is on its way to its source.
   */
  | {type: "tip"; tip: Tip; unheard: Quiet | null; soon?: boolean}
  /** The answer is that there is no tip. */
  | {type: "none"; because: Because | null | undefined; quiet: Quiet; soon?: boolean}
  /** The question failed. */
  | {type: "wrong"; answer: Failure; quiet: Quiet}
  /** The sources are being read. */
  | {type: "reading"}
  /** By now they have probably been read. */
  | {type: "read"}
  /** A pointer or a key went down on the tip. */
  | {type: "pressed"}
  | {type: "tapped"}
  | {type: "put-aside"; until: Date}
  /** The tap on this tip cannot leave the device. */
  | {type: "kept"; tip: string}
  /** This tip has left the page. */
  | {type: "gone"; tip: string; unheard: Quiet | null}
  /** The answer to a tap; `quiet` has the words for a failure, else null. */
  | {type: "answered"; tap: Tap; answer: Outcome<TapReply>; quiet: Quiet | null}
  /** A tap on this tip was undone before it was sent. */
  | {type: "unsent"; tip: string}
  /** A screen reader should hear this. */
  | {type: "say"; words: string}
  | {type: "offline"};

export type TipEffect =
  | {do: "ask"}
  /** Look again after so many milliseconds; replaces the time of the previous `again`. Without `ms`: not at all. */
  | {do: "again"; ms: number | undefined}
  | {do: "read-in"; ms: number}
  /** Read the sources, and check the connections. */
  | {do: "read"}
  /** `say` precedes the title for a screen reader; null when it need not hear the title. */
  | {do: "show-tip"; tip: Tip; comes: boolean; say: string | null}
  | {do: "show-quiet"; quiet: Quiet; say: string}
  /** The tip was put aside until then, or else completed. */
  | {do: "leave"; tip: Tip; until: Date | null}
  | {do: "look-when-gone"}
  | {do: "check-when-gone"; tip: string}
  | {do: "say"; words: string};

/** The circumstances of an event. */
export interface Now {
  /** Milliseconds; only differences matter. */
  at: number;
  online: boolean;
}

/**
 * What a person did with a tip: see taps.js. A tap gets its event id before it is sent, and keeps it through retries, reloads
 * and tabs: recording it is idempotent. It is stored for its user until the server answered.
 *
 * An undo is a tap too; it shows as the state of what it undoes, and is sent in its place: an undo wins for good, also over a
 * tap that never arrives.
 */
export interface Tap {
  event: string;
  /** The id of the user who tapped. */
  user: string | null;
  /** When it was made: milliseconds of the server's time. */
  at: number;
  tip: string;
  action: "complete" | "not-now" | "undo";
  /**
   * "sending": the request is on its way; "kept": the network or the server is away, and the tap is sent when they are back;
   * "recorded": the server has it; "failed": it will never be recorded; "stays": it was recorded and cannot be undone. With
   * the last two, `detail` says why, for a person.
   */
  state: "sending" | "kept" | "recorded" | "undoing" | "undone" | "failed" | "stays";
  until?: string;
  undoes?: string;
  title?: string;
  undoUntil?: number;
  detail?: string;
  /** It was sent at least once. */
  left?: boolean;
  flying?: boolean;
  /** How often another tab was sending it. */
  blocked?: number;
  /** It is in IndexedDB; false when this browser refused. */
  stored?: boolean;
}
