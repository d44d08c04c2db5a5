/** @module The head of a conversation: name, topic, members, tabs, pins and bookmarks. */

import { avatar } from "./avatar.js";
import { openChannelDetails, openMembers } from "./channel_details.js";
import { el, outward, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { openPopup } from "./popup.js";
import { channelName, displayName, inlineMrkdwn, link, plainText, plainWords } from "./text.js";

/** The head of `channel`. */
export function channelHeader(app, channel) {
  const isDirect = channel.kind === "im" || channel.kind === "mpim";
  const isMore = [...app.state.channels.values()].some((other) => other.unread > 0 && other.id !== channel.id);
  return el(
    "header",
    { class: "channel-head" },
    el(
      "div",
      { class: "channel-title-row" },
      el(
        "button",
        {
          class: `icon-button to-sidebar${isMore ? " is-unread" : ""}`,
          type: "button",
          "aria-label": isMore ? "Show channels, some with unread messages" : "Show channels",
          on: { click: () => app.showSidebar(true) },
        },
        icon("menu"),
      ),
      title(app, channel, isDirect),
      !isDirect && topic(app, channel),
      !isDirect &&
        el(
          "button",
          {
            class: "members-button",
            type: "button",
            "aria-label": `${channel.members.length} members`,
            on: { click: () => openMembers(app, channel) },
          },
          el(
            "span",
            { class: "faces" },
            channel.members.slice(0, 3).map((id) => avatar(app, id, "is-tiny")),
          ),
          String(channel.members.length),
        ),
    ),
    el("div", { class: "channel-tabs" }, tabs(app, channel), pins(app, channel), bookmarks(app, channel)),
  );
}

function title(app, channel, isDirect) {
  const name = channelName(app, channel);
  const sign = isDirect
    ? avatar(app, channel.with, "is-small")
    : icon(channel.kind === "private" ? "lock" : "hash", 18);
  return el(
    "h1",
    { class: "channel-title" },
    el(
      "button",
      {
        type: "button",
        class: "channel-name",
        "aria-haspopup": isDirect ? null : "dialog",
        on: { click: () => !isDirect && openChannelDetails(app, channel) },
      },
      sign,
      el("span", {}, name),
      !isDirect && icon("chevron", 14),
      channel.archived && el("span", { class: "app-badge" }, "ARCHIVED"),
    ),
  );
}

function topic(app, channel) {
  if (!channel.topic) return el("span", { class: "channel-topic" });
  return el(
    "p",
    { class: "channel-topic", title: plainWords(app, channel.topic) },
    inlineMrkdwn(app, channel.topic),
  );
}

function tabs(app, channel) {
  const isApp = channel.kind === "im" && channel.with === app.state.app.bot_user;
  const names = [
    isApp && app.state.app.has_home !== false && ["home", "Home", "home"],
    ["messages", "Messages", "message"],
    channel.canvas && ["canvas", channel.canvas.title || "Canvas", "canvas"],
  ].filter(Boolean);
  return el(
    "div",
    { class: "tabs", role: "tablist", "aria-label": "Views", on: { keydown: walkTabs } },
    names.map(([tab, name, sign]) => {
      const isOn = app.state.place.tab === tab;
      return el(
        "button",
        {
          class: "tab",
          type: "button",
          role: "tab",
          "aria-selected": String(isOn),
          tabindex: isOn ? 0 : -1,
          on: { click: () => app.showTab(tab) },
        },
        icon(sign, 15),
        name,
      );
    }),
  );
}

function walkTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.querySelectorAll("[role=tab]")];
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
}

function pins(app, channel) {
  if (!channel.pins.length) return null;
  const words = channel.pins.length === 1 ? "1 Pinned" : `${channel.pins.length} Pinned`;
  return el(
    "button",
    {
      class: "tab is-extra",
      type: "button",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      on: { click: (event) => openPins(app, channel, event.currentTarget) },
    },
    icon("pin", 14),
    words,
  );
}

function openPins(app, channel, anchor) {
  const known = app.state.messages.get(channel.id);
  const cards = channel.pins.map((ts) => pinCard(app, channel, known?.get(ts), ts, () => popup.close()));
  const popup = openPopup(
    anchor,
    el(
      "div",
      { class: "popup-card", role: "dialog", "aria-label": "Pinned messages" },
      el("h2", {}, "Pinned messages"),
      cards,
    ),
    { wide: true },
  );
  popup.node.querySelector("button")?.focus();
}

function pinCard(app, channel, message, ts, close) {
  const go = () => {
    close();
    app.openMessage({ channel: channel.id, ts, thread: message?.thread_ts });
  };
  return el(
    "button",
    { class: "pin-card", type: "button", on: { click: go } },
    message && avatar(app, message.user, "is-small"),
    el(
      "span",
      {},
      el("strong", {}, message ? displayName(app, message.user) : "A message"),
      el(
        "span",
        { class: "pin-words" },
        message ? plainWords(app, message.text).slice(0, 200) : "Show it in the channel",
      ),
    ),
  );
}

function bookmarks(app, channel) {
  return channel.bookmarks.map((bookmark) => {
    const words = [
      bookmark.emoji ? plainText(app, bookmark.emoji) : icon("bookmark", 14),
      el("span", {}, bookmark.title || bookmark.link),
    ];
    const node = app.messageOf(bookmark.link)
      ? link(app, bookmark.link, words)
      : safeUrl(bookmark.link)
        ? outward(bookmark.link, words)
        : el("span", {}, words);
    node.classList.add("tab", "is-extra");
    return node;
  });
}
