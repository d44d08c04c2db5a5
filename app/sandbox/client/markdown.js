/** @module A safe part of Markdown, for `markdown` blocks and canvases; HTML in it stays text. */

import { el } from "./dom.js";
import { link, plainText } from "./text.js";

const FENCE = /^```/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const INLINE = [
  [/^\\([\\`*_{}[\]()#+.!|>~-])/, (_app, found) => found[1]],
  [/^`([^`\n]+)`/, (_app, found) => el("code", {}, found[1])],
  [/^!?\[([^\]\n]*)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, (app, found) => link(app, found[2], span(app, found[1]))],
  [/^<((?:https?:\/\/|mailto:)[^\s<>]+)>/, (app, found) => link(app, found[1], found[1])],
  [/^https?:\/\/[^\s<>)]+[^\s<>).,;:!?]/, (app, found) => link(app, found[0], found[0])],
  [/^(\*\*|__)(?=\S)([\s\S]+?\S?)\1/, (app, found) => el("strong", {}, span(app, found[2]))],
  [/^~~(?=\S)([\s\S]+?)~~/, (app, found) => el("s", {}, span(app, found[1]))],
  [/^\*(?=\S)([^*\n]+)\*/, (app, found) => el("em", {}, span(app, found[1]))],
  [/^_(?=\S)([^_\n]+)_(?![\p{L}\p{N}])/u, (app, found) => el("em", {}, span(app, found[1]))],
];

/** A whole text of Markdown. */
export function markdown(app, source) {
  const lines = String(source ?? "").split(/\r?\n/);
  const nodes = [];
  for (let at = 0; at < lines.length;) at = block(app, lines, at, nodes);
  return el("div", { class: "markdown" }, nodes);
}

/** Reads one block at `at`, adds its node, and returns where the next one begins. */
function block(app, lines, at, nodes) {
  const line = lines[at];
  if (!line.trim()) return at + 1;
  if (FENCE.test(line)) return fence(lines, at, nodes);
  if (RULE.test(line)) return nodes.push(el("hr")) && at + 1;
  const heading = HEADING.exec(line);
  if (heading)
    return nodes.push(el(`h${Math.min(heading[1].length + 1, 6)}`, {}, span(app, heading[2]))) && at + 1;
  if (line.includes("|") && TABLE_RULE.test(lines[at + 1] ?? "") && lines[at + 1].includes("-"))
    return table(app, lines, at, nodes);
  if (/^\s*>/.test(line)) return quote(app, lines, at, nodes);
  if (ITEM.test(line)) return list(app, lines, at, nodes);
  return paragraph(app, lines, at, nodes);
}

function fence(lines, at, nodes) {
  const rest = lines.slice(at + 1);
  const length = rest.findIndex((line) => FENCE.test(line));
  const inner = length < 0 ? rest : rest.slice(0, length);
  nodes.push(el("pre", {}, inner.join("\n")));
  return at + inner.length + 2;
}

function quote(app, lines, at, nodes) {
  const inner = take(lines, at, (line) => /^\s*>/.test(line));
  nodes.push(
    el("blockquote", {}, markdown(app, inner.map((line) => line.replace(/^\s*> ?/, "")).join("\n"))),
  );
  return at + inner.length;
}

function list(app, lines, at, nodes) {
  const isOrdered = ITEM.exec(lines[at])[2] !== undefined;
  const items = take(
    lines,
    at,
    (line) => ITEM.test(line) && (ITEM.exec(line)[2] !== undefined) === isOrdered,
  );
  const start = isOrdered ? ITEM.exec(items[0])[2] : null;
  nodes.push(
    el(
      isOrdered ? "ol" : "ul",
      { class: "list", start },
      items.map((line) => item(app, ITEM.exec(line))),
    ),
  );
  return at + items.length;
}

function item(app, [, space, , box, words]) {
  const mark =
    box === undefined
      ? null
      : el("input", {
          type: "checkbox",
          disabled: true,
          checked: box !== " ",
          "aria-label": box === " " ? "open" : "done",
        });
  return el("li", { class: `indent-${Math.min(space.length >> 1, 5)}` }, mark, span(app, words));
}

function table(app, lines, at, nodes) {
  const rows = [lines[at], ...take(lines, at + 2, (line) => line.includes("|"))].map(cells);
  const [head, ...body] = rows;
  nodes.push(
    el(
      "div",
      { class: "table-box", tabindex: 0, role: "group", "aria-label": "Table" },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((cell) => el("th", { scope: "col" }, span(app, cell))),
          ),
        ),
        el(
          "tbody",
          {},
          body.map((row) =>
            el(
              "tr",
              {},
              row.map((cell) => el("td", {}, span(app, cell))),
            ),
          ),
        ),
      ),
    ),
  );
  return at + rows.length + 1;
}

function paragraph(app, lines, at, nodes) {
  const ends = (line) =>
    !line.trim() || FENCE.test(line) || HEADING.test(line) || ITEM.test(line) || /^\s*>/.test(line);
  const inner = [lines[at], ...take(lines, at + 1, (line) => !ends(line))];
  nodes.push(el("p", {}, span(app, inner.join("\n"))));
  return at + inner.length;
}

function span(app, text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const [found, make] = match(text, at);
    if (found) {
      nodes.push(...plainText(app, plain), make(app, found));
      plain = "";
      at += found[0].length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  return [...nodes, ...plainText(app, plain)];
}

function match(text, at) {
  const rest = text.slice(at);
  const isInWord = /[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
  for (const [pattern, make] of INLINE) {
    const found = pattern.exec(rest);
    if (found && !(isInWord && /^[_h]/.test(found[0]))) return [found, make];
  }
  return [null, null];
}

function cells(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function take(lines, from, belongs) {
  const length = lines.slice(from).findIndex((line) => !belongs(line));
  return length < 0 ? lines.slice(from) : lines.slice(from, from + length);
}
