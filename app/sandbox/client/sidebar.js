/** @module The list of channels, direct messages and apps, with what is unread. */

import { avatar } from "./avatar.js";
import { openBrowser, openCreation } from "./channel_browser.js";
import { openChooser, narrowed } from "./chooser.js";
import { el, replace } from "./dom.js";
import { icon } from "./icons.js";
import { moveWithin, openMenu } from "./popup.js";
import { people } from "./select.js";
import { channelsOf } from "./store.js";
import { channelName, displayName } from "./text.js";

/** Fills `root` and keeps it up to date. */
export function mountSidebar(app, root) {
  const { state } = app;
  root.addEventListener("keydown", (event) => {
    if (event.target.matches(".place")) moveWithin([...root.querySelectorAll(".place")], event);
  });

  function render() {
    if (!state.me) return;
    const focus = root.contains(document.activeElement) && document.activeElement.dataset.focus;
    replace(root, head(), el("div", { class: "sidebar-scroll" }, channels(), directs(), apps()));
    if (focus) root.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  }

  function head() {
    return el(
      "div",
      { class: "sidebar-head" },
      el(
        "button",
        {
          class: "team-name",
          type: "button",
          "data-focus": "team",
          "aria-haspopup": "menu",
          "aria-expanded": "false",
          on: { click: openTeamMenu },
        },
        el("span", {}, state.team?.name ?? "Workspace"),
        icon("chevron", 15),
      ),
      el(
        "button",
        {
          class: "icon-button new-message",
          type: "button",
          "data-focus": "new",
          "aria-label": "New direct message",
          title: "New direct message",
          "aria-haspopup": "listbox",
          on: { click: (event) => newDirect(app, event.currentTarget) },
        },
        icon("edit"),
      ),
    );
  }

  function openTeamMenu(event) {
    openMenu(event.currentTarget, "Workspace", [
      { label: "Browse channels", icon: icon("search"), run: () => openBrowser(app) },
      { label: "Create a channel", icon: icon("plus"), run: () => openCreation(app) },
      null,
      { label: "Keyboard and help", icon: icon("help"), keys: "?", run: () => app.showHelp() },
    ]);
  }

  function channels() {
    const joined = channelsOf(state, "public", "private").filter(
      (channel) => (channel.is_member && !channel.archived) || channel.id === state.place.channel,
    );
    return section("Channels", [
      joined.map(place),
      extra(
        "plus",
        "Add channels",
        (event) =>
          openMenu(event.currentTarget, "Add channels", [
            { label: "Create a channel", icon: icon("plus"), run: () => openCreation(app) },
            { label: "Browse channels", icon: icon("search"), run: () => openBrowser(app) },
          ]),
        "menu",
      ),
    ]);
  }

  function directs() {
    const known = channelsOf(state, "im", "mpim").filter(
      (channel) => channel.with !== state.app.bot_user && !state.people.get(channel.with)?.is_bot,
    );
    const sorted = known.sort((one, other) => channelName(app, one).localeCompare(channelName(app, other)));
    return section("Direct messages", [
      sorted.map(place),
      extra("plus", "New direct message", (event) => newDirect(app, event.currentTarget), "listbox"),
    ]);
  }

  function apps() {
    const id = state.app.bot_user;
    if (!id) return null;
    const direct = channelsOf(state, "im").find((channel) => channel.with === id);
    if (direct) return section("Apps", [place(direct)]);
    return section("Apps", [
      el(
        "li",
        {},
        el(
          "button",
          {
            class: "place",
            type: "button",
            "data-focus": id,
            on: { click: () => app.openDirect(id, "home") },
          },
          avatar(app, id, "is-tiny"),
          el("span", { class: "place-name" }, displayName(app, id)),
        ),
      ),
    ]);
  }

  function place(channel) {
    const isOpen = state.place.channel === channel.id;
    const isUnread = channel.unread > 0 && !isOpen;
    const sign =
      channel.kind === "im"
        ? avatar(app, channel.with, "is-tiny")
        : icon({ private: "lock", mpim: "people" }[channel.kind] ?? "hash", 16);
    const count =
      isUnread && channel.mentions > 0
        ? el(
            "span",
            { class: "badge", "aria-label": `${channel.mentions} for you` },
            String(channel.mentions),
          )
        : null;
    const isApp = channel.with === state.app.bot_user;
    return el(
      "li",
      {},
      el(
        "button",
        {
          class: `place${isUnread ? " is-unread" : ""}`,
          type: "button",
          "aria-current": isOpen ? "page" : null,
          "data-focus": channel.id,
          on: { click: () => app.openChannel(channel.id, { tab: isApp && !isUnread ? "home" : "messages" }) },
        },
        sign,
        el("span", { class: "place-name" }, channelName(app, channel)),
        isUnread && el("span", { class: "hidden-words" }, `, ${channel.unread} unread`),
        count,
      ),
    );
  }

  app.store.on(["channels", "people", "me", "place"], render);
}

function section(name, items) {
  return el(
    "section",
    { class: "sidebar-section", "aria-label": name },
    el("h2", {}, name),
    el("ul", {}, items),
  );
}

function extra(sign, words, click, popup) {
  return el(
    "li",
    {},
    el(
      "button",
      {
        class: "place is-extra",
        type: "button",
        "data-focus": words,
        "aria-haspopup": popup,
        "aria-expanded": "false",
        on: { click },
      },
      el("span", { class: "place-plus" }, icon(sign, 14)),
      el("span", { class: "place-name" }, words),
    ),
  );
}

function newDirect(app, anchor) {
  openChooser(anchor, {
    label: "Write to",
    find: (typed) =>
      narrowed(
        people(app).filter(({ value }) => value !== app.state.me.id),
        typed,
      ),
    choose: ({ value }) => app.openDirect(value),
  });
}
