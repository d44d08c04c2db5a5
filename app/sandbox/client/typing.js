/** @module What a message holds (`<@U…>`, `&lt;`) as its author would type it again; the server reads it back. */

import { unescape } from "./mrkdwn.js";

const TOKEN = /<([@#!])([^<>|\n]+)(?:\|([^<>\n]*))?>/g;
const BARE_LINK = /<(https?:\/\/[^<>|\s]+)>/g;
const CROWD = new Set(["here", "channel", "everyone"]);

/** The words for the editor. */
export function typedForm(app, text) {
  const words = text.replace(TOKEN, (whole, sign, id, label) => {
    if (sign === "@") return `@${app.state.people.get(id)?.name ?? label ?? id}`;
    if (sign === "#") return `#${app.state.channels.get(id)?.name ?? label ?? id}`;
    return CROWD.has(id) ? `@${id}` : whole;
  });
  return unescape(words.replace(BARE_LINK, "$1"));
}
