/** @module Dialogs over the page: they hold the focus, Escape closes them, and it returns to where it was. */

import { el, freshId } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Opens a dialog with a title.
 * @param {{title: any, body: any, footer?: any, kind?: string, onClose?: () => void}} options
 * @returns {{node: HTMLDialogElement, close: () => void}}
 */
export function openDialog({ title, body, footer, kind = "", onClose }) {
  const titleId = freshId("title");
  const node = el("dialog", { class: `dialog ${kind}`, "aria-labelledby": titleId });
  const close = () => node.open && node.close();
  node.append(
    el("header", { class: "dialog-head" }, el("h2", { id: titleId }, title), closeButton(close)),
    el("div", { class: "dialog-body" }, body),
  );
  if (footer) node.append(el("footer", { class: "dialog-foot" }, footer));
  show(node, onClose);
  return { node, close };
}

/** Shows a dialog as modal; it is removed when it closes, and the focus goes back. */
export function show(node, onClose) {
  const before = document.activeElement;
  node.addEventListener("close", () => {
    node.remove();
    if (before?.isConnected) before.focus();
    onClose?.();
  });
  document.body.append(node);
  node.showModal();
}

/** The ✕ of a dialog or pane. */
export function closeButton(close, label = "Close") {
  return el(
    "button",
    { class: "icon-button", type: "button", "aria-label": label, on: { click: close } },
    icon("close"),
  );
}

/**
 * Asks before something is done, with the texts of a Block Kit confirm object.
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, confirm, deny, style }) {
  return new Promise((resolve) => {
    let answer = false;
    const choose = (value) => () => {
      answer = value;
      dialog.close();
    };
    const yes = el(
      "button",
      {
        class: `button ${style === "danger" ? "is-danger" : "is-primary"}`,
        type: "button",
        on: { click: choose(true) },
      },
      confirm,
    );
    const no = el("button", { class: "button", type: "button", on: { click: choose(false) } }, deny);
    const dialog = openDialog({
      title,
      body: text,
      footer: [no, yes],
      kind: "is-small",
      onClose: () => resolve(answer),
    });
    yes.focus();
  });
}
