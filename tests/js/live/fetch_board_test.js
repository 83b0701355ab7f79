import { deepEqual, equal } from "node:assert/strict";
import { boardFetcher } from "../../../app/static/js/live/fetch-board.js";
import { withClock } from "../clock.js";
import { answer, answering, connectionAfter } from "./answers.js";

const GONE = new TypeError("no network");
const nothing = () => Promise.resolve();

Deno.test(
  "the board is requested at growing intervals until it arrives",
  withClock(async (clock) => {
    const connection = connectionAfter("opened");
    const { ask, asked } = answering(GONE, GONE, answer(503), answer(200));
    let applied = 0;
    const board = boardFetcher({ ask, apply: () => (applied++, nothing()), connection });
    const fetched = board.fetch();
    await clock.pass(400);
    equal(asked(), 1);
    equal(connection.state().board, "refetching");
    await clock.pass(1000);
    equal(asked(), 2);
    await clock.pass(2000);
    equal(asked(), 3);
    await clock.pass(4000);
    await fetched;
    equal(applied, 1);
    deepEqual(connection.dispatched, ["behind", "fetch-failed", "fetch-failed", "fetch-failed", "fetched"]);
    equal(board.running(), null);
    equal(clock.running, 0);
  }),
);

Deno.test(
  "a board that cannot be swapped in is reported and fetched again",
  withClock(async (clock, reported) => {
    const connection = connectionAfter("opened");
    const failure = new Error("cannot be swapped in");
    let tries = 0;
    const apply = () => (tries++ ? nothing() : Promise.reject(failure));
    const fetched = boardFetcher({ ask: answering(answer(200)).ask, apply, connection }).fetch();
    await clock.pass(5000);
    await fetched;
    deepEqual(reported, [failure]);
    equal(connection.state().board, "current");
  }),
);

Deno.test(
  "requests during a fetch share that fetch",
  withClock(async (clock) => {
    const { ask, asked } = answering(answer(200));
    const board = boardFetcher({ ask, apply: nothing, connection: connectionAfter("opened") });
    equal(board.fetch(), board.fetch());
    await clock.pass(1000);
    equal(asked(), 1);
    board.fetch();
    await clock.pass(1000);
    equal(asked(), 2);
  }),
);

Deno.test(
  "a refused fetch dismisses the page, which then stops asking",
  withClock(async (clock) => {
    for (const status of [403, 404]) {
      const connection = connectionAfter("opened");
      const { ask, asked } = answering(answer(status));
      const fetched = boardFetcher({ ask, apply: nothing, connection }).fetch();
      await clock.pass(60_000);
      await fetched;
      equal(connection.state().transport, "removed");
      equal(asked(), 1);
    }
  }),
);

Deno.test(
  "fetching ends when the seat is removed in the meantime",
  withClock(async (clock) => {
    const connection = connectionAfter("opened");
    const fetched = boardFetcher({ ask: answering(GONE).ask, apply: nothing, connection }).fetch();
    await clock.pass(400);
    connection.dispatch("dismissed");
    await clock.pass(60_000);
    await fetched;
    equal(clock.running, 0);
  }),
);
