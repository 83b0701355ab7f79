// What we use of htmx 4.0.1 and its WebSocket extension hx-ws (see app/static/vendor/README.md).

/** One socket as hx-ws keeps it. `url` is read again at every attempt to connect. */
interface HtmxConnection {
  url: string;
  socket: WebSocket | null;
  config: { pauseOnBackground: boolean };
}

/** One message from the server. */
interface HtmxMessage {
  data: unknown;
}

/** What an extension may use of htmx's inside. */
interface HtmxInternals {
  morph(present: Element, fresh: DocumentFragment, inner: boolean): void;
}

interface HtmxExtension {
  init?(internals: HtmxInternals): void;
  /** Returns the elements that were put into the page, or false if the style is not this extension's. */
  handle_swap?(style: string, target: Element, fragment: DocumentFragment): Element[] | false;
}

interface Htmx {
  swap(context: {
    sourceElement: Element;
    target: Element;
    swap: string;
    text: string;
    transition: boolean;
  }): Promise<void>;
  process(element: Element): void;
  trigger(element: Element, event: string): void;
  registerExtension(name: string, extension: HtmxExtension): void;
}

declare const htmx: Htmx;

interface DocumentEventMap {
  "htmx:ws:before:connection": CustomEvent<{ connection: HtmxConnection }>;
  "htmx:ws:after:connection": CustomEvent<{ connection: HtmxConnection }>;
  "htmx:ws:close": CustomEvent<
    { connection: HtmxConnection; reason: "closed" | "removed" | "cancelled"; code: number | null }
  >;
  "htmx:ws:error": CustomEvent<{ connection?: HtmxConnection; error: unknown }>;
  "htmx:ws:before:message:incoming": CustomEvent<{
    connection: HtmxConnection;
    message: HtmxMessage;
    /** A listener sets this, also while it is waited for, so that the message is not swapped in. */
    cancelled: boolean;
    waitUntil(promise: Promise<unknown>): void;
  }>;
  "htmx:ws:after:message:incoming": CustomEvent<{ connection: HtmxConnection; message: HtmxMessage }>;
}
