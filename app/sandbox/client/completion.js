/** @module What the composer offers while one types: commands, people, channels and emoji. */

import { avatar } from "./avatar.js";
import { el, freshId, replace } from "./dom.js";
import { icon } from "./icons.js";
import { openPopup } from "./popup.js";
import { displayName, plainWords } from "./text.js";

const MOST = 10;
const WORD_BEFORE = /(^|[\s(])([@#:])([\w+.'-]*)$/;

/**
 * @typedef {{text: string, title: string, says?: string, picture?: any}} Offer `text` replaces what was typed from `from`
 * @returns {{from: number, offers: Offer[], kind: string} | null}
 */
function offersFor(app, typed, caret) {
  const before = typed.slice(0, caret);
  if (before.startsWith("/") && !before.includes("\n")) return commandOffers(app.state, before);
  const found = WORD_BEFORE.exec(before);
  if (!found) return null;
  const [, , sign, word] = found;
  const from = caret - word.length - 1;
  const offers = { "@": peopleOffers, "#": channelOffers, ":": emojiOffers }[sign](app, word.toLowerCase());
  return offers.length ? { from, offers: offers.slice(0, MOST), kind: sign } : null;
}

/** Attaches the list to a text area. */
export function attachCompletion(app, field) {
  let open = null;
  let isOff = false;

  const close = () => {
    open?.popup.close();
    open = null;
    field.removeAttribute("aria-activedescendant");
  };
  const refresh = () => {
    const found =
      isOff || document.activeElement !== field ? null : offersFor(app, field.value, field.selectionStart);
    if (!found) return close();
    if (!open)
      open = {
        list: el("div", {
          class: "completion",
          role: "listbox",
          id: freshId("offers"),
          "aria-label": "Suggestions",
        }),
        at: 0,
      };
    Object.assign(open, found, { at: 0 });
    draw();
  };
  const draw = () => {
    replace(
      open.list,
      open.offers.map((offer, index) =>
        offerNode(offer, `${open.list.id}-${index}`, index === open.at, () => choose(offer)),
      ),
    );
    open.popup ??= openPopup(field, open.list, { above: true, keepFocus: true, wide: true });
    open.popup.place();
    field.setAttribute("aria-controls", open.list.id);
    field.setAttribute("aria-activedescendant", `${open.list.id}-${open.at}`);
    open.list.children[open.at]?.scrollIntoView({ block: "nearest" });
  };
  const choose = (offer) => {
    field.setRangeText(offer.text, open.from, field.selectionStart, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  /** Handles a key while the list is open; true when the composer must not see it. */
  const onKey = (event) => {
    if (!open || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      open.at = (open.at + step + open.offers.length) % open.offers.length;
      draw();
    } else if (event.key === "Escape") {
      isOff = true;
      close();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !isTyped()))
      choose(open.offers[open.at]);
    else return false;
    event.preventDefault();
    return true;
  };
  const isTyped = () =>
    field.value.slice(open.from, field.selectionStart).trim() === open.offers[open.at].text.trim();
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", () => {
    isOff = isOff && /[\w/]$/.test(field.value);
    refresh();
  });
  field.addEventListener("click", refresh);
  field.addEventListener("blur", close);
  return { onKey, close };
}

function commandOffers({ commands }, before) {
  const [name, ...rest] = before.split(" ");
  const known = commands.find((command) => command.name === name);
  const from = 0;
  if (!rest.length) {
    const offers = commands
      .filter((command) => command.name.startsWith(name))
      .map((command) => ({
        text: `${command.name} `,
        title: `${command.name} ${command.usage_hint ?? ""}`,
        says: command.description,
        picture: icon("bolt", 16),
      }));
    return offers.length ? { from, offers, kind: "/" } : null;
  }
  const typed = rest.join(" ").toLowerCase();
  const offers = (known?.words ?? [])
    .filter(({ usage }) => literalPart(usage).startsWith(typed.trim()))
    .map(({ usage, says }) => ({
      text: `${name} ${literalPart(usage)}${usage === literalPart(usage) ? "" : " "}`,
      title: `${name} ${usage}`,
      says,
      picture: icon("bolt", 16),
    }));
  return offers.length ? { from, offers, kind: "/" } : null;
}

/** The words of a usage that are typed as they stand: "start" of "start [title]". */
function literalPart(usage) {
  return usage.split(/\s*[[<…]/)[0].trim();
}

function peopleOffers(app, word) {
  const crowd = ["here", "channel"]
    .filter((name) => word && name.startsWith(word))
    .map((name) => ({ text: `@${name} `, title: `@${name}`, says: "Notify everybody in this channel" }));
  const people = [...app.state.people.values()].filter(
    (person) => !person.deleted && matches(word, person.name, person.real_name),
  );
  return [
    ...people.map((person) => ({
      text: `@${person.name} `,
      title: displayName(app, person.id),
      says: person.name,
      picture: avatar(app, person.id, "is-tiny"),
    })),
    ...crowd,
  ];
}

function channelOffers(app, word) {
  const places = [...app.state.channels.values()].filter(
    ({ kind, name }) => (kind === "public" || kind === "private") && name.includes(word),
  );
  return places.map(({ name, topic, kind }) => ({
    text: `#${name} `,
    title: name,
    says: plainWords(app, topic).slice(0, 80),
    picture: icon(kind === "private" ? "lock" : "hash", 16),
  }));
}

function emojiOffers(app, word) {
  if (word.length < 2) return [];
  return app.emoji.search(word, MOST).map(({ name, picture }) => ({
    text: `:${name}: `,
    title: `:${name}:`,
    picture: el("span", { class: "emoji" }, picture),
  }));
}

function matches(word, ...names) {
  return names.some(
    (name) =>
      name
        ?.toLowerCase()
        .split(/[\s.]/)
        .some((part) => part.startsWith(word)) || name?.toLowerCase().startsWith(word),
  );
}

function offerNode(offer, id, isActive, choose) {
  const onDown = (event) => {
    event.preventDefault();
    choose();
  };
  return el(
    "div",
    {
      class: `option${isActive ? " is-active" : ""}`,
      role: "option",
      id,
      "aria-selected": String(isActive),
      on: { mousedown: onDown },
    },
    offer.picture,
    el(
      "span",
      { class: "option-words is-line" },
      el("span", {}, offer.title),
      offer.says && el("small", {}, offer.says),
    ),
  );
}
