/** @module Every kind of field that Block Kit has, save select menus. */

import { epochOf, inputValues } from "./dates.js";
import { el, freshId } from "./dom.js";
import { richTextWords } from "./rich_text.js";
import { textObject } from "./text.js";
import { filesAsData } from "./uploads.js";

/** How a field of each type is made. */
export const FIELDS = {
  plain_text_input: textInput,
  rich_text_input: richTextInput,
  number_input: typedInput("text", "decimal"),
  email_text_input: typedInput("email"),
  url_text_input: typedInput("url"),
  datepicker: pickerInput("date"),
  timepicker: pickerInput("time"),
  datetimepicker,
  checkboxes,
  radio_buttons: radios,
  file_input: fileInput,
};

function fieldProps(place, block, element, label) {
  return {
    id: label.id ?? freshId("field"),
    "data-field": true,
    "aria-labelledby": label.labelledBy ?? null,
    "aria-label": label.labelledBy ? null : (element.placeholder?.text ?? element.action_id),
    "aria-required": label.isRequired ? "true" : null,
    "aria-invalid": String(Boolean(label.isWrong)),
    "aria-describedby": label.id ? `${label.id}-error ${label.id}-hint` : null,
    placeholder: element.placeholder?.text ?? null,
    autofocus: element.focus_on_load || null,
    "data-focus": `${block.block_id}/${element.action_id}`,
  };
}

function textInput(place, block, element, label) {
  const props = fieldProps(place, block, element, label);
  const field = el(element.multiline ? "textarea" : "input", {
    ...props,
    class: "text-field",
    type: element.multiline ? null : "text",
    rows: element.multiline ? 4 : null,
    autocomplete: "off",
  });
  field.value = place.valueOf(block, element) ?? "";
  const counter =
    element.max_length && element.max_length < 3000
      ? el("span", { class: "counter", "aria-hidden": "true" })
      : null;
  const count = () => counter && (counter.textContent = String(element.max_length - [...field.value].length));
  field.addEventListener("input", () => {
    place.change(block, element, field.value);
    count();
  });
  field.addEventListener("keydown", (event) => dispatchOnEnter(place, block, element, event));
  count();
  return el("div", { class: "field-box" }, field, counter);
}

function dispatchOnEnter(place, block, element, event) {
  if (
    event.key !== "Enter" ||
    event.isComposing ||
    event.ctrlKey ||
    event.metaKey ||
    event.target.tagName !== "INPUT"
  )
    return;
  event.preventDefault();
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (block.dispatch_action && triggers.includes("on_enter_pressed"))
    place.press(block, element, event.target.value);
}

function richTextInput(place, block, element, label) {
  const field = el("textarea", { ...fieldProps(place, block, element, label), class: "text-field", rows: 6 });
  const value = place.valueOf(block, element);
  field.value = typeof value === "string" ? value : richTextWords(value);
  place.change(block, element, field.value, { isQuiet: true });
  field.addEventListener("input", () => place.change(block, element, field.value));
  return field;
}

function typedInput(type, inputmode = null) {
  return (place, block, element, label) => {
    const field = el("input", {
      ...fieldProps(place, block, element, label),
      class: "text-field",
      type,
      inputmode,
      autocomplete: "off",
    });
    field.value = place.valueOf(block, element) ?? "";
    field.addEventListener("input", () => place.change(block, element, field.value));
    field.addEventListener("keydown", (event) => dispatchOnEnter(place, block, element, event));
    return field;
  };
}

function pickerInput(type) {
  return (place, block, element, label) => {
    const field = el("input", {
      ...fieldProps(place, block, element, label),
      class: "text-field is-picker",
      type,
    });
    field.value = place.valueOf(block, element) ?? "";
    field.addEventListener("change", () =>
      place.change(block, element, field.value || null, { isChosen: true }),
    );
    return field;
  };
}

function datetimepicker(place, block, element, label) {
  const zone = place.app.state.me.tz;
  const seconds = place.valueOf(block, element);
  const start = seconds ? inputValues(new Date(seconds * 1000), zone) : { date: "", time: "" };
  const props = fieldProps(place, block, element, label);
  const timeId = `${props.id}-time`;
  const date = el("input", {
    ...props,
    class: "text-field is-picker",
    type: "date",
    value: start.date,
    "aria-labelledby": null,
    "aria-label": "Date",
  });
  const clock = el("input", {
    ...props,
    id: timeId,
    class: "text-field is-picker",
    type: "time",
    value: start.time,
    "aria-labelledby": null,
    "aria-label": "Time",
    "data-focus": `${props["data-focus"]}/time`,
  });
  const change = () =>
    place.change(block, element, epochOf(date.value, clock.value, zone), { isChosen: true });
  date.addEventListener("change", change);
  clock.addEventListener("change", change);
  return el(
    "div",
    { class: "moment-field", role: "group", "aria-labelledby": label.labelledBy ?? null },
    date,
    clock,
    el("span", { class: "quiet" }, zone.replaceAll("_", " ")),
  );
}

function checkboxes(place, block, element, label) {
  return choices("checkbox", place, block, element, label);
}

function radios(place, block, element, label) {
  return choices("radio", place, block, element, label);
}

function choices(type, place, block, element, label) {
  const name = freshId("choice");
  const chosen = [place.valueOf(block, element) ?? []].flat().map((option) => option.value);
  const boxes = element.options.map((option, index) =>
    choice(place, {
      type,
      name,
      option,
      isOn: chosen.includes(option.value),
      focus: `${block.block_id}/${element.action_id}/${option.value}`,
      id: index === 0 ? label.id : null,
    }),
  );
  const change = () => {
    const on = element.options.filter((_option, index) => boxes[index].querySelector("input").checked);
    place.change(block, element, type === "radio" ? (on[0] ?? null) : on, { isChosen: true });
  };
  return el(
    "div",
    {
      class: "choices",
      role: type === "radio" ? "radiogroup" : "group",
      "data-field": true,
      "aria-labelledby": label.labelledBy ?? null,
      "aria-describedby": label.id ? `${label.id}-error` : null,
      on: { change },
    },
    boxes,
  );
}

function choice(place, { type, name, option, isOn, focus, id }) {
  return el(
    "label",
    { class: "choice" },
    el("input", { type, name, id, checked: isOn, "data-focus": focus }),
    el(
      "span",
      {},
      textObject(place.app, option.text),
      option.description && el("small", {}, textObject(place.app, option.description)),
    ),
  );
}

function fileInput(place, block, element, label) {
  const field = el("input", {
    ...fieldProps(place, block, element, label),
    class: "text-field",
    type: "file",
    multiple: (element.max_files ?? 10) > 1,
    accept: (element.filetypes ?? []).map((kind) => `.${kind}`).join(",") || null,
  });
  field.addEventListener("change", async () => {
    const files = await filesAsData([...field.files].slice(0, element.max_files ?? 10));
    place.change(block, element, files, { isChosen: true });
  });
  return field;
}
