/** @module Block Kit's elements: buttons and menus; fields are in fields.js, select menus in select.js. */

import { confirmed } from "./dialog.js";
import { el, safeUrl } from "./dom.js";
import { FIELDS } from "./fields.js";
import { icon } from "./icons.js";
import { picture } from "./images.js";
import { openMenu } from "./popup.js";
import { selectField } from "./select.js";
import { plainText, textObject } from "./text.js";

/**
 * @typedef {{id?: string, labelledBy?: string, isRequired?: boolean, isWrong?: boolean}} Label
 */

/** An element in its block. */
export function interactive(place, block, element, label = {}) {
  const made = RENDERERS[element.type] ?? (/select$/.test(element.type) ? selectField : unknown);
  return made(place, block, element, label);
}

const RENDERERS = {
  ...FIELDS,
  button,
  overflow,
  workflow_button: button,
  image: (_place, _block, element) => picture(element, "accessory-image"),
  feedback_buttons: feedback,
  icon_button: iconButton,
};

/** Asks first where the element wants it, then tells the app. */
export async function pressed(place, block, element, value) {
  if (element.confirm && !(await confirmed(confirmTexts(place.app, element.confirm)))) return false;
  place.press(block, element, value);
  return true;
}

function confirmTexts(app, confirm) {
  const words = (text) => textObject(app, typeof text === "string" ? { type: "plain_text", text } : text);
  return {
    title: words(confirm.title ?? "Are you sure?"),
    text: words(confirm.text),
    confirm: words(confirm.confirm ?? "Yes"),
    deny: words(confirm.deny ?? "Cancel"),
    style: confirm.style,
  };
}

function button(place, block, element) {
  const style = { primary: " is-primary", danger: " is-danger" }[element.style] ?? "";
  const props = {
    class: `button${style}`,
    "aria-label": element.accessibility_label ?? null,
    "data-focus": `${block.block_id}/${element.action_id}/${element.value ?? ""}`,
  };
  const press = () => pressed(place, block, element, element.value ?? null);
  const href = safeUrl(element.url);
  if (href)
    return el(
      "a",
      { ...props, href, target: "_blank", rel: "noopener noreferrer", on: { click: press } },
      plainText(place.app, element.text),
    );
  return el("button", { ...props, type: "button", on: { click: press } }, plainText(place.app, element.text));
}

function iconButton(place, block, element) {
  return button(place, block, { ...element, text: element.text ?? { text: element.icon ?? "Press" } });
}

function feedback(place, block, element) {
  const sides = [element.positive_button, element.negative_button].filter(Boolean);
  return el(
    "span",
    { class: "feedback" },
    sides.map((side) => button(place, block, { ...side, action_id: element.action_id })),
  );
}

function overflow(place, block, element) {
  const open = (event) =>
    openMenu(
      event.currentTarget,
      "More actions",
      element.options.map((option) => ({
        label: plainText(place.app, option.text),
        says: option.description && plainText(place.app, option.description),
        run: () => overflowChosen(place, block, element, option),
      })),
      { end: true },
    );
  return el(
    "button",
    {
      class: "button is-overflow",
      type: "button",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-focus": `${block.block_id}/${element.action_id}`,
      on: { click: open },
    },
    icon("dots"),
  );
}

function overflowChosen(place, block, element, option) {
  const href = safeUrl(option.url);
  if (href) window.open(href, "_blank", "noopener");
  return pressed(place, block, element, option.value);
}

function unknown(_place, _block, element) {
  return el("span", { class: "quiet" }, `This client cannot show “${element.type}” yet.`);
}
