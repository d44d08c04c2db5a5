/** @module What happens while one looks: new messages are read and announced, lost channels are left. */

import { day } from "./dates.js";
import { isReply, workspaceNow } from "./store.js";
import { displayName, plainWords } from "./text.js";
import { announce } from "./toast.js";

/** Follows the store for as long as the page lives. */
export function followNews(app) {
  const { state, store } = app;
  let newest = "";
  let key = "";
  let lastDay = null;

  function look() {
    const { channel, tab } = state.place;
    const all = state.messages.get(channel);
    const last = all && [...all.values()].at(-1);
    const here = `${state.me?.id} ${channel} ${Boolean(all)}`;
    if (here !== key) {
      key = here;
      newest = last?.ts ?? "";
      return;
    }
    if (!last || last.ts <= newest) return;
    newest = last.ts;
    if (tab !== "messages") return;
    if (last.user !== state.me.id || last.is_whisper) announce(words(last));
    if (document.visibilityState === "visible") app.ask("read", { channel }).catch(() => {});
  }

  function words(message) {
    const place = isReply(message) ? " in a thread" : "";
    return `${displayName(app, message.user)}${place}${message.is_whisper ? ", only to you" : ""}: ${plainWords(app, message.text).slice(0, 200)}`;
  }

  function leaveLost() {
    if (state.me && state.place.channel && !state.channels.has(state.place.channel)) {
      store.set({ place: { channel: null, tab: "messages", thread: null } });
      app.land();
    }
  }

  document.addEventListener("visibilitychange", () => {
    const { channel } = state.place;
    if (document.visibilityState === "visible" && state.channels.get(channel)?.unread)
      app.ask("read", { channel }).catch(() => {});
  });
  /** "Today" means another day after midnight, and after a leap of the clock. */
  function turnPage() {
    const today = state.me && day(workspaceNow(state), state.me.tz);
    if (today && lastDay && today !== lastDay) app.relook("messages", "channels", "home", "modals");
    lastDay = today;
  }

  store.on(["now"], turnPage);
  store.on(["messages", "place"], look);
  store.on(["channels"], leaveLost);
}
