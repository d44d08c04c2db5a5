/** What a window knows after frames of the server. */

import assert from "node:assert/strict";
import test from "node:test";

import { addressOf, targetOf } from "../../app/sandbox/client/address.js";
import { createStore, mainMessages, threadMessages } from "../../app/sandbox/client/store.js";
import { formValues, startingValue } from "../../app/sandbox/client/values.js";

const ADA = { id: "U1", name: "ada", real_name: "Ada", tz: "UTC" };
const GENERAL = { id: "C1", name: "general", kind: "public", members: ["U1"], is_member: true };

function started() {
  const turns = [];
  const store = createStore((run) => turns.push(run));
  store.apply({
    type: "snapshot",
    me: ADA,
    people: [ADA],
    channels: [GENERAL],
    app: {},
    now: "2026-11-23T08:00:00Z",
  });
  store.apply({ type: "opened", channel: GENERAL, messages: [message("1.000000"), message("3.000000")] });
  return { store, turn: () => turns.splice(0).forEach((run) => run()) };
}

function message(ts, more = {}) {
  return { ts, user: "U1", text: ts, ...more };
}

test("a message that comes late takes its place in the order", () => {
  const { store } = started();
  store.apply({ type: "message", channel: "C1", message: message("2.000000") });
  assert.deepEqual(
    mainMessages(store.state, "C1").map(({ ts }) => ts),
    ["1.000000", "2.000000", "3.000000"],
  );
});

test("replies live in their thread alone unless they are sent to the channel too", () => {
  const { store } = started();
  store.apply({ type: "message", channel: "C1", message: message("4.000000", { thread_ts: "1.000000" }) });
  store.apply({
    type: "message",
    channel: "C1",
    message: message("5.000000", { thread_ts: "1.000000", subtype: "thread_broadcast" }),
  });
  assert.deepEqual(
    mainMessages(store.state, "C1").map(({ ts }) => ts),
    ["1.000000", "3.000000", "5.000000"],
  );
  assert.deepEqual(
    threadMessages(store.state, "C1", "1.000000").map(({ ts }) => ts),
    ["1.000000", "4.000000", "5.000000"],
  );
});

test("messages of a channel that was not opened are not half kept", () => {
  const { store } = started();
  store.apply({ type: "message", channel: "C2", message: message("9.000000") });
  assert.equal(store.state.messages.has("C2"), false);
});

test("another person's window forgets what the first one saw", () => {
  const { store } = started();
  store.apply({
    type: "snapshot",
    me: { ...ADA, id: "U2" },
    people: [],
    channels: [],
    app: {},
    now: "2026-11-23T08:00:00Z",
  });
  assert.equal(store.state.messages.size, 0);
});

test("listeners hear once a turn, whatever changed", () => {
  const { store, turn } = started();
  turn();
  let heard = 0;
  store.on(["messages"], () => (heard += 1));
  store.apply({ type: "message", channel: "C1", message: message("6.000000") });
  store.apply({ type: "message_gone", channel: "C1", ts: "1.000000" });
  turn();
  assert.equal(heard, 1);
});

test("addresses of messages lead back to them", () => {
  const target = { channel: "C1", ts: "1795422900.000200", thread: "1795422800.000100" };
  assert.deepEqual(targetOf(addressOf(target)), target);
  assert.deepEqual(targetOf("https://acme.slack.com/archives/C1/p1795422900000200"), {
    channel: "C1",
    ts: "1795422900.000200",
    thread: undefined,
  });
  assert.equal(targetOf("https://example.com/archives/C1/p1795422900000200"), null);
});

test("a form's values are sent by block, options by their value", () => {
  const option = { text: { type: "plain_text", text: "Two" }, value: "2" };
  const blocks = [
    {
      type: "input",
      block_id: "a",
      element: { type: "static_select", action_id: "v", options: [option], initial_option: option },
    },
    { type: "input", block_id: "b", element: { type: "plain_text_input", action_id: "v" } },
    {
      type: "actions",
      block_id: "c",
      elements: [
        { type: "datepicker", action_id: "d" },
        { type: "multi_users_select", action_id: "u" },
        { type: "button", action_id: "x" },
      ],
    },
  ];
  assert.deepEqual(
    formValues(blocks, (_block, element) => startingValue(element)),
    { a: "2", b: null, c: { d: null, u: [] } },
  );
});
