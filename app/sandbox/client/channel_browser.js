/** @module Finding and making channels, and jumping to any conversation. */

import { narrowed, openChooser } from "./chooser.js";
import { openDialog } from "./dialog.js";
import { el, freshId, replace } from "./dom.js";
import { icon } from "./icons.js";
import { people } from "./select.js";
import { channelsOf } from "./store.js";
import { channelName, plainWords } from "./text.js";

/** All public channels, joined, not joined and archived. */
export function openBrowser(app) {
  const field = el("input", {
    class: "text-field",
    type: "search",
    placeholder: "Search channels",
    "aria-label": "Search channels",
  });
  const list = el("ul", { class: "channel-list" });
  const draw = () => {
    const wanted = field.value.trim().toLowerCase();
    const found = channelsOf(app.state, "public", "private").filter(({ name, topic }) =>
      `${name} ${topic}`.toLowerCase().includes(wanted),
    );
    replace(
      list,
      found.map((channel) => line(app, channel, dialog)),
    );
  };
  const dialog = openDialog({
    title: "All channels",
    body: [field, list],
    footer: el(
      "button",
      {
        class: "button",
        type: "button",
        on: {
          click: () => {
            dialog.close();
            openCreation(app);
          },
        },
      },
      "Create a channel",
    ),
  });
  field.addEventListener("input", draw);
  draw();
  field.focus();
}

/** The form for a new channel. */
export function openCreation(app) {
  const id = freshId("channel");
  const name = el("input", {
    class: "text-field",
    id,
    type: "text",
    maxlength: 80,
    placeholder: "e.g. payments",
    autocomplete: "off",
  });
  const isPrivate = el("input", { type: "checkbox" });
  const problem = el("p", { class: "input-error", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    try {
      const made = await app.ask("create_channel", {
        name: name.value.trim().replace(/^#/, ""),
        is_private: isPrivate.checked,
      });
      dialog.close();
      app.store.apply({ type: "channels", channels: [made.channel] });
      app.openChannel(made.channel.id);
    } catch (refusal) {
      replace(problem, icon("warning", 15), " ", refusal.message);
      name.focus();
    }
  };
  const form = el(
    "form",
    { class: "text-form is-tall", on: { submit } },
    el("label", { for: id }, "Name"),
    name,
    problem,
    el(
      "label",
      { class: "choice" },
      isPrivate,
      el("span", {}, "Private", el("small", {}, "Only people who are invited see it.")),
    ),
    el("div", { class: "form-foot" }, el("button", { class: "button is-primary", type: "submit" }, "Create")),
  );
  const dialog = openDialog({ title: "Create a channel", body: form, kind: "is-small" });
  name.focus();
}

/** Jumps to a channel or a person by name. */
export function openSwitcher(app, anchor) {
  const items = [
    ...channelsOf(app.state, "public", "private").map((channel) => ({
      value: { channel: channel.id },
      text: channelName(app, channel),
      says: channel.archived ? "archived" : plainWords(app, channel.topic).slice(0, 80),
      picture: icon(channel.kind === "private" ? "lock" : "hash", 16),
    })),
    ...people(app)
      .filter(({ value }) => value !== app.state.me.id)
      .map((person) => ({ ...person, value: { person: person.value } })),
  ];
  openChooser(anchor, {
    label: "Jump to",
    hint: "Jump to a channel or a person",
    find: (typed) => narrowed(items, typed),
    choose: ({ value }) => (value.channel ? app.openChannel(value.channel) : app.openDirect(value.person)),
  });
}

function line(app, channel, dialog) {
  const open = () => {
    dialog.close();
    app.openChannel(channel.id);
  };
  const state = channel.archived
    ? "Archived"
    : channel.is_member
      ? "Joined"
      : `${channel.members.length} ${channel.members.length === 1 ? "member" : "members"}`;
  return el(
    "li",
    {},
    el(
      "button",
      { class: "channel-line", type: "button", on: { click: open } },
      icon(channel.kind === "private" ? "lock" : "hash", 16),
      el(
        "span",
        {},
        el("strong", {}, channel.name),
        el("small", {}, `${state}${channel.purpose ? ` · ${plainWords(app, channel.purpose)}` : ""}`),
      ),
    ),
  );
}
