/** @module A list to choose from with a field that narrows it down; the heart of every select menu. */

import { el, freshId, replace } from "./dom.js";
import { icon } from "./icons.js";
import { openPopup } from "./popup.js";

const MOST_SHOWN = 100;

/**
 * @typedef {{value: any, text: string, says?: string, picture?: Node | null, group?: string}} Item
 * @param {HTMLElement} anchor
 * @param {{label: string, find: (typed: string) => Item[] | Promise<Item[]>, choose: (item: Item) => void,
 *   isChosen?: (item: Item) => boolean, staysOpen?: boolean, hint?: string}} options
 */
export function openChooser(
  anchor,
  { label, find, choose, isChosen = () => false, staysOpen = false, hint = "Search" },
) {
  const listId = freshId("list");
  const field = el("input", {
    class: "chooser-field",
    type: "text",
    role: "combobox",
    placeholder: hint,
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": label,
    "aria-expanded": "true",
    "aria-controls": listId,
    "aria-autocomplete": "list",
  });
  const list = el("div", { class: "chooser-list", role: "listbox", id: listId, "aria-label": label });
  const body = el(
    "div",
    { class: "chooser" },
    el("div", { class: "chooser-search" }, icon("search", 16), field),
    list,
  );
  const popup = openPopup(anchor, body, { wide: true });
  const state = { items: [], at: 0 };

  const refresh = async () => {
    const typed = field.value;
    const items = await find(typed);
    if (typed !== field.value) return;
    state.items = items.slice(0, MOST_SHOWN);
    state.at = Math.max(0, typed ? 0 : state.items.findIndex(isChosen));
    draw();
  };
  const draw = () => {
    replace(list, optionNodes(state.items, { isChosen, listId, pick }));
    if (!state.items.length) list.append(el("p", { class: "chooser-empty" }, "No results"));
    mark(field, list, state.at);
    popup.place();
  };
  const pick = (item) => {
    if (!staysOpen) popup.close();
    choose(item);
    if (staysOpen && popup.node.isConnected) draw();
  };
  field.addEventListener("input", refresh);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && state.items.length) {
      event.preventDefault();
      state.at = (state.at + step + state.items.length) % state.items.length;
      mark(field, list, state.at);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      if (state.items[state.at]) pick(state.items[state.at]);
    } else if (event.key === "Tab") popup.close();
  });
  field.focus();
  refresh();
  return popup;
}

/** Items whose text or note has the typed words, those that begin with them first. */
export function narrowed(items, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return items;
  const rank = ({ text, says }) => {
    const words = text.toLowerCase();
    if (words.startsWith(wanted)) return 0;
    if (words.includes(wanted)) return 1;
    return says?.toLowerCase().includes(wanted) ? 2 : -1;
  };
  const ranked = items.map((item) => ({ item, at: rank(item) })).filter(({ at }) => at >= 0);
  return ranked.sort((one, other) => one.at - other.at).map(({ item }) => item);
}

function optionNodes(items, { isChosen, listId, pick }) {
  const nodes = [];
  let group;
  items.forEach((item, index) => {
    if (item.group && item.group !== group)
      nodes.push(el("div", { class: "chooser-group", role: "presentation" }, item.group));
    group = item.group;
    nodes.push(
      el(
        "div",
        {
          class: "option",
          role: "option",
          id: `${listId}-${index}`,
          "aria-selected": String(isChosen(item)),
          on: { mousedown: (event) => event.preventDefault(), click: () => pick(item) },
        },
        item.picture,
        el(
          "span",
          { class: "option-words" },
          el("span", {}, item.text),
          item.says && el("small", {}, item.says),
        ),
        isChosen(item) && el("span", { class: "option-check" }, icon("check", 16)),
      ),
    );
  });
  return nodes;
}

function mark(field, list, at) {
  const options = [...list.querySelectorAll("[role=option]")];
  options.forEach((option, index) => option.classList.toggle("is-active", index === at));
  if (options[at]) {
    field.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}
