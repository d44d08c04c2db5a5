/** @module The narrow rail at the left edge: workspace, home, help, and who one is. */

import { avatar } from "./avatar.js";
import { openCreation } from "./channel_browser.js";
import { el, replace } from "./dom.js";
import { icon } from "./icons.js";

/** Fills `root` and keeps it up to date. */
export function mountRail(app, root) {
  const { state } = app;
  app.store.on(["me", "people", "place"], () => {
    if (!state.me) return;
    const team = state.team?.name ?? "Workspace";
    const isAppOpen = state.channels.get(state.place.channel)?.with === state.app.bot_user;
    replace(
      root,
      el("span", { class: "team-tile", "aria-hidden": "true" }, [...team][0]),
      button("home", "Home", () => goHome(app), !isAppOpen),
      button("bolt", state.app.name || "App", () => app.openDirect(state.app.bot_user, "home"), isAppOpen),
      el("span", { class: "rail-space" }),
      button("plus", "New", () => openCreation(app)),
      button("help", "Help", () => app.showHelp()),
      el(
        "span",
        { class: "rail-self", title: state.me.real_name },
        avatar(app, state.me.id, "is-rail"),
        el("span", { class: "presence" }),
      ),
    );
  });
}

function goHome(app) {
  const general = [...app.state.channels.values()].find((channel) => channel.is_general);
  if (general) app.openChannel(general.id);
}

function button(sign, label, click, isOn = false) {
  return el(
    "button",
    { class: `rail-button${isOn ? " is-on" : ""}`, type: "button", on: { click } },
    el("span", { class: "rail-icon" }, icon(sign, 20)),
    el("span", {}, label),
  );
}
