/** Slack's markup as a tree. Run with `node --test tests/client`; CI does not need it. */

import assert from "node:assert/strict";
import test from "node:test";

import { inline, parse, spoken } from "../../app/sandbox/client/mrkdwn.js";

const words = (nodes) =>
  nodes
    .map((node) =>
      node.children
        ? `${node.type}(${words(node.children)})`
        : (node.text ?? node.label ?? node.name ?? node.id),
    )
    .join("|");

const STYLED = [
  ["*bold* and _italic_ and ~gone~", "bold(bold)| and |italic(italic)| and |strike(gone)"],
  ["*bold _both_*", "bold(bold |italic(both))"],
  ["snake_case_name and 2*3*4", "snake_case_name and 2*3*4"],
  ["* not bold * and *", "* not bold * and *"],
  ["*one\ntwo*", "*one\ntwo*"],
  ["`*code* &lt;`", "code(*code* <)"],
  ["*see `a*b` end*", "bold(see |code(a*b)| end)"],
  ["a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"],
];

for (const [given, wanted] of STYLED) {
  test(`${JSON.stringify(given)} is ${wanted.slice(0, 40)}`, () =>
    assert.equal(words(inline(given)), wanted));
}

test("a link keeps its label and unescapes its address", () => {
  assert.deepEqual(inline("<https://example.com/?a=1&amp;b=2|here>"), [
    { type: "link", url: "https://example.com/?a=1&b=2", label: "here" },
  ]);
});

for (const hostile of [
  "<javascript:alert(1)|x>",
  "<data:text/html,hi>",
  "<JaVaScRiPt:alert(1)>",
  "<vbscript:x|y>",
  "<img src=x onerror=alert(1)>",
]) {
  test(`${hostile} stays text`, () =>
    assert.deepEqual(new Set(inline(hostile).map(({ type }) => type)), new Set(["text"])));
}

test("mentions, channels, broadcasts and dates are nodes of their own", () => {
  const types = inline("<@U1> <#C1|general> <!here> <!subteam^S1|@ops> <!date^1795422900^{time}|then>").map(
    ({ type }) => type,
  );
  assert.deepEqual(
    types.filter((type) => type !== "text"),
    ["user", "channel", "broadcast", "broadcast", "date"],
  );
});

test("a date without seconds is its fallback", () => {
  assert.deepEqual(inline("<!date^soon^{time}|some day>"), [{ type: "text", text: "some day" }]);
});

test("fences, quotes and list lines are blocks", () => {
  const blocks = parse("before\n```\n*raw* <https://a.b|c>\n```\n&gt; said\n• one\nafter");
  assert.deepEqual(
    blocks.map(({ type }) => type),
    ["text", "pre", "quote", "list", "text"],
  );
  assert.equal(words(blocks[1].children), "*raw* |c");
});

test("three quote signs take the rest", () => {
  const [quote, ...rest] = parse("&gt;&gt;&gt; one\n\ntwo");
  assert.equal(quote.type, "quote");
  assert.equal(rest.length, 0);
});

test("a long hostile text is read in time", () => {
  const started = Date.now();
  for (const sign of ["*", "_", "`", "<", ":", "```", "*a "]) parse(sign.repeat(3000));
  assert.ok(Date.now() - started < 1500);
});

test("what is spoken has names and no markup", () => {
  const names = { person: () => "Ada", channel: () => "general" };
  assert.equal(
    spoken("*Hi* <@U1> in <#C1> :eyes: <https://a.b|link>", names),
    "Hi @Ada in #general :eyes: link",
  );
});
