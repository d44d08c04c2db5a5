/** @module Going from place to place: channels, tabs, threads and single messages; the address follows. */

import { addressOf, targetOf } from "./address.js";
import { channelName } from "./text.js";

/** The verbs of navigation, to be joined with `app`. */
export function createNavigation(app) {
  const { state, store } = app;

  async function openChannel(id, { tab = "messages", thread = null, isQuiet = false } = {}) {
    const channel = state.channels.get(id);
    if (!channel) return false;
    showSidebar(false);
    const isOther = state.place.channel !== id;
    const unread = isOther ? channel.unread : 0;
    store.set(
      { place: { channel: id, tab, thread }, editing: null, ...(isOther && { newFrom: null }) },
      "place",
    );
    const opened = await app.tell("open", { channel: id });
    if (!opened || state.place.channel !== id) return false;
    store.apply({ type: "opened", ...opened });
    if (isOther) store.set({ newFrom: firstUnread(opened.messages, unread, state.me.id) }, "messages");
    if (tab === "home") app.tell("open_home");
    if (!isQuiet) remember();
    document.title = `${channelName(app, opened.channel)} · ${state.team?.name ?? "Sandbox"}`;
    await settled();
    if (tab === "messages" && !thread && matchMedia("(min-width: 800px)").matches)
      app.channel.composer.focus();
    return true;
  }

  async function openDirect(user, tab = "messages") {
    if (user === state.me.id) return;
    const isApp = user === state.app.bot_user;
    const made = await app.tell("open_direct", { user });
    if (!made) return;
    store.apply({ type: "channels", channels: [made.channel] });
    await openChannel(made.channel.id, { tab: isApp ? tab : "messages" });
  }

  async function openMessage({ channel, ts, thread }) {
    const isInThread = thread && thread !== ts;
    if (state.place.channel !== channel || state.place.tab !== "messages") {
      if (!(await openChannel(channel, { thread: isInThread ? thread : null }))) return;
    } else if (isInThread) openThread(thread);
    await settled();
    if (ts) (isInThread ? app.thread : app.channel).list.reveal(ts);
  }

  function openThread(ts) {
    const before = state.place.thread;
    store.set({ place: { ...state.place, tab: "messages", thread: ts }, editing: null }, "place");
    queueMicrotask(() => (ts ? app.thread.composer.focus() : focusParent(before)));
  }

  function focusParent(ts) {
    const row = ts && document.querySelector(`#channel .message[data-ts="${CSS.escape(ts)}"]`);
    if (row) row.focus();
    else app.channel.composer.focus();
  }

  function showTab(tab) {
    store.set({ place: { ...state.place, tab } }, "place");
    if (tab === "home") app.tell("open_home");
    queueMicrotask(() => document.querySelector(".tab[aria-selected=true]")?.focus());
  }

  function showSidebar(isOpen) {
    document.body.classList.toggle("is-sidebar-open", isOpen);
    if (isOpen) document.querySelector("#sidebar [aria-current], #sidebar .place")?.focus();
  }

  /** After a snapshot: where the address says, where one was, or in #general. */
  async function land({ isFirst = false } = {}) {
    const target = isFirst ? targetOf(location.hash) : null;
    if (target && state.channels.has(target.channel)) return openMessage(target);
    const { channel, tab, thread } = state.place;
    if (state.channels.has(channel)) return openChannel(channel, { tab, thread });
    const all = [...state.channels.values()];
    const general = all.find((each) => each.is_general) ?? all.find((each) => each.is_member) ?? all[0];
    return general && openChannel(general.id);
  }

  function remember() {
    history.replaceState(null, "", addressOf({ channel: state.place.channel }));
  }

  addEventListener("hashchange", () => {
    const target = targetOf(location.hash);
    if (target && state.channels.has(target.channel)) openMessage(target);
  });

  return {
    openChannel,
    openDirect,
    openMessage,
    openThread,
    showTab,
    showSidebar,
    land,
    focusComposer: () => app.channel.composer.focus(),
    write: (words) => app.channel.composer.write(words),
  };
}

/** The message below the line "New": the first of those that the person had not read. */
function firstUnread(messages, unread, me) {
  const main = messages.filter(
    (message) =>
      (!message.thread_ts || message.thread_ts === message.ts) && message.user !== me && !message.is_whisper,
  );
  return unread > 0 ? (main.at(-unread)?.ts ?? null) : null;
}

function settled() {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
