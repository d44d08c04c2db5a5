/** @module The reactions under a message, with who gave them. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { openPicker } from "./picker.js";
import { displayName, emoji } from "./text.js";

/** The row of reactions, `null` when there are none. */
export function reactionBar(app, { message, channel }) {
  if (!message.reactions?.length) return null;
  const target = { channel, ts: message.ts };
  return el(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    message.reactions.map((reaction) => reactionButton(app, target, reaction)),
    el(
      "button",
      {
        class: "reaction is-add",
        type: "button",
        "aria-label": "Add a reaction",
        "aria-haspopup": "dialog",
        "data-focus": "add-reaction",
        on: { click: (event) => chooseReaction(app, target, event.currentTarget) },
      },
      icon("smile", 16),
    ),
  );
}

/** Lets the person choose an emoji for a message. */
export function chooseReaction(app, target, anchor) {
  openPicker(app, anchor, (name) => app.tell("react", { ...target, name }), {
    end: anchor.matches(".message"),
  });
}

/** Adds the person's reaction, or takes it away. */
export function toggleReaction(app, target, name, isMine) {
  return app.tell(isMine ? "unreact" : "react", { ...target, name });
}

function reactionButton(app, target, { name, users, count }) {
  const isMine = users.includes(app.state.me.id);
  const who = whoReacted(app, users, name);
  return el(
    "button",
    {
      class: `reaction${isMine ? " is-mine" : ""}`,
      type: "button",
      "aria-pressed": String(isMine),
      "aria-label": `${count} with ${name}. ${who}`,
      "data-focus": `reaction/${name}`,
      on: { click: () => toggleReaction(app, target, name, isMine) },
    },
    el("span", { "aria-hidden": "true" }, emoji(app, name)),
    el("span", { class: "reaction-count", "aria-hidden": "true" }, String(count)),
    el(
      "span",
      { class: "reaction-who", "aria-hidden": "true" },
      el("span", { class: "reaction-big" }, emoji(app, name)),
      el("span", {}, who),
    ),
  );
}

function whoReacted(app, users, name) {
  const names = users.map((id) => (id === app.state.me.id ? "You" : displayName(app, id)));
  const list = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
  return `${list} reacted with :${name}:`;
}
