/** @module One message as a row: who, when, what, and what hangs on it. */

import { avatar } from "./avatar.js";
import { blockNodes } from "./blocks.js";
import { fullMoment, momentOf, shortMoment, time } from "./dates.js";
import { el } from "./dom.js";
import { editor } from "./editor.js";
import { fileNodes } from "./files.js";
import { icon } from "./icons.js";
import { reactionBar } from "./reactions.js";
import { isOnlyText } from "./rich_text.js";
import { isReply, workspaceNow } from "./store.js";
import { displayName, inlineMrkdwn, mrkdwn, plainWords } from "./text.js";

const GROUP_SECONDS = 300;
const SYSTEM = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "group_join",
  "group_leave",
  "group_topic",
  "group_purpose",
  "group_name",
  "group_archive",
  "group_unarchive",
  "pinned_item",
  "bot_add",
  "reminder_add",
]);

/** Whether a message needs no name and picture of its own below the one before, of the same day. */
export function isGrouped(message, before) {
  if (!before || before.user !== message.user || isSystem(message) || isSystem(before)) return false;
  if (
    before.is_deleted ||
    message.is_deleted ||
    message.is_whisper ||
    before.is_whisper ||
    message.subtype === "thread_broadcast"
  )
    return false;
  return Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}

/** Whether Slack wrote it, not somebody. */
export function isSystem(message) {
  return SYSTEM.has(message.subtype);
}

/**
 * The row of a message.
 * @param {object} app
 * @param {{channel: string, message: object, grouped: boolean, inThread: boolean, editing: boolean, values: Map<string, any>}} shown
 */
export function messageRow(app, shown) {
  const { message, grouped, channel } = shown;
  const kinds = [
    grouped && "is-grouped",
    message.is_whisper && "is-whisper",
    message.pinned && "is-pinned",
    isSystem(message) && "is-system",
    message.is_deleted && "is-deleted",
  ];
  const row = el("div", {
    class: ["message", ...kinds.filter(Boolean)].join(" "),
    role: "article",
    tabindex: -1,
    "aria-label": spokenLabel(app, message),
    "data-ts": message.ts,
    "data-channel": channel,
  });
  row.append(
    el("div", { class: "gutter" }, grouped ? stamp(app, message, channel) : face(app, message)),
    el("div", { class: "message-main" }, inner(app, shown)),
  );
  return row;
}

/** One line about a message: what a screen reader says first, and what an announcement says. */
function spokenLabel(app, message) {
  const who = displayName(app, message.user);
  const when = shortMoment(momentOf(message.ts), workspaceNow(app.state), app.state.me.tz);
  const words = message.is_deleted
    ? "This message was deleted."
    : plainWords(app, message.text).slice(0, 300);
  return `${who}, ${when}${message.is_whisper ? ", only visible to you" : ""}: ${words}`;
}

function face(app, message) {
  if (message.is_deleted)
    return el("span", { class: "avatar is-tombstone", "aria-hidden": "true" }, icon("trash", 16));
  return avatar(app, message.user, isSystem(message) ? "is-tiny" : "");
}

/** What Slack says about somebody: one small line, the name once. */
function systemLine(app, { message, channel }) {
  const words = message.text.replace(/^<@[A-Z0-9]+(?:\|[^>]*)?>\s*/, "");
  return el(
    "p",
    { class: "system-line" },
    el("strong", {}, displayName(app, message.user)),
    " ",
    inlineMrkdwn(app, words),
    " ",
    stamp(app, message, channel),
  );
}

function inner(app, shown) {
  const { message, grouped } = shown;
  if (isSystem(message)) return [systemLine(app, shown), reactionBar(app, shown), threadLine(app, shown)];
  if (message.is_deleted)
    return [el("p", { class: "tombstone" }, "This message was deleted."), threadLine(app, shown)];
  return [
    message.is_whisper && whisperLine(app, message),
    message.pinned && !shown.inThread && el("p", { class: "mark-line" }, icon("pin", 13), " Pinned"),
    shown.inThread ? null : broadcastLine(app, message),
    !grouped && heading(app, shown),
    shown.editing ? editor(app, shown) : body(app, shown),
    fileNodes(app, message.files),
    reactionBar(app, shown),
    threadLine(app, shown),
  ];
}

function heading(app, { message, channel }) {
  const isApp = app.state.people.get(message.user)?.is_bot || message.bot_id;
  return el(
    "div",
    { class: "message-head" },
    el(
      "button",
      { class: "author", type: "button", on: { click: () => app.openDirect(message.user) } },
      displayName(app, message.user),
    ),
    isApp && el("span", { class: "app-badge" }, "APP"),
    stamp(app, message, channel),
  );
}

function stamp(app, message, channel) {
  const at = momentOf(message.ts);
  const zone = app.state.me.tz;
  const target = { channel, ts: message.ts, thread: message.thread_ts };
  const words = el("time", { datetime: at.toISOString() }, time(at, zone));
  return el(
    "a",
    {
      class: "stamp",
      href: app.addressOf(target),
      title: fullMoment(at, zone),
      tabindex: -1,
      on: { click: (event) => followed(app, event, target) },
    },
    words,
  );
}

function followed(app, event, target) {
  event.preventDefault();
  app.openMessage(target);
}

function whisperLine(app, message) {
  const dismiss = () => app.dismiss(message.ts);
  return el(
    "p",
    { class: "mark-line" },
    icon("eye", 14),
    " Only visible to you",
    el("button", { class: "plain-link", type: "button", on: { click: dismiss } }, "Dismiss"),
  );
}

function broadcastLine(app, message) {
  if (message.subtype !== "thread_broadcast") return null;
  return el(
    "p",
    { class: "mark-line" },
    icon("thread", 13),
    " replied to ",
    el(
      "button",
      { class: "plain-link", type: "button", on: { click: () => app.openThread(message.thread_ts) } },
      "a thread",
    ),
  );
}

function body(app, shown) {
  const { message } = shown;
  const edited = message.edited && el("span", { class: "edited" }, " (edited)");
  const blocks = message.blocks ?? [];
  const isText = !blocks.length || (!message.bot_id && blocks.every(isOnlyText));
  if (!isText)
    return el(
      "div",
      { class: "message-body" },
      blockNodes(placeOf(app, shown), blocks),
      attachments(app, shown),
      edited,
    );
  if (!message.text && message.files?.length) return null;
  const text = mrkdwn(app, message.text);
  if (edited) (text.lastElementChild?.matches(".text") ? text.lastElementChild : text).append(edited);
  return el("div", { class: "message-body" }, text, attachments(app, shown));
}

function attachments(app, shown) {
  return (shown.message.attachments ?? []).map((each) =>
    el(
      "div",
      { class: "attachment" },
      each.pretext && mrkdwn(app, each.pretext),
      each.title && el("strong", {}, each.title),
      each.text && mrkdwn(app, each.text),
      each.blocks && blockNodes(placeOf(app, shown), each.blocks),
    ),
  );
}

/** Where a message's blocks stand: what is pressed goes to the app, what is chosen is kept with the row. */
function placeOf(app, { message, channel, values }) {
  const key = (block, element) => `${block.block_id}/${element.action_id}`;
  const press = (block, element, value) =>
    app.press(`${message.ts}/${key(block, element)}`, "click", {
      channel,
      ts: message.ts,
      block_id: block.block_id,
      action_id: element.action_id,
      value: value ?? null,
    });
  return {
    app,
    surface: "message",
    press,
    valueOf: (block, element) => values.get(key(block, element)) ?? app.startingValue(element),
    change(block, element, value, { isChosen } = {}) {
      values.set(key(block, element), value);
      if (isChosen) press(block, element, app.sentValue(element, value));
    },
  };
}

function threadLine(app, { message, inThread }) {
  if (inThread || isReply(message) || !message.reply_count) return null;
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const last =
    message.latest_reply &&
    `Last reply ${shortMoment(momentOf(message.latest_reply), workspaceNow(app.state), app.state.me.tz)}`;
  return el(
    "button",
    {
      class: "thread-line",
      type: "button",
      "data-focus": "thread",
      on: { click: () => app.openThread(message.ts) },
    },
    el(
      "span",
      { class: "thread-faces" },
      (message.reply_users ?? []).slice(0, 4).map((id) => avatar(app, id, "is-tiny")),
    ),
    el("span", { class: "thread-count" }, words),
    last && el("span", { class: "quiet" }, last),
  );
}
