/** @module The dialog that says which keys do what. */

import { openDialog } from "./dialog.js";
import { el } from "./dom.js";

const KEYS = [
  [
    "Anywhere",
    [
      ["Ctrl K", "Jump to a channel or person"],
      ["F6", "Next part of the page"],
      ["?", "This page"],
      ["Escape", "Close what is on top"],
    ],
  ],
  [
    "Writing",
    [
      ["Enter", "Send"],
      ["Shift Enter", "New line"],
      ["↑", "Edit your last message"],
      ["/", "Commands"],
      ["@ # :", "People, channels, emoji"],
      ["Ctrl B, Ctrl I", "Bold, italic"],
    ],
  ],
  [
    "On a message (Alt ↑ from the field, then ↑ ↓)",
    [
      ["R", "React"],
      ["T or Enter", "Reply in thread"],
      ["E", "Edit your own"],
      ["P", "Pin"],
      ["L", "Copy link"],
      ["Delete", "Delete your own"],
      ["M", "All actions"],
      ["Escape", "Back to the field"],
      ["Tab", "Its buttons and links"],
    ],
  ],
  [
    "In forms",
    [
      ["Ctrl Enter", "Submit"],
      ["Escape", "Close"],
      ["↓", "Open a menu"],
    ],
  ],
];

/** Opens it. */
export function openHelp(app) {
  openDialog({
    title: "Keyboard and help",
    body: [
      el(
        "p",
        {},
        "This is a sandbox: a small workspace that looks as Slack does, with the bot installed. ",
        app.state.notice,
      ),
      KEYS.map(([name, keys]) =>
        el(
          "section",
          { class: "keys" },
          el("h3", {}, name),
          el(
            "dl",
            {},
            keys.map(([key, says]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, says))),
          ),
        ),
      ),
    ],
  });
}
