/** @module Rich text as Block Kit carries it: sections, lists, quotes and code with styled runs. */

import { dateTokens } from "./dates.js";
import { el } from "./dom.js";
import { workspaceNow } from "./store.js";
import { channelMention, dateNode, emoji, link, personMention } from "./text.js";

const STYLE_TAGS = [
  ["code", "code"],
  ["strike", "s"],
  ["italic", "em"],
  ["bold", "strong"],
  ["underline", "u"],
];
const BULLETS = ["•", "◦", "▪"];

/** A whole `rich_text` block. */
export function richText(app, block) {
  return el(
    "div",
    { class: "mrkdwn rich-text" },
    block.elements.map((element) => part(app, element)),
  );
}

/** Whether a block says nothing that the message's plain `text` does not say too. */
export function isOnlyText(block) {
  return (
    block.type === "rich_text" &&
    block.elements.every(
      (part) => part.type === "rich_text_section" && part.elements.every((run) => !run.style),
    )
  );
}

/** The words of a rich text, for a plain field to begin with. */
export function richTextWords(block) {
  const words = (element) => element.text ?? (element.elements ?? []).map(words).join("");
  return (block?.elements ?? []).map(words).join("\n");
}

function part(app, element) {
  const runs = () => element.elements.map((run) => styled(app, run));
  switch (element.type) {
    case "rich_text_preformatted":
      return el("pre", {}, runs());
    case "rich_text_quote":
      return el("blockquote", {}, runs());
    case "rich_text_list":
      return list(app, element);
    default:
      return el("div", { class: "text" }, runs());
  }
}

function list(app, { elements, style, indent = 0, offset = 0 }) {
  const isOrdered = style === "ordered";
  const tag = isOrdered ? "ol" : "ul";
  const node = el(
    tag,
    { class: `list indent-${Math.min(indent, 5)}`, start: isOrdered && offset ? offset + 1 : null },
    elements.map((section) =>
      el(
        "li",
        {},
        section.elements.map((run) => styled(app, run)),
      ),
    ),
  );
  if (!isOrdered) node.style.listStyleType = `"${BULLETS[indent % BULLETS.length]}  "`;
  return node;
}

function styled(app, run) {
  return STYLE_TAGS.reduce(
    (inner, [style, tag]) => (run.style?.[style] ? el(tag, {}, inner) : inner),
    content(app, run),
  );
}

function content(app, run) {
  switch (run.type) {
    case "link":
      return link(app, run.url, run.text || run.url);
    case "user":
      return personMention(app, run.user_id);
    case "channel":
      return channelMention(app, run.channel_id);
    case "usergroup":
      return el("span", { class: "mention" }, "@group");
    case "broadcast":
      return el("span", { class: "mention is-me" }, `@${run.range}`);
    case "emoji":
      return emoji(app, run.name);
    case "color":
      return run.value;
    case "date":
      return date(app, run);
    default:
      return run.text ?? "";
  }
}

function date(app, { timestamp, format, fallback, url }) {
  if (!timestamp) return fallback ?? "";
  const words = dateTokens(format, new Date(timestamp * 1000), workspaceNow(app.state), app.state.me?.tz);
  return url ? link(app, url, words) : dateNode(app, { seconds: timestamp, format });
}
