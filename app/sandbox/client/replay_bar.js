/** @module Replaying a recorded incident: choosing it and its speed, progress, pause and stop. */

import { el, freshId, replace } from "./dom.js";
import { icon } from "./icons.js";
import { openPopup } from "./popup.js";

const SPEEDS = [
  [30, "30 times as fast"],
  [60, "A minute a second"],
  [240, "240 times as fast"],
  [1000, "As fast as one can read"],
];

const BEGINNING = "";

/** The part of the bar; it redraws itself when the replay goes on. */
export function replayPart(app) {
  const { state } = app;
  const node = el("div", { class: "bar-group" });
  /** Which of the replay's channels the window went along to last; `null`: it stays where it is. */
  let watched = null;

  function render() {
    const run = state.replay;
    const isRunning = run && !run.over && run.done < run.total;
    if (isRunning) {
      goAlong(run.channel);
      replace(node, running(run));
    } else if (!node.querySelector("[data-focus=replay]")) replace(node, start());
  }

  /** Once the replay goes on in another channel, so does who watches it and has not gone elsewhere. */
  function goAlong(channel) {
    const isWatching = watched === BEGINNING || (watched !== null && watched === state.place.channel);
    if (isWatching && watched !== channel && state.channels.has(channel)) watch(channel);
  }

  function watch(channel) {
    watched = channel;
    return app.openChannel(channel);
  }

  function begin(name, speed) {
    watched = BEGINNING;
    app.tell("replay", { name, speed });
  }

  function start() {
    return el(
      "button",
      {
        class: "bar-button",
        type: "button",
        "data-focus": "replay",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        on: { click: (event) => choose(app, event.currentTarget, begin) },
      },
      icon("arrow", 15),
      "Replay a real incident",
      icon("chevron", 14),
    );
  }

  function running(run) {
    const pause = () => app.tell("replay", { name: run.paused ? "resume" : "pause" });
    const focus = node.contains(document.activeElement) && document.activeElement.dataset.focus;
    queueMicrotask(() => focus && node.querySelector(`[data-focus="${focus}"]`)?.focus());
    return el(
      "div",
      { class: "replay", role: "group", "aria-label": "Replay" },
      el("span", { class: "replay-words", title: run.said }, `${run.done} of ${run.total}`),
      el("progress", { max: run.total, value: run.done, "aria-label": "Progress of the replay" }),
      el(
        "button",
        { class: "bar-button", type: "button", "data-focus": "pause", on: { click: pause } },
        run.paused ? "Go on" : "Pause",
      ),
      state.place.channel !== run.channel &&
        el(
          "button",
          {
            class: "bar-button",
            type: "button",
            "data-focus": "watch",
            on: { click: () => watch(run.channel) },
          },
          "Watch",
        ),
      el(
        "button",
        {
          class: "bar-button",
          type: "button",
          "data-focus": "stop",
          on: { click: () => app.tell("replay", { name: "stop" }) },
        },
        "Stop",
      ),
      el("span", { class: "replay-said" }, run.said),
    );
  }

  app.store.on(["replay", "me", "channels", "place"], render);
  return { node };
}

async function choose(app, anchor, begin) {
  const recordings = (await app.tell("recordings")) ?? [];
  const speedId = freshId("speed");
  const speed = el(
    "select",
    { class: "text-field", id: speedId },
    SPEEDS.map(([value, words]) => el("option", { value, selected: value === 60 }, words)),
  );
  const list = recordings.map(({ name, title }) =>
    el(
      "button",
      {
        class: "menu-item",
        type: "button",
        on: {
          click: () => {
            popup.close();
            begin(name, Number(speed.value));
          },
        },
      },
      el("span", { class: "menu-icon" }, icon("arrow")),
      el("span", { class: "menu-words" }, el("span", {}, title)),
    ),
  );
  const popup = openPopup(
    anchor,
    el(
      "div",
      { class: "popup-card", role: "dialog", "aria-label": "Replay a real incident" },
      el("h2", {}, "Replay a real incident"),
      el("p", { class: "quiet" }, "What people really wrote, in a channel of its own. The clock goes along."),
      el("label", { for: speedId }, "Speed"),
      speed,
      list.length ? list : el("p", {}, "There is no recording here."),
    ),
    { wide: true },
  );
  popup.node.querySelector(".menu-item")?.focus();
}
