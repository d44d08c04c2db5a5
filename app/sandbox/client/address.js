/** @module Addresses of channels and messages: those of this page, and Slack's own that the bot writes. */

const ARCHIVE = /\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?(?:\?(.*))?$/;

/**
 * @typedef {{channel: string, ts?: string, thread?: string}} Target
 * @param {Target} target
 */
export function addressOf({ channel, ts, thread }) {
  const message = ts ? `/p${ts.replace(".", "")}` : "";
  const query = thread && thread !== ts ? `?thread_ts=${thread}` : "";
  return `#/archives/${channel}${message}${query}`;
}

/**
 * What an address points to in this workspace; `null` when it leads elsewhere.
 * @param {string} url
 * @returns {Target | null}
 */
export function targetOf(url) {
  const found = /^(?:#|https?:\/\/[^/]*)/.test(url) && isOurs(url) && ARCHIVE.exec(url);
  if (!found) return null;
  const [, channel, seconds, fraction, query] = found;
  const thread = new URLSearchParams(query ?? "").get("thread_ts") ?? undefined;
  return { channel, ts: seconds && `${seconds}.${fraction}`, thread };
}

function isOurs(url) {
  if (url.startsWith("#")) return true;
  try {
    const { host } = new URL(url);
    return host === globalThis.location?.host || host.endsWith(".slack.com");
  } catch {
    return false;
  }
}
