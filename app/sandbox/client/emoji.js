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
 * @param {{name: string, aliases: string[], words: string[], picture: string}[]} list
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
    /** Those that have all words of `typed` in their names or in what they show; the best first. */
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
    .trim();
  return list
    .map((each) => ({ each, at: rank(each, wanted) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .slice(0, limit)
    .map(({ each }) => each);
}

/**
 * 0: a name itself, 1: the beginning of one, 2: each word begins a word of a name, 3: or a word that
 * says what is in the picture, 4: it is somewhere inside, -1: none of it.
 */
function rank({ name, aliases = [], words = [] }, wanted) {
  const names = [name, ...aliases];
  const asName = wanted.replace(/[\s_-]+/g, "_");
  const spelled = names.map((each) => each.replaceAll("-", "_"));
  if (names.includes(wanted) || spelled.includes(asName)) return 0;
  if ([...names, ...spelled].some((each) => each.startsWith(asName))) return 1;
  const parts = spelled.flatMap((each) => each.split("_"));
  const all = [...parts, ...words];
  const typed = asName.split("_").filter(Boolean);
  const each = (matches) => typed.length > 0 && typed.every(matches);
  if (each((word) => parts.some((part) => part.startsWith(word)))) return 2;
  if (each((word) => all.some((part) => part.startsWith(word)))) return 3;
  return [...spelled, ...words].some((part) => part.includes(asName)) ? 4 : -1;
}
