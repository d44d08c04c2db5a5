/** @module Pictures of people, drawn: initials on the person's colour, an arrow for the app. */

import { el, svg } from "./dom.js";

const COLOUR = /^#[0-9a-f]{6}$/i;
const FALLBACK = "#5b5b66";

/** The picture of somebody; it is silent, for the name always stands beside it. */
export function avatar(app, id, size = "") {
  const person = app.state.people.get(id);
  const node = el("span", { class: `avatar ${size}`, "aria-hidden": "true" });
  if (id === app.state.app.bot_user) {
    node.classList.add("is-app");
    node.append(onward());
    return node;
  }
  node.style.backgroundColor = COLOUR.test(person?.color ?? "") ? person.color : FALLBACK;
  node.textContent = initials(person?.real_name || person?.name || "?");
  return node;
}

/** At most two letters of a name. */
function initials(name) {
  const words = name.trim().split(/\s+/u);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

function onward() {
  const line = { fill: "none", "stroke-width": 2.6, "stroke-linecap": "round", "stroke-linejoin": "round" };
  return svg(
    "svg",
    { viewBox: "0 0 20 20", class: "onward" },
    svg("path", { ...line, class: "onward-back", d: "M9 5.500H5.500V14.500H9" }),
    svg("path", { ...line, class: "onward-line", d: "M8 10h8M12.500 6.500 16 10l-3.500 3.500" }),
  );
}
