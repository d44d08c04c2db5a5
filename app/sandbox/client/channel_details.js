/** @module What one can look up and change about a channel: topic, members, name, archive. */

import { avatar } from "./avatar.js";
import { openChooser, narrowed } from "./chooser.js";
import { confirmed, openDialog } from "./dialog.js";
import { el, freshId, replace } from "./dom.js";
import { icon } from "./icons.js";
import { people } from "./select.js";
import { displayName, mrkdwn } from "./text.js";

/** The dialog behind a channel's name. */
export function openChannelDetails(app, channel) {
  const close = () => dialog.close();
  const doing =
    (verb, args = {}) =>
    async () => {
      if ((await app.tell(verb, { channel: channel.id, ...args })) !== undefined) close();
    };
  const danger = async () => {
    const isSure = await confirmed({
      title: `Archive #${channel.name}?`,
      text: "Nobody will be able to write in it until it is unarchived.",
      confirm: "Archive",
      deny: "Cancel",
      style: "danger",
    });
    if (isSure) doing("archive")();
  };
  const body = el(
    "div",
    { class: "details" },
    textForm("Topic", channel.topic, "Set topic", (text) => doing("set_topic", { text })()),
    channel.purpose && el("section", {}, el("h3", {}, "Description"), mrkdwn(app, channel.purpose)),
    textForm("Name", channel.name, "Rename", (text) => doing("rename", { text })()),
    el(
      "div",
      { class: "actions" },
      channel.is_member ? button("Leave channel", doing("leave")) : button("Join channel", doing("join")),
      channel.archived
        ? button("Unarchive channel", doing("unarchive"))
        : button("Archive channel", danger, "is-danger-outline"),
    ),
  );
  const dialog = openDialog({
    title: [icon(channel.kind === "private" ? "lock" : "hash", 20), ` ${channel.name}`],
    body,
  });
}

/** Who is in the channel, with a way to bring somebody in. */
export function openMembers(app, channel) {
  const list = el("ul", { class: "people" });
  const draw = () =>
    replace(
      list,
      current().members.map((id) => memberLine(app, channel, id, draw)),
    );
  const current = () => app.state.channels.get(channel.id) ?? channel;
  const invite = (event) =>
    openChooser(event.currentTarget, {
      label: "Add somebody",
      find: (typed) =>
        narrowed(
          people(app).filter((person) => !current().members.includes(person.value)),
          typed,
        ),
      choose: async ({ value }) => {
        await app.tell("invite", { channel: channel.id, user: value });
        setTimeout(draw, 150);
      },
    });
  openDialog({
    title: `Members of #${channel.name}`,
    body: [
      el(
        "button",
        { class: "button", type: "button", "aria-haspopup": "listbox", on: { click: invite } },
        "Add people",
      ),
      list,
    ],
  });
  draw();
}

function memberLine(app, channel, id, draw) {
  const remove = async () => {
    await app.tell("remove", { channel: channel.id, user: id });
    setTimeout(draw, 150);
  };
  const person = app.state.people.get(id);
  const isMe = id === app.state.me.id;
  return el(
    "li",
    {},
    avatar(app, id, "is-small"),
    el(
      "span",
      {},
      el("strong", {}, displayName(app, id)),
      isMe ? " (you)" : "",
      el("small", {}, person?.title || ""),
    ),
    !isMe &&
      el(
        "button",
        {
          class: "plain-link",
          type: "button",
          "aria-label": `Remove ${displayName(app, id)}`,
          on: { click: remove },
        },
        "Remove",
      ),
  );
}

function button(words, click, kind = "") {
  return el("button", { class: `button ${kind}`, type: "button", on: { click } }, words);
}

function textForm(name, value, verb, save) {
  const id = freshId("detail");
  const field = el("input", { class: "text-field", id, type: "text", value: value ?? "" });
  const submit = (event) => {
    event.preventDefault();
    save(field.value.trim());
  };
  return el(
    "form",
    { class: "text-form", on: { submit } },
    el("label", { for: id }, name),
    el("div", {}, field, el("button", { class: "button", type: "submit" }, verb)),
  );
}
