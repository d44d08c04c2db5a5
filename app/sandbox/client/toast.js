/** @module Short sentences that come and go, and what only screen readers hear. */

import { el } from "./dom.js";

const SHOWN_MS = 6000;
const MOST = 3;

/** Shows a sentence for a while, over whatever dialog is open; the focus stays where it is. */
export function toast(sentence, kind = "problem") {
  const node = el(
    "div",
    { class: `toast is-${kind}`, role: kind === "problem" ? "alert" : "status" },
    sentence,
  );
  const shelf = shelfOn([...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body);
  shelf.append(node);
  while (shelf.children.length > MOST) shelf.firstChild.remove();
  node.addEventListener("click", () => node.remove());
  setTimeout(() => node.remove(), SHOWN_MS);
}

/** Says a sentence to screen readers when they are free. */
export function announce(sentence) {
  const region = document.getElementById("announcer");
  region.textContent = sentence;
}

function shelfOn(host) {
  const known = host.querySelector(":scope > .toasts");
  if (known) return known;
  const shelf = el("div", { class: "toasts" });
  host.append(shelf);
  return shelf;
}
