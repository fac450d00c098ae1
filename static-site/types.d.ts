// What the modules in js/ are type-checked against: ./oo typecheck. No page loads it.

import type {ConnectionView, ConnectorView, paths} from "../functions/common/contract/clients/typescript/src/schema.js";

export type * from "../functions/common/contract/clients/typescript/src/schema.js";

// --- the API: which address takes what, and answers with what -------------------------------------

type Method = "get" | "post" | "delete";

/** `/api/tips/{id}/undo` as it is called. */
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

/** What an address is sent; nothing matters where no body is read. */
export type Sent<A extends string> = Body<Operation<"post", A>>;

type Said<O> = O extends {responses: infer Statuses} ? Json<Statuses[keyof Statuses & (200 | 202)]> : never;

/** What it answers when all is well; null when its status says everything. */
export type Answered<M extends Method, A extends string> = [Said<Operation<M, A>>] extends [never]
  ? null
  : Said<Operation<M, A>>;

export interface Options {
  timeout?: number;
  keepalive?: boolean;
}

export interface Failure {
  ok?: false;
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

/** Elements of the pages that are more than an element. */
interface Known {
  "sign-in": HTMLAnchorElement;
  "go-on": HTMLAnchorElement;
  done: HTMLButtonElement;
}

export type ById = <Id extends string>(id: Id) => Id extends keyof Known ? Known[Id] : HTMLElement;

type Tags = HTMLElementTagNameMap;

/** Properties; listeners; attributes. What is null or undefined is left out. */
export type Props<Tag extends keyof Tags> = {
  [Key in keyof Tags[Tag] as Key extends `on${string}` ? never : Key]?: Tags[Tag][Key] | null;
} & {
  onclick?: (event: MouseEvent & {currentTarget: Tags[Tag]}) => unknown;
  onsubmit?: (event: SubmitEvent) => unknown;
} & {[attribute: `${"aria" | "data"}-${string}`]: string | null | undefined};

export type Child = Node | string | null | undefined;

export type Say = (words: string) => void;

/** What a person can do with a connection. */
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

/** What a person did with a tip: see taps.js. */
export interface Tap {
  event: string;
  tip: string;
  action: "complete" | "not-now" | "undo";
  state: "sending" | "kept" | "recorded" | "undoing" | "undone" | "failed" | "stays";
  until?: string;
  undoes?: string;
  title?: string;
  source?: string;
  undoUntil?: number;
  detail?: string;
  /** It has been sent at least once. */
  left?: boolean;
  flying?: boolean;
}
