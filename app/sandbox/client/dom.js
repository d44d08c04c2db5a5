/** @module Builds elements safely: text is only ever text, and no attribute can run a script. */

const SVG = "http://www.w3.org/2000/svg";
const SAFE_ATTRIBUTE = /^(?:aria-[a-z]+|data-[a-z-]+|[a-z]+)$/;
const REFUSED = new Set(["style", "srcdoc", "formaction", "action"]);

/**
 * An element. `props` are attributes, except `class`, `on` (listeners by event name) and `value`.
 * `false`, `null` and `undefined` leave an attribute or a child out; strings become text.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...any} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...present(children));
  return node;
}

/** Puts exactly these children into `node`. */
export function replace(node, ...children) {
  node.replaceChildren(...present(children));
}

/** A web, mail or same-page address as it was given; `null` for anything that could run code. */
export function safeUrl(url) {
  const text = String(url ?? "").trim();
  if (/^(?:\/(?!\/)|#)/.test(text)) return text;
  try {
    const { protocol } = new URL(text);
    return ["http:", "https:", "mailto:"].includes(protocol) ? text : null;
  } catch {
    return null;
  }
}

/** A link that leaves the workspace: it opens in a new tab and tells nothing of this page. */
export function outward(url, ...children) {
  const href = safeUrl(url);
  if (!href) return el("span", {}, ...children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
}

/** An SVG element; children are further SVG elements. */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** An id that no other element of the page has. */
export function freshId(prefix = "x") {
  counter += 1;
  return `${prefix}-${counter}`;
}

let counter = 0;

function set(node, name, value) {
  if (value === false || value === null || value === undefined) return;
  if (name === "class") node.className = value;
  else if (name === "value") node.value = value;
  else if (name === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else setAttribute(node, name, value);
}

function setAttribute(node, name, value) {
  if (!SAFE_ATTRIBUTE.test(name) || name.startsWith("on") || REFUSED.has(name)) {
    throw new TypeError(`No attribute ${name} here.`);
  }
  if (name === "href" || name === "src") {
    const url = safeUrl(value);
    if (url) node.setAttribute(name, url);
  } else node.setAttribute(name, value === true ? "" : String(value));
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}
