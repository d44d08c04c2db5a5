/** @module The row of buttons on the message under the pointer or with the focus, its menu, and its keys. */

import { confirmed } from "./dialog.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { isSystem } from "./message.js";
import { openMenu } from "./popup.js";
import { chooseReaction, toggleReaction } from "./reactions.js";
import { isReply } from "./store.js";
import { emoji } from "./text.js";
import { toast } from "./toast.js";

const QUICK = ["pushpin", "white_check_mark", "eyes"];

/**
 * Lends one toolbar to whichever message of `list` is pointed at or focused.
 * @param {() => {channel: string, inThread: boolean, all: object[]}} context
 */
export function attachToolbar(app, list, context) {
  let toolbar = null;
  const putAway = () => {
    toolbar?.parentElement?.classList.remove("has-toolbar");
    toolbar?.remove();
    toolbar = null;
  };
  const lend = ({ target }) => {
    const row = target.closest?.(".message");
    if (
      !row ||
      row.contains(toolbar) ||
      (toolbar?.querySelector("[aria-expanded=true]") && toolbar.isConnected)
    )
      return;
    const shown = shownIn(row, context());
    putAway();
    toolbar = shown && toolbarFor(app, shown);
    if (!toolbar) return;
    row.append(toolbar);
    row.classList.add("has-toolbar");
  };
  /** It stays for who uses it: by keyboard, or with one of its menus open. */
  const leave = () => {
    const row = toolbar?.parentElement;
    if (row && !row.contains(document.activeElement) && !row.querySelector("[aria-expanded=true]")) putAway();
  };
  list.addEventListener("mouseleave", leave);
  list.addEventListener("mouseover", lend);
  list.addEventListener("focusin", lend);
  list.addEventListener("click", lend);
  list.addEventListener("keydown", (event) => {
    const isRow = event.target.matches(".message");
    const shown = isRow && shownIn(event.target, context());
    if (shown && !event.ctrlKey && !event.metaKey && !event.altKey) onKey(app, shown, event);
  });
}

function shownIn(row, { all, channel, inThread }) {
  const message = all.find(({ ts }) => ts === row.dataset.ts);
  if (!message || message.is_deleted || message.is_whisper) return null;
  return { message, channel, inThread, row };
}

function toolbarFor(app, shown) {
  const { message, inThread } = shown;
  const target = { channel: shown.channel, ts: message.ts };
  const quick = QUICK.map((name) =>
    button(`React with ${name}`, emoji(app, name), () =>
      toggleReaction(app, target, name, isMine(app, message, name)),
    ),
  );
  return el(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    quick,
    button(
      "Add a reaction",
      icon("smile"),
      (event) => chooseReaction(app, target, event.currentTarget),
      "dialog",
    ),
    !inThread && button("Reply in thread", icon("thread"), () => app.openThread(threadOf(message))),
    button(
      "More actions",
      icon("dots"),
      (event) => openMenu(event.currentTarget, "Message actions", menuItems(app, shown), { end: true }),
      "menu",
    ),
  );
}

function button(label, content, click, popup = null) {
  return el(
    "button",
    {
      class: "tool",
      type: "button",
      title: label,
      "aria-label": label,
      "aria-haspopup": popup,
      "aria-expanded": popup ? "false" : null,
      on: { click },
    },
    content,
  );
}

function menuItems(app, shown) {
  const { message, channel, inThread } = shown;
  const target = { channel, ts: message.ts };
  const isOwn = message.user === app.state.me.id && !isSystem(message);
  const shortcuts = app.state.shortcuts.filter(({ type }) => type === "message");
  const items = [
    {
      label: "Add a reaction…",
      icon: icon("smile"),
      keys: "R",
      run: () => chooseReaction(app, target, shown.row),
    },
    !inThread && {
      label: "Reply in thread",
      icon: icon("thread"),
      keys: "T",
      run: () => app.openThread(threadOf(message)),
    },
    {
      label: message.pinned ? "Un-pin from this channel" : "Pin to this channel",
      icon: icon("pin"),
      keys: "P",
      run: () => pin(app, shown),
    },
    { label: "Copy link", icon: icon("link"), keys: "L", run: () => copyLink(app, shown) },
    isOwn && {
      label: "Edit message",
      icon: icon("edit"),
      keys: "E",
      run: () => app.edit({ ts: message.ts, inThread }),
    },
    isOwn && {
      label: "Delete message…",
      icon: icon("trash"),
      isDanger: true,
      keys: "Del",
      run: () => remove(app, shown),
    },
    shortcuts.length > 0 && null,
    ...shortcuts.map(({ name, callback_id, description }) => ({
      label: name,
      icon: icon("bolt"),
      says: `${app.state.app.name}${description ? ` · ${description}` : ""}`,
      run: () => app.tell("message_shortcut", { callback_id, ...target }),
    })),
  ];
  return items.filter((item) => item !== false);
}

const KEYS = {
  r: (app, { channel, message, row }) => chooseReaction(app, { channel, ts: message.ts }, row),
  t: (app, { message, inThread }) => !inThread && app.openThread(threadOf(message)),
  p: pin,
  l: copyLink,
  e: (app, { message, inThread }) =>
    message.user === app.state.me.id && app.edit({ ts: message.ts, inThread }),
  delete: (app, shown) => shown.message.user === app.state.me.id && remove(app, shown),
  m: (app, shown) => openMenu(shown.row, "Message actions", menuItems(app, shown)),
  enter: (app, { message, inThread }) => !inThread && app.openThread(threadOf(message)),
};

function onKey(app, shown, event) {
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act(app, shown);
}

function isMine(app, message, name) {
  return message.reactions?.some(
    (reaction) => reaction.name === name && reaction.users.includes(app.state.me.id),
  );
}

function threadOf(message) {
  return isReply(message) ? message.thread_ts : message.ts;
}

function pin(app, { channel, message }) {
  return app.tell(message.pinned ? "unpin" : "pin", { channel, ts: message.ts });
}

async function copyLink(app, { channel, message }) {
  const url = new URL(app.addressOf({ channel, ts: message.ts, thread: message.thread_ts }), location.href)
    .href;
  try {
    await navigator.clipboard.writeText(url);
    toast("Link copied.", "note");
  } catch {
    toast(`The browser did not allow copying. The link is ${url}`, "note");
  }
}

async function remove(app, { channel, message }) {
  const isSure = await confirmed({
    title: "Delete message",
    text: "Are you sure you want to delete this message? This cannot be undone.",
    confirm: "Delete",
    deny: "Cancel",
    style: "danger",
  });
  if (isSure) app.tell("delete", { channel, ts: message.ts });
}
