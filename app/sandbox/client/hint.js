/** @module The first visit: one line on what to do, and that this is no place for secrets. */

import { closeButton } from "./dialog.js";
import { el, replace } from "./dom.js";

const SEEN = "onward-hint-seen";

/** Shows the line until it is dismissed, once and for all. */
export function mountHint(app, root) {
  if (remembered()) return;
  const dismiss = () => {
    root.hidden = true;
    remember();
    app.focusComposer();
  };
  const general = () =>
    [...app.state.channels.values()].find((channel) => channel.is_general || channel.name === "general");
  const show = async () => {
    root.hidden = true;
    remember();
    await app.openChannel(general()?.id);
    app.write("/incident start");
  };
  /** Whoever has opened a form has found the way. */
  app.store.on(["modals"], () => {
    if (!app.state.modals.length) return;
    root.hidden = true;
    remember();
  });
  app.store.on(["me"], () => {
    root.hidden = remembered();
    replace(
      root,
      el(
        "p",
        {},
        el("strong", {}, "New here? "),
        "Type ",
        el("code", {}, "/incident start"),
        " in #general and follow what the bot says. ",
        el(
          "span",
          { class: "hint-notice" },
          app.state.notice ||
            "Everybody who can reach this address sees everything. It is no place for secrets.",
        ),
      ),
      el("button", { class: "button is-primary is-slim", type: "button", on: { click: show } }, "Show me"),
      closeButton(dismiss, "Dismiss this hint"),
    );
  });
}

function remembered() {
  try {
    return localStorage.getItem(SEEN) === "yes";
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, "yes");
  } catch {
    // A browser that keeps nothing shows the hint again; that is all.
  }
}
