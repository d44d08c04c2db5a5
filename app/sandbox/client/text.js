/** @module Shows the trees of mrkdwn.js, emoji, mentions and names: every piece of text people read. */

import { dateTokens, fullMoment } from "./dates.js";
import { el, outward } from "./dom.js";
import { inline, parse, spoken } from "./mrkdwn.js";
import { workspaceNow } from "./store.js";

const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code" };
const ONLY_EMOJI = /^(?::[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:\s*){1,23}$/;

/** A text of Slack's markup. */
export function mrkdwn(app, text) {
  const jumbo = ONLY_EMOJI.test(String(text).trim()) ? " jumbo" : "";
  return el(
    "div",
    { class: `mrkdwn${jumbo}` },
    parse(text).map((block) => blockNode(app, block)),
  );
}

/** Slack's markup within a line: no quotes, lists or fences. */
export function inlineMrkdwn(app, text) {
  return inline(String(text ?? "")).map((node) => inlineNode(app, node));
}

/** A text object of Block Kit. */
export function textObject(app, text) {
  if (!text) return null;
  return text.type === "mrkdwn"
    ? mrkdwn(app, text.text)
    : el("span", { class: "plain" }, plainText(app, text));
}

/** The nodes of a `plain_text` object: emoji names are pictures, everything else is text. */
export function plainText(app, text) {
  const words = typeof text === "string" ? text : (text?.text ?? "");
  if (text?.emoji === false) return [words];
  return words
    .split(/(:[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:)/)
    .filter(Boolean)
    .map((piece) => {
      const isName = /^:.+:$/.test(piece) && app.emoji.picture(piece.slice(1, -1));
      return isName ? emoji(app, piece.slice(1, -1)) : piece;
    });
}

/** An emoji by name, or its name between colons when it is unknown. */
export function emoji(app, name) {
  const picture = app.emoji.picture(name);
  if (!picture) return `:${name}:`;
  return el(
    "span",
    { class: "emoji", role: "img", "aria-label": `${name} emoji`, title: `:${name}:` },
    picture,
  );
}

/** A mention of a person, marked when it is the one who reads. */
export function personMention(app, id, label = "") {
  const isMe = id === app.state.me?.id;
  const name = app.state.people.has(id) ? displayName(app, id) : label || id;
  const open = () => app.openDirect(id);
  return el(
    "button",
    { class: `mention${isMe ? " is-me" : ""}`, type: "button", on: { click: open } },
    `@${name}`,
  );
}

/** A link to a channel by its present name. */
export function channelMention(app, id, label = "") {
  const channel = app.state.channels.get(id);
  if (!channel) return el("span", { class: "mention is-unknown" }, label ? `#${label}` : "a private channel");
  const open = () => app.openChannel(id);
  return el("button", { class: "mention", type: "button", on: { click: open } }, `#${channel.name}`);
}

/** A link as people gave it: one to a message of this workspace opens it here. */
export function link(app, url, label) {
  const message = app.messageOf(url);
  if (!message) return outward(url, label);
  const open = (event) => {
    event.preventDefault();
    app.openMessage(message);
  };
  return el("a", { href: app.addressOf(message), on: { click: open } }, label);
}

/** What somebody is called in the workspace. */
export function displayName(app, id) {
  const person = app.state.people.get(id);
  return person ? person.real_name || person.name : id || "Somebody";
}

/** What a conversation is called: a direct one by the people in it. */
export function channelName(app, channel) {
  if (!channel) return "";
  if (channel.kind === "im")
    return displayName(app, channel.with ?? channel.members?.find((id) => id !== app.state.me?.id));
  if (channel.kind !== "mpim") return channel.name;
  return channel.members
    .filter((id) => id !== app.state.me?.id)
    .map((id) => displayName(app, id))
    .join(", ");
}

/** A text without its markup, for labels, previews and announcements. */
export function plainWords(app, text) {
  return spoken(String(text ?? ""), {
    person: (id) => displayName(app, id),
    channel: (id) => app.state.channels.get(id)?.name ?? "private",
  });
}

/** A moment in the reader's zone, the whole of it on hover. */
export function dateNode(app, node) {
  const at = new Date(node.seconds * 1000);
  const zone = app.state.me?.tz;
  const words = dateTokens(node.format, at, workspaceNow(app.state), zone);
  const shown = el("time", { datetime: at.toISOString(), title: fullMoment(at, zone) }, words);
  return node.link ? link(app, node.link, shown) : shown;
}

function inlineNode(app, node) {
  const children = () => node.children.map((child) => inlineNode(app, child));
  switch (node.type) {
    case "text":
      return node.text;
    case "user":
      return personMention(app, node.id, node.label);
    case "channel":
      return channelMention(app, node.id, node.label);
    case "broadcast":
      return el("span", { class: "mention is-me" }, `@${node.range}`);
    case "emoji":
      return emoji(app, node.name);
    case "link":
      return link(app, node.url, node.label);
    case "date":
      return dateNode(app, node);
    default:
      return el(TAGS[node.type] ?? "span", {}, children());
  }
}

function blockNode(app, block) {
  const children = block.children.map((node) => inlineNode(app, node));
  if (block.type === "pre") return el("pre", {}, children);
  if (block.type === "quote") return el("blockquote", {}, children);
  if (block.type === "list")
    return el(
      "div",
      { class: "list-line" },
      el("span", { class: "bullet" }, block.label),
      el("span", {}, children),
    );
  return el("div", { class: "text" }, children);
}
