/** @module The bar that only the sandbox has: who one is, the clock, replays, failures and the log. */

import { avatar } from "./avatar.js";
import { narrowed, openChooser } from "./chooser.js";
import { el, replace } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./popup.js";
import { replayPart } from "./replay_bar.js";
import { people } from "./select.js";
import { workspaceNow } from "./store.js";
import { displayName } from "./text.js";
import { toast } from "./toast.js";

const FAULTS = [
  ["none", "Slack works", "No failure"],
  ["rate_limit", "Rate limit", "Every second call is told to come back later"],
  ["outage", "Outage", "Every call of the bot fails until you switch it off"],
  ["lost_answer", "Lost answer", "The next call is done, but the bot never hears so"],
];
const MOVES = [
  ["next", "Skip to next", "To the next moment at which the bot has something to do"],
  ["hour", "+1 hour", "Let an hour pass, with all that happens in it"],
  ["review", "To the review", "To the beginning of the next review meeting"],
];

/** Fills `root` and keeps it up to date. */
export function mountBar(app, root) {
  const { state } = app;
  const clock = el("time", { class: "bar-clock" });
  const replay = replayPart(app);
  const parts = el("div", { class: "bar-parts" });
  const toggle = el(
    "button",
    {
      class: "bar-toggle",
      type: "button",
      "aria-expanded": "false",
      "aria-controls": "bar-parts",
      on: { click: () => toggleParts() },
    },
    "Sandbox",
    icon("chevron", 14),
  );
  parts.id = "bar-parts";
  root.append(toggle, el("span", { class: "bar-tag" }, "Sandbox"), parts);

  function toggleParts(isOpen = !root.classList.contains("is-open")) {
    root.classList.toggle("is-open", isOpen);
    toggle.setAttribute("aria-expanded", String(isOpen));
  }

  function render() {
    if (!state.me) return;
    const focus = parts.contains(document.activeElement) && document.activeElement.dataset.focus;
    replace(
      parts,
      who(),
      el(
        "div",
        { class: "bar-group", role: "group", "aria-label": "The workspace's clock" },
        clock,
        MOVES.map(move),
      ),
      replay.node,
      failure(),
      log(),
    );
    tick();
    if (focus) parts.querySelector(`[data-focus="${focus}"]`)?.focus();
  }

  function who() {
    const choose = ({ value }) => app.actAs(value);
    const open = (event) =>
      openChooser(event.currentTarget, {
        label: "Act as",
        find: (typed) =>
          narrowed(
            people(app).filter(({ value }) => !state.people.get(value)?.is_bot),
            typed,
          ),
        choose,
        isChosen: ({ value }) => value === state.me.id,
      });
    return el(
      "div",
      { class: "bar-group" },
      el(
        "button",
        {
          class: "bar-button is-who",
          type: "button",
          "data-focus": "who",
          "aria-haspopup": "listbox",
          "aria-expanded": "false",
          title: "Act as another person",
          on: { click: open },
        },
        el("span", { class: "quiet" }, "You are"),
        avatar(app, state.me.id, "is-tiny"),
        el("strong", {}, displayName(app, state.me.id)),
        icon("chevron", 14),
      ),
    );
  }

  function move([name, words, says]) {
    return el(
      "button",
      {
        class: "bar-button",
        type: "button",
        title: says,
        "data-focus": `move-${name}`,
        on: { click: (event) => moveClock(event.currentTarget, name) },
      },
      words,
    );
  }

  async function moveClock(button, name) {
    button.disabled = true;
    button.setAttribute("data-busy", "");
    const moved = await app.tell("clock", { move: name });
    button.disabled = false;
    button.removeAttribute("data-busy");
    button.focus();
    if (moved) toast(`It is now ${clockWords(app, new Date(moved.now))}.`, "note");
  }

  function failure() {
    const [, words] = FAULTS.find(([kind]) => kind === state.fault) ?? FAULTS[0];
    const isOn = state.fault !== "none";
    const open = (event) =>
      openMenu(
        event.currentTarget,
        "Make Slack fail",
        FAULTS.map(([kind, label, says]) => ({
          label,
          says,
          icon: kind === state.fault ? icon("check") : el("span"),
          run: () => app.tell("fault", { kind }),
        })),
      );
    return el(
      "div",
      { class: "bar-group" },
      el(
        "button",
        {
          class: `bar-button${isOn ? " is-alarm" : ""}`,
          type: "button",
          "data-focus": "fault",
          "aria-haspopup": "menu",
          "aria-expanded": "false",
          on: { click: open },
        },
        icon("warning", 15),
        isOn ? `Slack fails: ${words}` : "Make Slack fail",
        icon("chevron", 14),
      ),
    );
  }

  function log() {
    return el(
      "button",
      {
        class: "bar-button",
        type: "button",
        "data-focus": "log",
        "aria-pressed": String(app.isLogOpen()),
        on: { click: () => app.toggleLog() },
      },
      icon("log", 15),
      "Log",
    );
  }

  function tick() {
    if (!state.me || !state.now) return;
    const now = workspaceNow(state);
    clock.textContent = clockWords(app, now);
    clock.setAttribute("datetime", now.toISOString());
    clock.title = `The workspace's time, in ${state.me.tz}`;
  }

  setInterval(tick, 1000);
  app.store.on(["me", "people", "fault", "log"], render);
  app.store.on(["now"], tick);
}

function clockWords({ state }, now) {
  const options = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: state.me.tz,
    timeZoneName: "short",
  };
  return new Intl.DateTimeFormat("en-GB", options).format(now).replace(/,/g, "");
}
