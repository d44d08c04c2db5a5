/** @module The buttons around the composer and what they do to its text. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

const STYLES = [
  ["bold", "Bold", "*"],
  ["italic", "Italic", "_"],
  ["strike", "Strikethrough", "~"],
  ["code", "Code", "`"],
];
const PREFIXES = [
  ["numbers", "Ordered list", "1. "],
  ["bullets", "Bulleted list", "• "],
  ["quote", "Quote", "> "],
];

/** A small button with a sign. */
export function tool(name, label, click, popup = null) {
  return el(
    "button",
    {
      class: "composer-tool",
      type: "button",
      "aria-label": label,
      title: label,
      "aria-haspopup": popup,
      "aria-expanded": popup ? "false" : null,
      on: { click },
    },
    icon(name),
  );
}

/** The row of formatting buttons for a text area. */
export function formatting(field) {
  const styles = STYLES.map(([name, label, sign]) => tool(name, label, () => wrap(field, sign)));
  const lists = PREFIXES.map(([name, label, prefix]) => tool(name, label, () => prefixLines(field, prefix)));
  const fence = tool("pre", "Code block", () => wrap(field, "```"));
  return el(
    "div",
    { class: "composer-format", role: "toolbar", "aria-label": "Formatting" },
    styles.slice(0, 3),
    el("span", { class: "format-line" }),
    lists,
    el("span", { class: "format-line" }),
    styles[3],
    fence,
  );
}

/** Begins a command. */
export function command(field) {
  if (!field.value.startsWith("/")) field.value = `/${field.value}`;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  changed(field);
}

/** Types words where the caret is. */
export function type(field, words) {
  const before = field.value.slice(0, field.selectionStart);
  const space = words === "@" && before && !/\s$/.test(before) ? " " : "";
  field.setRangeText(space + words, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  changed(field);
}

/** Puts a sign around the selection, or the caret between two of them. */
export function wrap(field, sign) {
  const { selectionStart: start, selectionEnd: end } = field;
  field.setRangeText(sign + field.value.slice(start, end) + sign, start, end, "end");
  const inside = start === end ? start + sign.length : field.selectionEnd;
  field.setSelectionRange(inside, inside);
  field.focus();
  changed(field);
}

function prefixLines(field, prefix) {
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const lines = field.value
    .slice(start, field.selectionEnd)
    .split("\n")
    .map((line) => prefix + line)
    .join("\n");
  field.setRangeText(lines, start, field.selectionEnd, "end");
  field.focus();
  changed(field);
}

/** Tells everybody who listens to the text area that its text is another. */
export function changed(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
