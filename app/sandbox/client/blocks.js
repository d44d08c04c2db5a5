/** @module Block Kit's layout blocks. What can be pressed or filled in is in elements.js. */

import { el, freshId, outward, replace } from "./dom.js";
import { interactive } from "./elements.js";
import { icon } from "./icons.js";
import { picture } from "./images.js";
import { markdown } from "./markdown.js";
import { richText } from "./rich_text.js";
import { mrkdwn, plainText, textObject } from "./text.js";

/**
 * Where blocks stand, and what happens to what people do there.
 * @typedef {{app: object, surface: "message" | "modal" | "home", valueOf: (block: object, element: object) => any,
 *   change: (block: object, element: object, value: any) => void,
 *   press: (block: object, element: object, value?: any) => void, errors?: Record<string, string>}} Place
 */

/** All blocks of a message or view. A kind that is not known here is named, not hidden. */
export function blockNodes(place, blocks) {
  return (blocks ?? []).map((block) => (RENDERERS[block.type] ?? unknown)(place, block));
}

const RENDERERS = {
  section,
  header,
  context,
  actions,
  image,
  input,
  table,
  alert,
  card,
  carousel,
  container,
  video,
  file,
  divider: () => el("hr", { class: "block-divider" }),
  rich_text: ({ app }, block) => el("div", { class: "block" }, richText(app, block)),
  markdown: ({ app }, block) => el("div", { class: "block" }, markdown(app, block.text)),
  context_actions: actions,
  data_table: table,
};

function section(place, block) {
  const { app } = place;
  const words = block.text && el("div", { class: "section-text" }, textObject(app, block.text));
  const fields =
    block.fields &&
    el(
      "div",
      { class: "fields" },
      block.fields.map((field) => el("div", { class: "field" }, textObject(app, field))),
    );
  const accessory =
    block.accessory &&
    el("div", { class: `accessory is-${block.accessory.type}` }, interactive(place, block, block.accessory));
  return el(
    "div",
    { class: "block section" },
    el("div", { class: "section-words" }, words, fields),
    accessory,
  );
}

function header({ app }, block) {
  return el("h3", { class: "block block-header" }, plainText(app, block.text));
}

function context({ app }, block) {
  return el(
    "div",
    { class: "block context" },
    block.elements.map((element) =>
      element.type === "image" ? picture(element, "context-image") : textObject(app, element),
    ),
  );
}

function actions(place, block) {
  return el(
    "div",
    { class: "block actions" },
    block.elements.map((element) => interactive(place, block, element)),
  );
}

function image({ app }, block) {
  const title = block.title && el("figcaption", {}, plainText(app, block.title));
  return el("figure", { class: "block image" }, title, picture(block, "block-image"));
}

function input(place, block) {
  const id = freshId("field");
  const error = place.errors?.[block.block_id];
  const { app } = place;
  const label = el(
    "label",
    { class: "input-label", id: `${id}-label`, for: id },
    plainText(app, block.label),
    block.optional
      ? el("span", { class: "optional" }, " (optional)")
      : el("span", { class: "required", "aria-hidden": "true" }, " *"),
  );
  const node = interactive(place, block, block.element, {
    id,
    labelledBy: `${id}-label`,
    isRequired: !block.optional,
    isWrong: Boolean(error),
  });
  return el(
    "div",
    { class: `block input${error ? " has-error" : ""}`, "data-block": block.block_id },
    label,
    node,
    el(
      "p",
      { class: "input-error", id: `${id}-error`, role: "alert" },
      error && [icon("warning", 15), " ", error],
    ),
    block.hint && el("p", { class: "input-hint", id: `${id}-hint` }, plainText(app, block.hint)),
  );
}

function table({ app }, block) {
  const rows = block.rows ?? [];
  const cell = (tag) => (each, column) => {
    const setting = block.column_settings?.[column];
    return el(
      tag,
      { class: `align-${setting?.align ?? "left"}`, scope: tag === "th" ? "col" : null },
      cellContent(app, each),
    );
  };
  const [head = [], ...body] = rows;
  return el(
    "div",
    {
      class: "block table-box",
      tabindex: 0,
      role: "group",
      "aria-label": block.caption?.text ?? block.caption ?? "Table",
    },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, head.map(cell("th")))),
      el(
        "tbody",
        {},
        body.map((row) => el("tr", {}, row.map(cell("td")))),
      ),
    ),
  );
}

function cellContent(app, cell) {
  if (typeof cell === "string" || typeof cell === "number") return String(cell);
  return cell.type === "rich_text"
    ? richText(app, cell)
    : plainText(app, String(cell.text ?? cell.value ?? ""));
}

function alert({ app }, block) {
  return el(
    "div",
    { class: `block alert is-${block.level ?? block.style ?? "default"}`, role: "note" },
    icon("warning"),
    textObject(app, block.text),
  );
}

function card(place, block) {
  const { app } = place;
  const line = (text, kind) => text && el("div", { class: kind }, textObject(app, text));
  return el(
    "div",
    { class: "block card" },
    block.hero_image && picture(block.hero_image, "block-image"),
    el(
      "div",
      { class: "card-head" },
      block.icon && picture(block.icon, "context-image"),
      el("div", {}, line(block.title, "card-title"), line(block.subtitle, "card-subtitle")),
    ),
    line(block.body, "card-body"),
    block.actions?.length
      ? el(
          "div",
          { class: "actions" },
          block.actions.map((element) => interactive(place, block, element)),
        )
      : null,
  );
}

function carousel(place, block) {
  return el(
    "div",
    { class: "block carousel", tabindex: 0, role: "group", "aria-label": "Cards" },
    blockNodes(place, block.elements),
  );
}

function container(place, block) {
  const inner = blockNodes(place, block.child_blocks);
  const title = block.title && textObject(place.app, block.title);
  if (!block.is_collapsible)
    return el("div", { class: "block container" }, title && el("div", { class: "card-title" }, title), inner);
  return el(
    "details",
    { class: "block container", open: !block.default_collapsed },
    el("summary", {}, title ?? "Details"),
    inner,
  );
}

function video({ app }, block) {
  const title = outward(block.title_url ?? block.video_url, plainText(app, block.title));
  return el(
    "div",
    { class: "block video" },
    title,
    block.description && el("p", {}, plainText(app, block.description)),
    el("p", { class: "quiet" }, `▶ ${block.alt_text ?? "Video"} (opens on its own site)`),
  );
}

function file({ app }, block) {
  return el("div", { class: "block" }, mrkdwn(app, `File ${block.external_id ?? ""}`));
}

function unknown(_place, block) {
  return el("p", { class: "block quiet" }, `This client cannot show “${block.type}” yet.`);
}

/** Replaces the error sentences beside the fields without touching what is being typed. */
export function showErrors(root, errors) {
  for (const node of root.querySelectorAll(".block.input")) {
    const sentence = errors[node.dataset.block];
    node.classList.toggle("has-error", Boolean(sentence));
    replace(node.querySelector(".input-error"), sentence && [icon("warning", 15), " ", sentence]);
    for (const field of node.querySelectorAll("[data-field]"))
      field.setAttribute("aria-invalid", String(Boolean(sentence)));
  }
}
