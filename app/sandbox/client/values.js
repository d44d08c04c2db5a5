/** @module What fields hold: how Slack spells each kind's value, and how the server wants it sent. */

const KEYS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  checkboxes: ["selected_options", "initial_options"],
  radio_buttons: ["selected_option", "initial_option"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  file_input: ["files", "initial_files"],
};

/** Whether a person can put something into the element that stays there. */
export function isFillable(element) {
  return element?.type in KEYS;
}

/** Whether the element holds several values. */
export function isMany(element) {
  return element.type.startsWith("multi_") || element.type === "checkboxes" || element.type === "file_input";
}

/** What the element says before anybody touched it here: the server's state, else its initial value. */
export function startingValue(element, state) {
  const [key, initial] = KEYS[element.type];
  const value = state?.type === element.type ? state[key] : element[initial];
  return value ?? (isMany(element) ? [] : null);
}

/** The value as the server takes it: options by their value, text as text, nothing as `null`. */
export function sentValue(element, value) {
  if (element.type.includes("external")) return value;
  if (Array.isArray(value)) return value.map((each) => sentOne(element, each));
  return sentOne(element, value);
}

/** Every element of the blocks with the block it stands in. */
export function* placedElements(blocks) {
  for (const block of blocks ?? []) {
    yield* placedElements(block.child_blocks);
    const single = [block.accessory, block.element].filter((each) => each && typeof each === "object");
    const several = ["actions", "context_actions"].includes(block.type) ? block.elements : [];
    for (const element of [...single, ...several]) yield { block, element };
  }
}

/**
 * `values` for the server: by block, or by block and action where a block has several fields.
 * @param {(block: object, element: object) => any} valueOf
 */
export function formValues(blocks, valueOf) {
  const found = {};
  const fields = [...placedElements(blocks)].filter(({ element }) => isFillable(element));
  for (const { block, element } of fields) {
    const value = sentValue(element, valueOf(block, element));
    const isAlone = fields.filter((other) => other.block === block).length === 1;
    if (isAlone) found[block.block_id] = value;
    else found[block.block_id] = { ...found[block.block_id], [element.action_id]: value };
  }
  return found;
}

function sentOne(element, value) {
  if (value && typeof value === "object" && "value" in value && "text" in value) return value.value;
  if (value === "" || value === undefined) return null;
  return value;
}
