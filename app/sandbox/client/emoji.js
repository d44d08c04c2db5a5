/** @module The emoji by name, and searching them. */

const FAVOURITES = [
  "pushpin",
  "scales",
  "handshake",
  "bulb",
  "four_leaf_clover",
  "star",
  "white_check_mark",
  "eyes",
  "thumbsup",
  "raised_hands",
  "tada",
  "pray",
  "heart",
  "thinking_face",
  "rotating_light",
  "fire",
];
const SKIN = /::skin-tone-[2-6]$/;

/**
 * @param {{name: string, aliases: string[], picture: string}[]} list
 */
export function createEmoji(list) {
  const byName = new Map();
  for (const each of list) for (const name of [each.name, ...(each.aliases ?? [])]) byName.set(name, each);
  const common = FAVOURITES.map((name) => byName.get(name) && { ...byName.get(name), name }).filter(Boolean);
  const plain = list.filter(({ name }) => !/skin_tone/.test(name));
  return {
    common,
    all: plain,
    /** The picture of a name, `null` when there is none. */
    picture: (name) => byName.get(String(name).replace(SKIN, ""))?.picture ?? null,
    /** Those whose name has the words of `typed`; names that begin with it first. */
    search: (typed, limit = 200) => search(plain, typed, limit),
  };
}

/** The emoji as the server offers them; none, rather than a broken page, when it does not. */
export async function loadEmoji() {
  try {
    const answer = await fetch("/client/emoji.json");
    return createEmoji(answer.ok ? await answer.json() : []);
  } catch {
    return createEmoji([]);
  }
}

function search(list, typed, limit) {
  const wanted = typed
    .toLowerCase()
    .replace(/^:|:$/g, "")
    .trim()
    .replace(/[\s-]+/g, "_");
  const rank = ({ name, aliases }) => {
    const ranks = [name, ...(aliases ?? [])].map((each) => position(each, wanted)).filter((at) => at >= 0);
    return ranks.length ? Math.min(...ranks) : -1;
  };
  return list
    .map((each) => ({ each, at: rank(each) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .slice(0, limit)
    .map(({ each }) => each);
}

/** 0: the name itself, 1: its beginning, 2: the beginning of a word in it, 3: anywhere, -1: nowhere. */
function position(name, wanted) {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.includes(`_${wanted}`)) return 2;
  return name.includes(wanted) ? 3 : -1;
}
