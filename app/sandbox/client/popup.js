/** @module Small surfaces beside what opened them: menus, lists and cards; one press outside closes them. */

import { el } from "./dom.js";

const GAP = 4;
const EDGE = 8;

/**
 * Shows `content` beside `anchor` until Escape, a press outside or `close()`.
 * @param {HTMLElement} anchor gets the focus back
 * @param {HTMLElement} content
 * @param {{above?: boolean, end?: boolean, wide?: boolean, keepFocus?: boolean, onClose?: () => void}} [options]
 * @returns {{node: HTMLElement, close: () => void, place: () => void}}
 */
export function openPopup(anchor, content, options = {}) {
  const node = el(
    "div",
    { class: `popup${options.wide ? " is-wide" : ""}`, popover: options.keepFocus ? "manual" : "auto" },
    content,
  );
  (anchor.closest("dialog") ?? document.body).append(node);
  const place = () => beside(node, anchor, options);
  const close = () => node.isConnected && node.matches(":popover-open") && node.hidePopover();
  node.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    const hadFocus = node.contains(document.activeElement) || document.activeElement === document.body;
    node.remove();
    expanded(anchor, false);
    if (hadFocus && anchor.isConnected) anchor.focus();
    options.onClose?.();
  });
  node.showPopover();
  place();
  expanded(anchor, true);
  return { node, close, place };
}

/**
 * A menu of buttons; arrow keys, Home, End and the first letter move in it.
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {({label: any, run: () => void, icon?: any, isDanger?: boolean, says?: any, keys?: string} | null)[]} items `null`: a line
 */
export function openMenu(anchor, label, items, options = {}) {
  const list = el("div", { class: "menu", role: "menu", "aria-label": label });
  const popup = openPopup(anchor, list, options);
  list.append(...items.map((item) => (item ? menuItem(item, popup) : el("hr", { role: "separator" }))));
  popup.place();
  const entries = [...list.querySelectorAll("[role=menuitem]")];
  list.addEventListener("keydown", (event) => moveWithin(entries, event));
  entries[0]?.focus();
  return popup;
}

/** Moves the focus among `entries` as arrow keys, Home, End or a letter say. */
export function moveWithin(entries, event, columns = 1) {
  const at = entries.indexOf(document.activeElement);
  const steps = { ArrowDown: columns, ArrowUp: -columns };
  if (columns > 1) Object.assign(steps, { ArrowRight: 1, ArrowLeft: -1 });
  const goal =
    { Home: 0, End: entries.length - 1 }[event.key] ??
    (steps[event.key] && wrapped(at + steps[event.key], entries.length));
  const next = goal ?? startingWith(entries, at, event);
  if (next === undefined || next < 0 || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  entries[next]?.focus();
}

/** Only what announces a popup may say whether it is open; a text field may not. */
function expanded(anchor, isOpen) {
  if (anchor.hasAttribute("aria-haspopup")) anchor.setAttribute("aria-expanded", String(isOpen));
}

function startingWith(entries, at, { key }) {
  if (key.length !== 1 || key === " ") return undefined;
  const order = entries.map((_entry, index) => (at + 1 + index) % entries.length);
  return order.find((index) => entries[index].textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

function wrapped(index, length) {
  return (index + length) % length;
}

function menuItem({ label, run, icon, isDanger, says, keys }, popup) {
  const choose = () => {
    popup.close();
    run();
  };
  return el(
    "button",
    {
      class: `menu-item${isDanger ? " is-danger" : ""}`,
      role: "menuitem",
      type: "button",
      tabindex: -1,
      on: { click: choose },
    },
    icon && el("span", { class: "menu-icon" }, icon),
    el("span", { class: "menu-words" }, el("span", {}, label), says && el("small", {}, says)),
    keys && el("kbd", {}, keys),
  );
}

function beside(node, anchor, { above = false, end = false }) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const below = box.bottom + GAP;
  const over = box.top - GAP - height;
  const fitsBelow = below + height <= innerHeight - EDGE;
  const top = above ? (over >= EDGE ? over : below) : fitsBelow ? below : over;
  const left = end ? box.right - width : box.left;
  node.style.top = `${clamp(top, innerHeight - height)}px`;
  node.style.left = `${clamp(left, innerWidth - width)}px`;
}

function clamp(value, most) {
  return Math.max(EDGE, Math.min(value, most - EDGE));
}
