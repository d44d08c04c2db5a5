/** @module Keys that work anywhere on the page. */

import { openSwitcher } from "./channel_browser.js";

const REGIONS = [
  "#bar button:not([hidden])",
  "#sidebar [aria-current], #sidebar .place",
  "#channel .message-list, #channel .app-home, #channel .canvas",
  "#channel .composer-field",
  "#thread:not([hidden]) .composer-field",
];

/** Listens for as long as the page lives. */
export function mountKeys(app) {
  addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input, textarea, select");
    if (
      (event.ctrlKey || event.metaKey) &&
      event.key.toLowerCase() === "k" &&
      !document.querySelector("dialog[open]")
    ) {
      event.preventDefault();
      openSwitcher(app, document.getElementById("search"));
    } else if (event.key === "F6") {
      event.preventDefault();
      nextRegion(event.shiftKey ? -1 : 1);
    } else if (event.key === "?" && !isTyping && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      app.showHelp();
    } else if (event.key === "Escape") app.showSidebar(false);
  });
  document.getElementById("shade").addEventListener("click", () => app.showSidebar(false));
}

function nextRegion(step) {
  const nodes = REGIONS.map((selector) => document.querySelector(selector)).filter(
    (node) => node && node.checkVisibility(),
  );
  const at = nodes.findIndex(
    (node) =>
      node === document.activeElement ||
      node.closest("section, nav, main, aside, header")?.contains(document.activeElement),
  );
  nodes[(at + step + nodes.length) % nodes.length]?.focus();
}
