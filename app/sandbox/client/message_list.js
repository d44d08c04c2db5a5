/**
 * @module A list of messages that follows the store: rows are kept while their message is the same,
 * the newest hundred are drawn first, older ones as one scrolls up, and the place in the list is kept.
 */

import { dayLabel, day, momentOf } from "./dates.js";
import { el, replace } from "./dom.js";
import { icon } from "./icons.js";
import { attachToolbar } from "./message_toolbar.js";
import { isGrouped, messageRow } from "./message.js";
import { workspaceNow } from "./store.js";

const BATCH = 100;
const NEAR = 80;
const LOAD_ABOVE = 600;
const LONG = 300;

/**
 * @param {object} app
 * @param {{label: string, inThread?: boolean, intro?: () => Node | null}} options
 */
export function createMessageList(app, { label, inThread = false, intro }) {
  const rows = new Map();
  const values = new Map();
  const node = el("div", {
    class: "message-list",
    role: "log",
    "aria-label": label,
    "aria-live": "off",
    tabindex: 0,
  });
  const top = el("div", { class: "list-top" });
  const inner = el("div", { class: "list-rows" });
  const jump = el("button", { class: "jump", type: "button", hidden: true, on: { click: () => toEnd() } });
  const box = el("div", { class: "list-box" }, node, jump);
  node.append(top, inner);
  const state = { key: null, all: [], channel: null, from: 0, version: -1, isAtEnd: true };

  /** Shows `messages` of a conversation. Another `key` starts afresh at the end. */
  function show(key, channel, messages, { newFrom = null, name = "" } = {}) {
    const isFresh = key !== state.key;
    if (isFresh) begin(key);
    if (name) node.setAttribute("aria-label", name);
    const grew = messages.length - state.all.length;
    const news = isFresh ? [] : messages.filter((message) => message.ts > (state.all.at(-1)?.ts ?? ""));
    if (isFresh || grew < 0 || !state.all.length) state.from = Math.max(0, messages.length - BATCH);
    Object.assign(state, { all: messages, channel, newFrom });
    draw();
    const isOwn = news.some(
      (message) => message.user === app.state.me.id && !message.is_whisper && !message.subtype,
    );
    if (isFresh || state.isAtEnd || isOwn) toEnd();
    else if (news.length) offerJump(news);
  }

  /** Whoever reads further up is not moved, only told. */
  function offerJump(news) {
    const isPrivate = news.every((message) => message.is_whisper);
    replace(jump, icon("down", 15), isPrivate ? " An answer, only visible to you" : " New messages");
    jump.hidden = false;
  }

  function begin(key) {
    Object.assign(state, { key, all: [], from: 0 });
    rows.clear();
    values.clear();
    inner.replaceChildren();
  }

  function draw() {
    const focus = focusKey(node);
    const wanted = items(app, state, inThread);
    if (state.version !== app.looks()) rows.clear();
    state.version = app.looks();
    const nodes = wanted.map(rowOf);
    const used = new Set(wanted.map(({ key }) => key));
    for (const key of [...rows.keys()]) if (!used.has(key)) rows.delete(key);
    replace(top, state.from === 0 ? intro?.() : null);
    arrange(inner, nodes);
    node.classList.toggle("is-long", nodes.length > LONG);
    restoreFocus(node, focus);
  }

  function rowOf(item) {
    const known = rows.get(item.key);
    if (
      known &&
      known.message === item.message &&
      known.grouped === item.grouped &&
      known.words === item.words &&
      known.editing === item.editing
    )
      return known.node;
    const made = item.message
      ? messageRow(app, { ...item, channel: state.channel, inThread, values: valuesOf(item.message.ts) })
      : el(
          "div",
          { class: `divider is-${item.kind}`, role: "separator", "aria-label": item.words },
          el("span", {}, item.words),
        );
    rows.set(item.key, { ...item, node: made });
    return made;
  }

  function valuesOf(ts) {
    if (!values.has(ts)) values.set(ts, new Map());
    return values.get(ts);
  }

  function toEnd() {
    state.isAtEnd = true;
    jump.hidden = true;
    node.scrollTop = node.scrollHeight;
  }

  function older() {
    if (state.from === 0) return;
    const { scrollHeight, scrollTop } = node;
    state.from = Math.max(0, state.from - BATCH);
    draw();
    node.scrollTop = scrollTop + node.scrollHeight - scrollHeight;
  }

  /** Scrolls to a message, draws it first if need be, and lights it up. */
  function reveal(ts) {
    const at = state.all.findIndex((message) => message.ts === ts);
    if (at < 0) return false;
    if (at < state.from) {
      state.from = Math.max(0, at - NEAR);
      draw();
    }
    const row = rows.get(ts)?.node;
    state.isAtEnd = false;
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
    row?.classList.add("is-lit");
    setTimeout(() => row?.classList.remove("is-lit"), 2500);
    return true;
  }

  /** Puts the focus on the newest message. */
  function enter() {
    const row = [...inner.querySelectorAll(".message")].at(-1);
    (row ?? node).focus();
  }

  node.addEventListener(
    "scroll",
    () => {
      state.isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
      if (state.isAtEnd) jump.hidden = true;
      if (node.scrollTop < LOAD_ABOVE) older();
    },
    { passive: true },
  );
  // Whoever reads the end stays there when rows grow: images load, a composer gets taller.
  const stay = new ResizeObserver(() => state.isAtEnd && toEnd());
  stay.observe(node);
  stay.observe(inner);
  node.addEventListener("keydown", (event) => walk(node, event));
  attachToolbar(app, node, () => ({ channel: state.channel, inThread, all: state.all }));
  return { node: box, show, reveal, enter };
}

function items(app, { all, from, newFrom }, inThread) {
  const { editing } = app.state;
  const zone = app.state.me.tz;
  const now = workspaceNow(app.state);
  const found = [];
  for (let at = from; at < all.length; at += 1) {
    const message = all[at];
    const before = all[at - 1];
    const today = dayOf(message, zone);
    const isNewDay = !before || at === from || dayOf(before, zone) !== today;
    if (isNewDay && !inThread)
      found.push({ key: `day ${today}`, kind: "day", words: dayLabel(momentOf(message.ts), now, zone) });
    if (newFrom && message.ts === newFrom) found.push({ key: "new", kind: "new", words: "New" });
    if (inThread && at === 1)
      found.push({
        key: "replies",
        kind: "replies",
        words: all.length === 2 ? "1 reply" : `${all.length - 1} replies`,
      });
    const grouped =
      !isNewDay && message.ts !== newFrom && !(inThread && at === 1) && isGrouped(message, before);
    found.push({
      key: message.ts,
      message,
      grouped,
      editing: editing?.ts === message.ts && editing.inThread === inThread,
    });
  }
  return found;
}

const days = new WeakMap();

/** The day of a message, worked out once: lists of thousands ask again at every change. */
function dayOf(message, zone) {
  const known = days.get(message);
  if (known?.zone === zone) return known.day;
  const found = day(momentOf(message.ts), zone);
  days.set(message, { zone, day: found });
  return found;
}

/** Brings the children into this order, moving only what is not in its place. */
function arrange(parent, nodes) {
  const kept = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!kept.has(child)) child.remove();
  let here = parent.firstChild;
  for (const node of nodes) {
    if (node === here) here = here.nextSibling;
    else parent.insertBefore(node, here);
  }
}

/** Up and Down walk from message to message, Home and End to the ends. */
function walk(list, event) {
  const isOnRow = event.target === list || event.target.matches(".message");
  if (!isOnRow || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const rows = [...list.querySelectorAll(".message")];
  const at = event.target === list ? rows.length : rows.indexOf(event.target);
  const goal = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = rows[Math.max(0, Math.min(goal, rows.length - 1))];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function focusKey(list) {
  const active = document.activeElement;
  const row = list.contains(active) && active.closest(".message");
  return row && { ts: row.dataset.ts, part: active.dataset.focus };
}

function restoreFocus(list, focus) {
  if (!focus || list.contains(document.activeElement)) return;
  const row = list.querySelector(`.message[data-ts="${CSS.escape(focus.ts)}"]`);
  const part = focus.part && row?.querySelector(`[data-focus="${CSS.escape(focus.part)}"]`);
  (part ?? row)?.focus({ preventScroll: true });
}
