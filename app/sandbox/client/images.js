/** @module Images that blocks show: those of this host alone. */

import { el, outward, safeUrl } from "./dom.js";
import { icon } from "./icons.js";

/** An image of this host; of others only the description, for no request leaves the machine. */
export function picture({ image_url: url, slack_file: file, alt_text: alt, title }, kind) {
  const address = url ?? file?.url;
  const isOurs = safeUrl(address) && new URL(address, location.href).origin === location.origin;
  if (isOurs) return el("img", { class: kind, src: address, alt: alt ?? "", loading: "lazy" });
  const words = alt || title?.text || "Image";
  return el(
    "span",
    { class: `image-elsewhere ${kind}` },
    icon("file", 16),
    " ",
    outward(address, words),
    " (not loaded: it is on another host)",
  );
}
