/**
 * @module Reads Slack's markup into a tree of plain objects; what the tree looks like is decided in
 * text.js. Nothing here touches the page, so that hostile input can be tried without a browser.
 */

/**
 * @typedef {{type: string, text?: string, children?: Node[], id?: string, label?: string, url?: string,
 *   name?: string, seconds?: number, format?: string, link?: string, range?: string}} Node
 */

const FENCE = /```([\s\S]*?)```/g;
const QUOTE = /^(?:&gt;|>) ?/;
const LONG_QUOTE = /^(?:&gt;&gt;&gt;|>>>) ?/;
const LIST_LINE = /^(\s*)(•|◦|▪︎|-|\d{1,2}\.) (?=\S)/;
const EMOJI = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/y;
const STYLES = { "*": "bold", _: "italic", "~": "strike" };
const WORD = /[\p{L}\p{N}]/u;

/** A whole text as blocks: `text`, `quote`, `list` (one line with its bullet) and `pre`. */
export function parse(text) {
  const blocks = [];
  let end = 0;
  for (const found of String(text ?? "").matchAll(FENCE)) {
    if (!found[1].trim()) continue;
    blocks.push(...lines(text.slice(end, found.index).replace(/\n$/, "")));
    blocks.push({ type: "pre", children: literal(found[1].replace(/^\n|\n$/g, "")) });
    end = found.index + found[0].length;
  }
  const rest = String(text ?? "").slice(end);
  return [...blocks, ...lines(end ? rest.replace(/^\n/, "") : rest)];
}

/** One run of text as inline nodes. */
export function inline(text) {
  const nodes = [];
  let plain = "";
  const hopeless = {};
  const flush = () => {
    if (plain) nodes.push({ type: "text", text: unescape(plain) });
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = nodeAt(text, at, hopeless);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

/** What a reader hears: the tree without its looks. `names` says what ids are called. */
export function spoken(text, names) {
  const say = (node) => {
    if (node.type === "user") return `@${names.person(node.id)}`;
    if (node.type === "channel") return `#${names.channel(node.id)}`;
    if (node.type === "emoji") return `:${node.name}:`;
    return node.text ?? node.label ?? (node.children ?? []).map(say).join("");
  };
  return parse(text).map(say).join("\n");
}

/** `&lt;`, `&gt;` and `&amp;` as the signs they stand for, once. */
export function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (_whole, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

/** Nodes of text in which only the angle brackets mean something, as in code. */
function literal(text) {
  return text
    .split(/(<[^<>\n]+>)/)
    .filter(Boolean)
    .map(
      (piece) =>
        (piece.startsWith("<") && token(piece.slice(1, -1))) || { type: "text", text: unescape(piece) },
    );
}

function lines(text) {
  if (!text) return [];
  const blocks = [];
  const all = text.split("\n");
  for (let at = 0; at < all.length; at += 1) {
    if (LONG_QUOTE.test(all[at])) {
      const rest = all.slice(at).join("\n").replace(LONG_QUOTE, "");
      blocks.push({ type: "quote", children: inline(rest) });
      return blocks;
    }
    addLine(blocks, all[at]);
  }
  return blocks.map(({ type, source, ...rest }) => ({ type, ...rest, children: inline(source) }));
}

function addLine(blocks, line) {
  const last = blocks.at(-1);
  const bullet = LIST_LINE.exec(line);
  if (QUOTE.test(line)) join(blocks, last, "quote", line.replace(QUOTE, ""));
  else if (bullet)
    blocks.push({
      type: "list",
      label: bullet[2],
      depth: bullet[1].length >> 1,
      source: line.slice(bullet[0].length),
    });
  else join(blocks, last, "text", line);
}

function join(blocks, last, type, line) {
  if (last?.type === type) last.source += `\n${line}`;
  else blocks.push({ type, source: line });
}

/** `hopeless`: by sign, up to where it is known that nothing closes it, so that no line is searched twice. */
function nodeAt(text, at, hopeless) {
  const sign = text[at];
  if (sign === "<") return tokenAt(text, at);
  if (sign === "`") return codeAt(text, at);
  if (sign === ":") return emojiAt(text, at);
  if (sign in STYLES && !(at < hopeless[sign])) return styledAt(text, at, hopeless);
  return null;
}

function tokenAt(text, at) {
  const found = /^<([^<>\n]+)>/.exec(text.slice(at, at + 4000));
  const node = found && token(found[1]);
  return node && { node, end: at + found[0].length };
}

/** The node of what stands between angle brackets, or `null` when it is nothing Slack knows. */
function token(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inner.slice(bar + 1));
  if (target.startsWith("@")) return { type: "user", id: target.slice(1), label };
  if (target.startsWith("#")) return { type: "channel", id: target.slice(1), label };
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam^")) return { type: "broadcast", range: label.replace(/^@/, "") || "group" };
  if (target.startsWith("!")) return { type: "broadcast", range: target.slice(1).split("^")[0] };
  const url = unescape(target);
  if (!/^(?:https?:\/\/|mailto:)/i.test(url)) return null;
  return { type: "link", url, label: label || url.replace(/^mailto:/i, "") };
}

function date(target, label) {
  const [, seconds, format, link] = target.split("^");
  if (!/^\d+$/.test(seconds ?? "") || !format) return { type: "text", text: label };
  return { type: "date", seconds: Number(seconds), format: unescape(format), link, label };
}

function codeAt(text, at) {
  const end = text.indexOf("`", at + 1);
  const inner = text.slice(at + 1, end);
  if (end < 0 || !inner.trim() || inner.includes("\n")) return null;
  return { node: { type: "code", children: literal(inner) }, end: end + 1 };
}

function emojiAt(text, at) {
  EMOJI.lastIndex = at;
  const found = EMOJI.exec(text);
  return found && { node: { type: "emoji", name: found[1] }, end: EMOJI.lastIndex };
}

function styledAt(text, at, hopeless) {
  const sign = text[at];
  const before = text[at - 1] ?? "";
  if (WORD.test(before) || before === sign || text[at + 1] === sign || /^(?:\s|$)/.test(text[at + 1] ?? ""))
    return null;
  const end = closing(text, at);
  if (end < 0) {
    hopeless[sign] = lineEnd(text, at);
    return null;
  }
  return { node: { type: STYLES[sign], children: inline(text.slice(at + 1, end)) }, end: end + 1 };
}

/** Where the style that begins at `at` ends: on its line, outside of code, links and emoji names. */
function closing(text, at) {
  const sign = text[at];
  for (let here = at + 1; here < text.length && text[here] !== "\n"; here += 1) {
    const skipped = "<`:".includes(text[here]) && nodeAt(text, here, {});
    if (skipped) here = skipped.end - 1;
    else if (text[here] === sign && closes(text, here, at)) return here;
  }
  return -1;
}

function lineEnd(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function closes(text, here, at) {
  return (
    here > at + 1 &&
    !/\s/.test(text[here - 1]) &&
    !WORD.test(text[here + 1] ?? "") &&
    text[here + 1] !== text[here]
  );
}
