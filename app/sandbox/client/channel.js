/** @module The middle of the page: a conversation with its messages, canvas and composer, or App Home. */

import { canvasPane } from "./canvas.js";
import { channelHeader } from "./channel_header.js";
import { acceptDrops, createComposer } from "./composer.js";
import { el, replace } from "./dom.js";
import { homePane } from "./home.js";
import { icon } from "./icons.js";
import { createMessageList } from "./message_list.js";
import { mainMessages } from "./store.js";
import { channelName, displayName, inlineMrkdwn } from "./text.js";

/** Fills `root` with the open conversation and keeps it up to date. */
export function mountChannel(app, root) {
  const { state } = app;
  const list = createMessageList(app, {
    label: "Messages",
    intro: () => intro(app, state.channels.get(state.place.channel)),
  });
  const composer = createComposer(app, {
    toMessages: () => list.enter(),
    target: () => ({ channel: state.place.channel }),
    lastOwn: () =>
      mainMessages(state, state.place.channel).findLast(
        (message) => message.user === state.me.id && !message.is_whisper && !message.subtype,
      ),
  });
  const head = el("div", { class: "channel-head-box" });
  const body = el("div", { class: "channel-body" });
  const foot = el("div", { class: "channel-foot" });
  const home = homePane(app);
  root.append(head, body, foot);
  acceptDrops(root, composer);
  list.node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches(".message, .message-list")) composer.focus();
  });

  function render(subjects) {
    const channel = state.channels.get(state.place.channel);
    if (!state.me || !channel) return;
    if (["place", "channels", "people", "me"].some((each) => subjects.has(each)))
      head.replaceChildren(channelHeader(app, channel));
    const { tab } = state.place;
    if (tab === "home") {
      swap(body, home.node);
      foot.hidden = true;
      home.show();
    } else if (tab === "canvas") {
      replace(body, canvasPane(app, channel));
      foot.hidden = true;
    } else messages(channel);
  }

  function messages(channel) {
    swap(body, list.node);
    foot.hidden = false;
    const name = channelName(app, channel);
    list.show(`${state.me.id} ${channel.id}`, channel.id, mainMessages(state, channel.id), {
      newFrom: state.newFrom,
      name: `Messages in ${name}`,
    });
    const label = channel.kind === "im" || channel.kind === "mpim" ? `Message ${name}` : `Message #${name}`;
    composer.show(`${state.me.id} ${channel.id}`, {
      label,
      isDisabled: channel.archived || !channel.is_member,
      reason: "",
    });
    if (channel.archived || !channel.is_member) replace(foot, closedFoot(app, channel));
    else swap(foot, composer.node);
  }

  app.store.on(["place", "messages", "channels", "people", "me", "emoji", "home"], render);
  return { list, composer };
}

/** Shows one node; it keeps its focus and place when it was shown already. */
function swap(parent, node) {
  if (parent.firstChild !== node || parent.childNodes.length > 1) parent.replaceChildren(node);
}

/** What stands where the composer would be, when one cannot write. */
function closedFoot(app, channel) {
  if (channel.archived)
    return el(
      "div",
      { class: "closed-foot" },
      el("p", {}, "You are viewing ", el("strong", {}, `#${channel.name}`), ", an archived channel."),
    );
  return el(
    "div",
    { class: "closed-foot" },
    el("p", {}, icon("hash", 18), el("strong", {}, channel.name)),
    el(
      "button",
      {
        class: "button is-primary",
        type: "button",
        on: { click: () => app.tell("join", { channel: channel.id }) },
      },
      "Join channel",
    ),
  );
}

/** The beginning of a conversation. */
function intro(app, channel) {
  if (!channel) return null;
  const name = channelName(app, channel);
  if (channel.kind === "im")
    return el(
      "div",
      { class: "intro" },
      el("h2", {}, name),
      el("p", {}, `This conversation is just between ${name} and you.`),
    );
  if (channel.kind === "mpim")
    return el(
      "div",
      { class: "intro" },
      el("h2", {}, name),
      el("p", {}, "A conversation between a few of you."),
    );
  return el(
    "div",
    { class: "intro" },
    el("h2", {}, channel.kind === "private" ? icon("lock", 24) : "# ", channel.name),
    el(
      "p",
      {},
      `This is the very beginning of the ${channel.kind === "private" ? "private " : ""}channel `,
      el("strong", {}, `#${channel.name}`),
      ". ",
      inlineMrkdwn(app, channel.purpose),
    ),
    el(
      "p",
      { class: "quiet" },
      `${channel.members.length} ${channel.members.length === 1 ? "member" : "members"}: ${channel.members
        .slice(0, 6)
        .map((id) => displayName(app, id))
        .join(", ")}`,
    ),
  );
}
