/** @module The app's Home tab. */

import { blockNodes } from "./blocks.js";
import { el, replace } from "./dom.js";

/** The pane; `show` draws the view that the app published last. */
export function homePane(app) {
  const node = el("div", { class: "app-home", tabindex: 0, role: "region", "aria-label": "App Home" });
  const values = new Map();
  let drawn = null;

  const key = (block, element) => `${block.block_id}/${element.action_id}`;
  const press = (block, element, value) =>
    app.press(`home/${key(block, element)}`, "click_home", {
      block_id: block.block_id,
      action_id: element.action_id,
      value: value ?? null,
    });
  const place = {
    app,
    surface: "home",
    press,
    valueOf: (block, element) =>
      values.get(key(block, element)) ??
      app.startingValue(element, app.state.home?.state?.values?.[block.block_id]?.[element.action_id]),
    change(block, element, value, { isChosen } = {}) {
      values.set(key(block, element), value);
      if (isChosen) press(block, element, app.sentValue(element, value));
    },
  };

  function show() {
    const { home } = app.state;
    const version = `${home?.id} ${home?.hash} ${app.looks()}`;
    if (drawn === version) return;
    drawn = version;
    replace(
      node,
      el(
        "div",
        { class: "app-home-page" },
        home
          ? blockNodes(place, home.blocks)
          : el("p", { class: "quiet" }, `${app.state.app.name} is preparing this page…`),
      ),
    );
  }
  return { node, show };
}
