/** @module The field in which people write: messages, commands, mentions, emoji and attachments. */

import { attachCompletion } from "./completion.js";
import { changed, command, formatting, tool, type, wrap } from "./composer_tools.js";
import { el, replace } from "./dom.js";
import { icon } from "./icons.js";
import { openPicker } from "./picker.js";
import { openMenu } from "./popup.js";
import { toast } from "./toast.js";
import { filesAsData, fits, sizeWords } from "./uploads.js";

/**
 * @param {object} app
 * @param {{target: () => {channel: string, thread?: string}, lastOwn: () => object | undefined, toMessages: () => void, inThread?: boolean}} options
 */
export function createComposer(app, { target, lastOwn, toMessages, inThread = false }) {
  const drafts = new Map();
  let key = null;
  let files = [];
  const field = el("textarea", {
    class: "composer-field",
    rows: 1,
    "aria-label": "Message",
    "aria-multiline": "true",
  });
  const send = el(
    "button",
    {
      class: "send",
      type: "button",
      "aria-label": "Send now",
      title: "Send now (Enter)",
      disabled: true,
      on: { click: submit },
    },
    icon("send"),
  );
  const chips = el("div", { class: "composer-files" });
  const picked = el("input", { type: "file", multiple: true, hidden: true, "aria-label": "Attach files" });
  const alsoSend = el("input", { type: "checkbox" });
  const broadcast = inThread ? el("label", { class: "also-send" }, alsoSend, el("span", {})) : null;
  const node = el(
    "div",
    { class: "composer" },
    formatting(field),
    el("div", { class: "composer-box" }, field),
    chips,
    broadcast,
    el(
      "div",
      { class: "composer-foot" },
      tool("plus", "Attachments and shortcuts", openPlus, "menu"),
      tool("smile", "Emoji", pickEmoji, "dialog"),
      tool("at", "Mention somebody", () => type(field, "@")),
      !inThread && tool("bolt", "Run a command", () => command(field)),
      el("span", { class: "composer-hint" }, "Shift + Enter adds a line"),
      send,
    ),
    picked,
  );
  const completion = attachCompletion(app, field);

  function show(nextKey, { label, isDisabled = false, reason = "", channelName = "" }) {
    if (key !== null && key !== nextKey) drafts.set(key, field.value);
    if (key !== nextKey) {
      field.value = drafts.get(nextKey) ?? "";
      setFiles([]);
    }
    key = nextKey;
    field.placeholder = isDisabled ? reason : label;
    field.setAttribute("aria-label", label);
    field.disabled = isDisabled;
    if (broadcast) broadcast.lastChild.textContent = `Also send to ${channelName}`;
    grow();
  }

  async function submit() {
    const typed = field.value.trim();
    if (!typed && !files.length) return;
    const { channel, thread } = target();
    if (typed.startsWith("/") && !files.length) {
      if (inThread) toast("Slack takes no commands in threads. Type it in the channel's own field.");
      else await attempt(typed, () => app.ask("command", { channel, line: typed }));
      return;
    }
    const sent = {
      channel,
      text: typed,
      thread_ts: thread,
      broadcast: alsoSend.checked,
      files: await filesAsData(files),
    };
    await attempt(typed, () => app.ask("say", sent));
  }

  /** Empties the field at once, as Slack does, and puts the words back when they were refused. */
  async function attempt(typed, run) {
    const kept = files;
    field.value = "";
    setFiles([]);
    alsoSend.checked = false;
    grow();
    try {
      await run();
    } catch (refusal) {
      if (!field.value) field.value = typed;
      setFiles(kept);
      grow();
      toast(refusal.message);
    }
  }

  function setFiles(next) {
    files = next;
    replace(
      chips,
      files.map((file) =>
        el(
          "span",
          { class: "chip" },
          icon("file", 16),
          ` ${file.name} `,
          el("small", {}, sizeWords(file.size)),
          el(
            "button",
            {
              class: "chip-remove",
              type: "button",
              "aria-label": `Remove ${file.name}`,
              on: { click: () => setFiles(files.filter((each) => each !== file)) },
            },
            icon("close", 12),
          ),
        ),
      ),
    );
    grow();
  }

  function attach(list) {
    const [good, tooBig] = [[...list].filter(fits), [...list].filter((file) => !fits(file))];
    if (tooBig.length) toast(`${tooBig[0].name} is too large: 10 MB at most here.`);
    if (good.length) setFiles([...files, ...good]);
    field.focus();
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, innerHeight * 0.4)}px`;
    send.disabled = field.disabled || (!field.value.trim() && !files.length);
  }

  function openPlus(event) {
    const shortcuts = app.state.shortcuts.filter(({ type: kind }) => kind === "global");
    openMenu(
      event.currentTarget,
      "Attachments and shortcuts",
      [
        { label: "Upload from your computer", icon: icon("clip"), run: () => picked.click() },
        shortcuts.length ? null : undefined,
        ...shortcuts.map(({ name, callback_id: id, description }) => ({
          label: name,
          says: `${app.state.app.name}${description ? ` · ${description}` : ""}`,
          icon: icon("bolt"),
          run: () => app.tell("shortcut", { callback_id: id }),
        })),
      ].filter((item) => item !== undefined),
      { above: true },
    );
  }

  function pickEmoji(event) {
    openPicker(
      app,
      event.currentTarget,
      (name) => {
        type(field, `:${name}: `);
      },
      { above: true },
    );
  }

  function onKey(event) {
    if (completion.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      completion.close();
      submit();
    } else if (event.key === "ArrowUp" && event.altKey) {
      event.preventDefault();
      toMessages();
    } else if (event.key === "ArrowUp" && !field.value && lastOwn()) {
      event.preventDefault();
      app.edit({ ts: lastOwn().ts, inThread });
    } else if ((event.ctrlKey || event.metaKey) && { b: "*", i: "_" }[event.key.toLowerCase()]) {
      event.preventDefault();
      wrap(field, { b: "*", i: "_" }[event.key.toLowerCase()]);
    }
  }

  field.addEventListener("input", grow);
  field.addEventListener("keydown", onKey);
  field.addEventListener(
    "paste",
    ({ clipboardData }) => clipboardData.files.length && attach(clipboardData.files),
  );
  picked.addEventListener("change", () => {
    attach(picked.files);
    picked.value = "";
  });
  /** Puts words into the field for the person to send. */
  function write(words) {
    field.value = words;
    field.focus();
    changed(field);
  }
  return { node, show, attach, write, focus: () => field.focus() };
}

/** Lets files be dropped anywhere on `area`. */
export function acceptDrops(area, composer) {
  area.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    area.classList.add("is-drop");
  });
  for (const end of ["dragleave", "drop"]) area.addEventListener(end, () => area.classList.remove("is-drop"));
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    composer.attach(event.dataTransfer.files);
  });
}
