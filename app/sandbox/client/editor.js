/** @module Changing a message that was sent, in its place. */

import { el } from "./dom.js";
import { typedForm } from "./typing.js";

const DRAFT = "draft";

/** The field with Save and Cancel; the words survive a redraw in `values`. */
export function editor(app, { message, channel, values }) {
  const field = el("textarea", {
    class: "text-field editor-field",
    rows: 2,
    "aria-label": "Edit message",
    "data-focus": "editor",
  });
  field.value = values.get(DRAFT) ?? typedForm(app, message.text);
  const stop = () => {
    values.delete(DRAFT);
    app.edit(null);
  };
  const save = async () => {
    const text = field.value.trim();
    if (!text) return;
    const isSame = text === typedForm(app, message.text);
    if (isSame || (await app.tell("edit", { channel, ts: message.ts, text })) !== undefined) stop();
  };
  field.addEventListener("input", () => values.set(DRAFT, field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      stop();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  queueMicrotask(() => {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
  return el(
    "div",
    { class: "editor" },
    field,
    el(
      "div",
      { class: "editor-foot" },
      el("button", { class: "button", type: "button", on: { click: stop } }, "Cancel"),
      el("button", { class: "button is-primary", type: "button", on: { click: save } }, "Save"),
    ),
  );
}
