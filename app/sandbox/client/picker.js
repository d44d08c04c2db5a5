/** @module The emoji picker: a field to search and a grid to walk with the arrow keys. */

import { el, replace } from "./dom.js";
import { icon } from "./icons.js";
import { moveWithin, openPopup } from "./popup.js";

const COLUMNS = 9;
const BATCH = 270;

/**
 * Lets a person choose an emoji.
 * @param {(name: string) => void} choose
 */
export function openPicker(app, anchor, choose, options = {}) {
  const field = el("input", {
    class: "chooser-field",
    type: "text",
    placeholder: "Search all emoji",
    "aria-label": "Search emoji",
    autocomplete: "off",
    spellcheck: "false",
  });
  const grid = el("div", { class: "picker-grid", role: "group", "aria-label": "Emoji" });
  const name = el("p", { class: "picker-name", "aria-hidden": "true" }, "Pick an emoji");
  const popup = openPopup(
    anchor,
    el(
      "div",
      { class: "picker", role: "dialog", "aria-label": "Emoji picker" },
      el("div", { class: "chooser-search" }, icon("search", 16), field),
      grid,
      name,
    ),
    options,
  );

  const pick = (each) => {
    popup.close();
    choose(each.name);
  };
  const cells = (list) => list.map((each) => cell(each, pick));
  const draw = () => {
    const typed = field.value.trim();
    grid.scrollTop = 0;
    if (typed) replace(grid, cells(app.emoji.search(typed)));
    else
      replace(
        grid,
        title("Often used in incidents"),
        cells(app.emoji.common),
        title("All emoji"),
        cells(app.emoji.all.slice(0, BATCH)),
      );
    if (!grid.querySelector("button"))
      grid.append(el("p", { class: "chooser-empty" }, "No emoji is called that"));
    const first = grid.querySelector("button");
    first?.classList.add("is-active");
    name.textContent = typed && first ? named(first) : "Pick an emoji";
  };
  const grow = () => {
    const shown = grid.querySelectorAll("button").length - app.emoji.common.length;
    if (field.value.trim() || shown >= app.emoji.all.length) return;
    if (grid.scrollTop + grid.clientHeight * 2 > grid.scrollHeight)
      grid.append(...cells(app.emoji.all.slice(shown, shown + BATCH)));
  };
  const tell = ({ target }) => {
    const button = target.closest("button");
    if (button) name.textContent = named(button);
  };
  field.addEventListener("input", draw);
  field.addEventListener("keydown", (event) => fromField(event, grid));
  grid.addEventListener("scroll", grow);
  grid.addEventListener("keydown", (event) => moveInGrid(event, grid, field));
  grid.addEventListener("focusin", tell);
  grid.addEventListener("mouseover", tell);
  draw();
  popup.place();
  field.focus();
  return popup;
}

function named(button) {
  return `${button.textContent} :${button.dataset.name}:`;
}

function title(words) {
  return el("p", { class: "picker-title" }, words);
}

function cell(each, pick) {
  return el(
    "button",
    {
      class: "picker-cell",
      type: "button",
      tabindex: -1,
      "aria-label": each.name.replaceAll("_", " "),
      "data-name": each.name,
      on: { click: () => pick(each) },
    },
    each.picture,
  );
}

function fromField(event, grid) {
  const first = grid.querySelector("button");
  if (!first || event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault();
    first.click();
  } else if (event.key === "ArrowDown" || (event.key === "Tab" && !event.shiftKey)) {
    event.preventDefault();
    first.focus();
  }
}

function moveInGrid(event, grid, field) {
  const cells = [...grid.querySelectorAll("button")];
  const at = cells.indexOf(document.activeElement);
  if (event.key === "ArrowUp" && at < COLUMNS) {
    event.preventDefault();
    field.focus();
  } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End")
    moveWithin(cells, event, COLUMNS);
}
