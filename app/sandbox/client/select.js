/** @module Select menus of Block Kit: fixed and looked-up options, people, channels; one or several. */

import { avatar } from "./avatar.js";
import { narrowed, openChooser } from "./chooser.js";
import { el, freshId, replace } from "./dom.js";
import { icon } from "./icons.js";
import { channelsOf } from "./store.js";
import { channelName, displayName, plainText } from "./text.js";
import { isMany } from "./values.js";

/** A select menu in its block, with what is chosen. */
export function selectField(place, block, element, label) {
  const several = isMany(element);
  const source = sourceOf(place, element);
  const placeholder = element.placeholder?.text ?? (several ? "Select options" : "Select an option");
  let value = place.valueOf(block, element);
  const id = label.id ?? freshId("select");
  const box = el(several ? "div" : "span", { class: `select-box${several ? " is-many" : ""}` });

  const change = (next) => {
    value = next;
    draw();
    place.change(block, element, value, { isChosen: true });
  };
  const choose = (item) =>
    change(several ? toggled(value, item.value, element.max_selected_items) : item.value);
  const open = (event) =>
    openChooser(event.currentTarget, {
      label: placeholder,
      find: source.find,
      choose,
      staysOpen: several,
      isChosen: (item) => [value ?? []].flat().some((each) => keyOf(each) === keyOf(item.value)),
    });
  const draw = () => {
    const words = several || value === null ? placeholder : source.name(value);
    const opener =
      box.querySelector(".select") ??
      el("button", {
        class: "select",
        type: "button",
        id,
        "data-field": true,
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        "aria-labelledby": label.labelledBy ? `${label.labelledBy} ${id}` : null,
        "aria-invalid": String(Boolean(label.isWrong)),
        "aria-describedby": label.id ? `${label.id}-error ${label.id}-hint` : null,
        "data-focus": `${block.block_id}/${element.action_id}`,
        on: { click: open, keydown: openOnKey },
      });
    opener.classList.toggle("is-empty", several || value === null);
    replace(opener, el("span", { class: "select-words" }, words), icon("chevron", 16));
    const chips = several
      ? (value ?? []).map((each) =>
          chip(source.name(each), () => change(value.filter((other) => other !== each))),
        )
      : [];
    const clear =
      !several && value !== null && !label.isRequired && label.id ? clearButton(() => change(null)) : null;
    // The opener stays in place, for it has the focus and the list hangs on it.
    for (const child of [...box.children]) if (child !== opener) child.remove();
    if (opener.parentNode !== box) box.append(opener);
    opener.before(...chips);
    if (clear) opener.after(clear);
  };
  draw();
  return box;
}

function openOnKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    event.currentTarget.click();
  }
}

function chip(words, remove) {
  return el(
    "span",
    { class: "chip" },
    words,
    el(
      "button",
      { class: "chip-remove", type: "button", "aria-label": "Remove", on: { click: remove } },
      icon("close", 12),
    ),
  );
}

function clearButton(clear) {
  return el(
    "button",
    { class: "select-clear", type: "button", "aria-label": "Clear", on: { click: clear } },
    icon("close", 14),
  );
}

function toggled(value, item, most = Infinity) {
  const rest = (value ?? []).filter((each) => keyOf(each) !== keyOf(item));
  if (rest.length < (value ?? []).length) return rest;
  return rest.length < most ? [...rest, item] : rest;
}

function keyOf(value) {
  return typeof value === "object" && value ? value.value : value;
}

/** Where the items of an element come from, and what a chosen one is called. */
function sourceOf(place, element) {
  const { app } = place;
  const kind = element.type.replace("multi_", "");
  if (kind === "users_select")
    return {
      find: (typed) => narrowed(people(app), typed),
      name: (id) => plainText(app, displayName(app, id)),
    };
  if (kind === "channels_select")
    return {
      find: (typed) => narrowed(channels(app, ["public"]), typed),
      name: (id) => `#${app.state.channels.get(id)?.name ?? id}`,
    };
  if (kind === "conversations_select")
    return {
      find: (typed) => narrowed(channels(app, kinds(element)), typed),
      name: (id) => conversation(app, id),
    };
  const name = (option) => plainText(app, option.text);
  if (kind === "external_select") return { find: (typed) => lookedUp(place, element, typed), name };
  return { find: (typed) => narrowed(options(element), typed), name };
}

function options(element) {
  const groups = element.option_groups?.map(({ label, options: inner }) =>
    inner.map((option) => item(option, label.text)),
  );
  return groups ? groups.flat() : (element.options ?? []).map((option) => item(option));
}

async function lookedUp({ app }, element, typed) {
  if (typed.length < (element.min_query_length ?? 3)) return [];
  const found = await app.tell("look_up", { action_id: element.action_id, typed });
  return (found?.options ?? found ?? []).map((option) => item(option));
}

function item(option, group) {
  return { value: option, text: option.text.text, says: option.description?.text, group };
}

/** Everybody who can be chosen, with the app's people marked as such. */
export function people(app) {
  return [...app.state.people.values()]
    .filter((person) => !person.deleted)
    .sort(
      (one, other) =>
        Number(one.is_bot) - Number(other.is_bot) || one.real_name.localeCompare(other.real_name),
    )
    .map((person) => ({
      value: person.id,
      text: person.real_name || person.name,
      says: `@${person.name}${person.title ? ` · ${person.title}` : ""}`,
      picture: avatar(app, person.id, "is-tiny"),
    }));
}

function kinds(element) {
  const include = element.filter?.include ?? ["public", "private", "im", "mpim"];
  return include.map((kind) => ({ channel: "public" })[kind] ?? kind);
}

function channels(app, wanted) {
  return channelsOf(app.state, ...wanted)
    .filter((channel) => !channel.archived)
    .map((channel) => ({
      value: channel.id,
      text: channelName(app, channel),
      picture: icon(channel.kind === "private" ? "lock" : channel.kind === "public" ? "hash" : "message", 15),
    }));
}

function conversation(app, id) {
  const channel = app.state.channels.get(id);
  return channel
    ? `${["im", "mpim"].includes(channel.kind) ? "" : "#"}${channelName(app, channel)}`
    : displayName(app, id);
}
