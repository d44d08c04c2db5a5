/** @module The app's modals: the top of the stack is shown, what was typed stays, errors stand at their fields. */

import { blockNodes, showErrors } from "./blocks.js";
import { closeButton, show } from "./dialog.js";
import { el, replace } from "./dom.js";
import { icon } from "./icons.js";
import { plainText } from "./text.js";
import { announce, toast } from "./toast.js";
import { formValues, isFillable, placedElements } from "./values.js";

/** Shows the person's stack of views whenever it changes. */
export function mountModals(app) {
  const values = new Map();
  let dialog = null;
  let drawn = "";
  let isBusy = false;
  const foot = el("p", { class: "modal-problem", role: "alert" });

  const top = () => app.state.modals.at(-1);
  const keyOf = (view, block, element) => `${view.id}/${block.block_id}/${element.action_id}`;
  const valueOf = (view) => (block, element) => {
    const key = keyOf(view, block, element);
    return values.has(key)
      ? values.get(key)
      : app.startingValue(element, view.state?.values?.[block.block_id]?.[element.action_id]);
  };
  const entered = (view) => formValues(view.blocks, valueOf(view));

  function render() {
    const view = top();
    if (!view) return shut();
    if (!dialog) open();
    const version = `${view.id} ${view.hash} ${app.looks()} ${app.state.modals.length}`;
    if (drawn !== version) draw(view, version);
    else showErrors(dialog, view.errors ?? {});
  }

  function open() {
    dialog = el("dialog", { class: "modal", "aria-labelledby": "modal-title" });
    dialog.addEventListener("cancel", onCancel);
    dialog.addEventListener("keydown", onKey);
    show(dialog);
  }

  /** Escape while nothing in the form has the focus: after a press beside the fields, say. */
  function onCancel(event) {
    if (event.target !== dialog) return;
    event.preventDefault();
    close(false);
  }

  /** Escape is for whatever is open on top of the form first. */
  function onKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
    if (event.key !== "Escape" || event.defaultPrevented || dialog.querySelector(":popover-open")) return;
    event.preventDefault();
    close(false);
  }

  function shut() {
    drawn = "";
    values.clear();
    const closing = dialog;
    dialog = null;
    closing?.close();
    if (closing && document.activeElement === document.body) app.focusComposer();
  }

  function draw(view, version) {
    const isNewView = !drawn.startsWith(`${view.id} `);
    const focus = document.activeElement?.dataset?.focus;
    drawn = version;
    dropEmptied(view);
    replace(foot);
    const body = el("div", { class: "modal-body" }, blockNodes(placeFor(view), view.blocks));
    replace(dialog, head(view), body, footer(view));
    const again = !isNewView && focus && body.querySelector(`[data-focus="${CSS.escape(focus)}"]`);
    (again || firstField(body) || dialog.querySelector(".modal-foot button") || dialog).focus();
    if (!isNewView) announce("The form has changed.");
  }

  /** A field that left the form, or became one of another kind, begins anew when it comes back. */
  function dropEmptied(view) {
    const there = new Set(
      [...placedElements(view.blocks)]
        .filter(({ element }) => isFillable(element))
        .map(({ block, element }) => keyOf(view, block, element)),
    );
    for (const key of [...values.keys()])
      if (key.startsWith(`${view.id}/`) && !there.has(key)) values.delete(key);
  }

  function placeFor(view) {
    const press = async (block, element, value) => {
      if ((await app.tell("fill", { values: entered(view) })) === undefined) return;
      app.press(`modal/${keyOf(view, block, element)}`, "click_in_modal", {
        block_id: block.block_id,
        action_id: element.action_id,
        value: value ?? null,
      });
    };
    return {
      app,
      surface: "modal",
      press,
      errors: view.errors ?? {},
      valueOf: valueOf(view),
      change(block, element, value, { isChosen, isQuiet } = {}) {
        values.set(keyOf(view, block, element), value);
        if (!isQuiet) clearError(block);
        if (isChosen && (block.type !== "input" || block.dispatch_action))
          press(block, element, app.sentValue(element, value));
      },
    };
  }

  function clearError(block) {
    const node = dialog?.querySelector(`.block.input.has-error[data-block="${CSS.escape(block.block_id)}"]`);
    if (node)
      showErrors(
        node.parentElement,
        Object.fromEntries(
          [...dialog.querySelectorAll(".has-error")]
            .filter((each) => each !== node)
            .map((each) => [each.dataset.block, each.querySelector(".input-error").textContent.trim()]),
        ),
      );
  }

  async function submit() {
    const view = top();
    if (!view?.submit || isBusy) return;
    setBusy(true);
    replace(foot);
    try {
      await app.ask("submit", { values: entered(view) });
    } catch (refusal) {
      refused(refusal);
    } finally {
      setBusy(false);
    }
  }

  function refused(refusal) {
    if (!dialog) return toast(refusal.message);
    showErrors(dialog, refusal.errors);
    const first = dialog.querySelector(".has-error [data-field]");
    if (first)
      (first.matches("input, textarea, button, select") ? first : first.querySelector("input"))?.focus();
    else replace(foot, icon("warning", 16), " ", refusal.message);
  }

  function setBusy(value) {
    isBusy = value;
    dialog?.querySelector(".modal-submit")?.toggleAttribute("data-busy", value);
  }

  function close(whole) {
    app.tell("close_modal", { whole_stack: whole });
  }

  function head(view) {
    const isStacked = app.state.modals.length > 1;
    return el(
      "header",
      { class: "modal-head" },
      isStacked &&
        el(
          "button",
          { class: "icon-button", type: "button", "aria-label": "Back", on: { click: () => close(false) } },
          icon("back"),
        ),
      el("h2", { id: "modal-title" }, plainText(app, view.title)),
      closeButton(() => close(true)),
    );
  }

  function footer(view) {
    return el(
      "footer",
      { class: "modal-foot" },
      foot,
      el(
        "button",
        { class: "button", type: "button", on: { click: () => close(false) } },
        plainText(app, view.close ?? "Close"),
      ),
      view.submit &&
        el(
          "button",
          {
            class: "button is-primary modal-submit",
            type: "button",
            title: "Ctrl + Enter",
            on: { click: submit },
          },
          plainText(app, view.submit),
        ),
    );
  }

  app.store.on(["modals", "me", "emoji", "people"], render);
}

function firstField(body) {
  return (
    body.querySelector("[autofocus]") ??
    body.querySelector("input:not([type=file]), textarea, .select, .button")
  );
}
