/** @module Files under a message: images shown, others to download. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { sizeWords } from "./uploads.js";

/** The files of a message, `null` when it has none. */
export function fileNodes(app, files) {
  if (!files?.length) return null;
  return el(
    "div",
    { class: "files" },
    files.map((file) => (isImage(file) && !file.deleted ? image(file) : card(file))),
  );
}

function isImage(file) {
  return /^image\/(?:png|jpe?g|gif|webp|avif)$/.test(file.mimetype ?? "") && isHere(file.url);
}

function isHere(url) {
  return Boolean(url) && new URL(url, location.href).origin === location.origin;
}

function image(file) {
  return el(
    "figure",
    { class: "file-image" },
    el("figcaption", {}, file.title || file.name),
    el(
      "a",
      { href: file.url, target: "_blank", rel: "noopener" },
      el("img", { src: file.url, alt: file.alt || file.title || file.name, loading: "lazy" }),
    ),
  );
}

function card(file) {
  if (!file.url || file.deleted)
    return el("div", { class: "file-card" }, icon("file", 28), el("span", {}, "This file was deleted."));
  return el(
    "a",
    { class: "file-card", href: file.url, download: file.name },
    icon("file", 28),
    el(
      "span",
      {},
      el("strong", {}, file.title || file.name),
      el("small", {}, [file.mimetype, sizeWords(file.size)].filter(Boolean).join(" · ")),
    ),
  );
}
