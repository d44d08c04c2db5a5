/** @module The drawer with every call between app and Slack, each readable and to be opened. */

import { closeButton } from "./dialog.js";
import { el, replace } from "./dom.js";

const SHOWN = 300;

/** Fills `root`; hidden until it is asked for. */
export function mountLog(app, root) {
  const rows = new Map();
  const list = el("ol", { class: "log-list", tabindex: 0, "aria-label": "Calls, newest first" });
  const filter = el("input", {
    class: "text-field",
    type: "search",
    placeholder: "Filter, e.g. views.open",
    "aria-label": "Filter calls",
  });
  const onlyFailed = el("input", { type: "checkbox" });
  root.append(
    el(
      "header",
      { class: "pane-head" },
      el("h2", {}, "Between app and Slack"),
      closeButton(() => app.toggleLog(false), "Close log"),
    ),
    el(
      "div",
      { class: "log-tools" },
      filter,
      el("label", { class: "choice" }, onlyFailed, el("span", {}, "Only failures")),
    ),
    list,
  );
  filter.addEventListener("input", render);
  onlyFailed.addEventListener("change", render);
  root.addEventListener("keydown", ({ key }) => key === "Escape" && app.toggleLog(false));

  function render() {
    root.hidden = !app.isLogOpen();
    if (root.hidden) return;
    const wanted = filter.value.trim().toLowerCase();
    const calls = app.state.calls.filter(
      (call) =>
        (!onlyFailed.checked || !call.ok) && `${call.name} ${call.summary}`.toLowerCase().includes(wanted),
    );
    replace(list, calls.slice(-SHOWN).reverse().map(rowOf));
    if (!calls.length)
      list.append(el("li", { class: "quiet" }, "Nothing yet. Press a button of the bot, or type a command."));
  }

  function rowOf(call) {
    if (!rows.has(call.n)) rows.set(call.n, row(app, call));
    return rows.get(call.n);
  }

  app.store.on(["calls", "log"], render);
}

function row(app, call) {
  const isOut = call.direction === "to_slack";
  const at = new Date(call.at).toLocaleTimeString("en-GB", { timeZone: app.state.me.tz });
  const body = el("div", { class: "log-body" });
  const fill = ({ target }) => {
    if (target.open && !body.firstChild)
      replace(
        body,
        part(isOut ? "Request of the app" : "What Slack sent", call.request),
        part("Answer", call.answer),
      );
  };
  return el(
    "li",
    {},
    el(
      "details",
      { on: { toggle: fill } },
      el(
        "summary",
        { class: call.ok ? "" : "is-failed" },
        el("span", { class: `log-way ${isOut ? "is-out" : "is-in"}` }, isOut ? "app → Slack" : "Slack → app"),
        el("code", {}, call.name),
        el("span", { class: "log-words" }, call.summary ?? ""),
        el(
          "span",
          { class: "quiet" },
          `${call.ok ? "" : "failed · "}${at}${call.ms ? ` · ${call.ms} ms` : ""}`,
        ),
      ),
      body,
    ),
  );
}

function part(name, value) {
  return el(
    "section",
    {},
    el("h3", {}, name),
    el("pre", { tabindex: 0 }, JSON.stringify(value ?? null, null, 2)),
  );
}
