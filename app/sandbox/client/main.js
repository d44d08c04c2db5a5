/** @module Puts the workspace together: store, connection, parts of the page, and what all parts may ask for. */

import { addressOf, targetOf } from "./address.js";
import { mountBar } from "./bar.js";
import { mountChannel } from "./channel.js";
import { openSwitcher } from "./channel_browser.js";
import { connect, socketAddress } from "./connection.js";
import { el } from "./dom.js";
import { createEmoji, loadEmoji } from "./emoji.js";
import { openHelp } from "./help.js";
import { mountHint } from "./hint.js";
import { mountKeys } from "./keys.js";
import { mountLog } from "./log.js";
import { mountModals } from "./modal.js";
import { createNavigation } from "./navigation.js";
import { followNews } from "./news.js";
import { mountRail } from "./rail.js";
import { mountSidebar } from "./sidebar.js";
import { createStore } from "./store.js";
import { mountThread } from "./thread.js";
import { toast } from "./toast.js";
import { sentValue, startingValue } from "./values.js";

const PERSON = "onward-person";
const byId = (id) => document.getElementById(id);

function start() {
  takePersonFromAddress();
  const store = createStore();
  const app = createApp(store);
  Object.assign(app, createNavigation(app));
  app.channel = mountChannel(app, byId("channel"));
  app.thread = mountThread(app, byId("thread"));
  mountSidebar(app, byId("sidebar"));
  mountRail(app, byId("rail"));
  mountBar(app, byId("bar"));
  mountLog(app, byId("log"));
  mountHint(app, byId("hint"));
  mountModals(app);
  mountKeys(app);
  followNews(app);
  byId("search").addEventListener("click", ({ currentTarget }) => openSwitcher(app, currentTarget));
  loadEmoji().then((emoji) => {
    app.emoji = emoji;
    app.relook("emoji");
  });
  online(app);
}

/** What every part of the page may use. `tell` shows a refusal by itself and then gives `undefined`. */
function createApp(store) {
  const { state } = store;
  const pending = new Set();
  let looks = 0;
  let isLogOpen = false;
  const app = {
    store,
    state,
    emoji: createEmoji([]),
    addressOf,
    startingValue,
    sentValue,
    messageOf: (url) => {
      const target = targetOf(String(url ?? ""));
      return target && state.channels.has(target.channel) ? target : null;
    },
    ask: (verb, args) => app.connection.ask(verb, args),
    async tell(verb, args) {
      try {
        return (await app.ask(verb, args)) ?? null;
      } catch (refusal) {
        toast(refusal.message);
        return undefined;
      }
    },
    /** One press at a time for each button, so that a double click is one. */
    async press(key, verb, args) {
      if (pending.has(key)) return;
      pending.add(key);
      await app.tell(verb, args);
      pending.delete(key);
    },
    /** Changes when everything has to be drawn anew: another person, new names, the emoji. */
    looks: () => looks,
    relook(...subjects) {
      looks += 1;
      store.touch(...subjects);
    },
    edit: (editing) => store.set({ editing }, "messages"),
    dismiss(ts) {
      state.dismissed.add(ts);
      store.touch("messages");
    },
    async actAs(user) {
      const snapshot = await app.tell("act_as", { user });
      if (!snapshot) return;
      remember(user);
      app.receive(snapshot);
      await app.land();
      byId("announcer").textContent = `You are now ${state.me.real_name}.`;
    },
    receive(frame) {
      if (frame.type === "snapshot" || frame.type === "people") looks += 1;
      store.apply(frame);
    },
    isLogOpen: () => isLogOpen,
    toggleLog(isOpen = !isLogOpen) {
      isLogOpen = isOpen;
      store.touch("log");
      if (isOpen) app.tell("log", { after: 0 }).then((calls) => calls && store.set({ calls }, "calls"));
      else document.querySelector("[data-focus=log]")?.focus();
    },
    showHelp: () => openHelp(app),
  };
  return app;
}

/** Connects; after a loss the same person sees the same channel again. */
function online(app) {
  const banner = el("p", { class: "offline", role: "status", hidden: true }, "Not connected. Trying again…");
  byId("notices").append(banner);
  let isFirst = true;
  app.connection = connect({
    address: () =>
      `${socketAddress(location)}${remembered() ? `?as=${encodeURIComponent(remembered())}` : ""}`,
    onOpen: () => {
      banner.hidden = true;
    },
    onLost: () => {
      banner.hidden = false;
    },
    onFrame: (frame) => {
      app.receive(frame);
      if (frame.type !== "snapshot") return;
      remember(frame.me.id);
      app.land({ isFirst });
      isFirst = false;
    },
  });
}

/** `?as=` says once who one is; after that it would only contradict "You are". */
function takePersonFromAddress() {
  const person = new URLSearchParams(location.search).get("as");
  if (!person) return;
  remember(person);
  history.replaceState(null, "", location.pathname + location.hash);
}

/** The person belongs to this window alone, so that two windows can be two people. */
function remember(user) {
  try {
    sessionStorage.setItem(PERSON, user);
  } catch {
    // Without storage a reload begins as the first person again.
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(PERSON);
  } catch {
    return null;
  }
}

start();
