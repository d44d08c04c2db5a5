/** Searching emoji: by names, other names, and what they show. */

import assert from "node:assert/strict";
import test from "node:test";

import { createEmoji } from "../../app/sandbox/client/emoji.js";

const emoji = createEmoji([
  { name: "+1", aliases: ["thumbsup"], words: ["thumbs", "up"], picture: "👍" },
  { name: "-1", aliases: ["thumbsdown"], words: ["thumbs", "down"], picture: "👎" },
  { name: "balance_beam", aliases: [], words: [], picture: "🤸" },
  { name: "fire", aliases: [], words: [], picture: "🔥" },
  { name: "fire_engine", aliases: [], words: [], picture: "🚒" },
  { name: "house_on_fire", aliases: [], words: [], picture: "🏚️" },
  { name: "male-doctor", aliases: [], words: ["man", "health", "worker"], picture: "👨‍⚕️" },
  { name: "scales", aliases: [], words: ["balance", "scale"], picture: "⚖️" },
  { name: "campfire", aliases: [], words: [], picture: "🏕️" },
]);

const SEARCHES = [
  ["fire", ["fire", "fire_engine", "house_on_fire", "campfire"], "the name itself first, any place last"],
  ["balance", ["balance_beam", "scales"], "what it shows counts, after what it is called"],
  ["balance sca", ["scales"], "all words have to be there"],
  ["engine fire", ["fire_engine"], "in whatever order"],
  ["thumbsup", ["+1"], "other names"],
  ["-1", ["-1"], "a name of signs"],
  ["Male Doctor", ["male-doctor"], "a space for a hyphen, whatever the case"],
  [":fire_e", ["fire_engine"], "as it is typed in a message"],
  ["balance fire", [], "none has both"],
];

for (const [typed, found, why] of SEARCHES)
  test(`“${typed}” finds ${found.join(", ") || "nothing"}: ${why}`, () => {
    assert.deepEqual(
      emoji.search(typed).map(({ name }) => name),
      found,
    );
  });
