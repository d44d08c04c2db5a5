/** @module A channel's canvas, to read. */

import { el } from "./dom.js";
import { markdown } from "./markdown.js";

/** The canvas tab. */
export function canvasPane(app, channel) {
  const { canvas } = channel;
  if (!canvas) return el("div", { class: "canvas quiet" }, "This channel has no canvas.");
  return el(
    "article",
    { class: "canvas", tabindex: 0, "aria-label": canvas.title || "Canvas" },
    canvas.title && el("h1", {}, canvas.title),
    markdown(app, canvas.markdown),
  );
}
