/** @module The side pane with a thread. */

import { createComposer, acceptDrops } from "./composer.js";
import { closeButton } from "./dialog.js";
import { el, replace } from "./dom.js";
import { createMessageList } from "./message_list.js";
import { threadMessages } from "./store.js";
import { channelName } from "./text.js";

/** Fills `root` with the open thread, and hides it when there is none. */
export function mountThread(app, root) {
  const { state } = app;
  const list = createMessageList(app, { label: "Thread", inThread: true });
  const composer = createComposer(app, {
    toMessages: () => list.enter(),
    inThread: true,
    target: () => ({ channel: state.place.channel, thread: state.place.thread }),
    lastOwn: () =>
      threadMessages(state, state.place.channel, state.place.thread).findLast(
        (message) => message.user === state.me.id && !message.is_whisper,
      ),
  });
  const where = el("span", { class: "quiet" });
  const note = el("p", { class: "closed-foot", hidden: true }, "This channel is archived.");
  root.append(
    el(
      "header",
      { class: "pane-head" },
      el("h2", {}, "Thread ", where),
      closeButton(() => app.openThread(null), "Close thread"),
    ),
    list.node,
    composer.node,
    note,
  );
  acceptDrops(root, composer);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) app.openThread(null);
  });

  function render() {
    const channel = state.channels.get(state.place.channel);
    const { thread } = state.place;
    root.hidden = !thread || !channel;
    document.body.classList.toggle("has-thread", !root.hidden);
    if (root.hidden || !state.me) return;
    const name = channelName(app, channel);
    replace(where, channel.kind === "im" ? name : `#${name}`);
    list.show(
      `${state.me.id} ${channel.id} ${thread}`,
      channel.id,
      threadMessages(state, channel.id, thread),
      { name: `Thread in ${name}` },
    );
    const isClosed = channel.archived || !channel.is_member;
    composer.node.hidden = isClosed;
    note.hidden = !channel.archived;
    composer.show(`${state.me.id} ${channel.id} ${thread}`, {
      label: "Reply…",
      isDisabled: isClosed,
      channelName: channel.kind === "im" ? name : `#${name}`,
    });
  }

  app.store.on(["place", "messages", "channels", "people", "me", "emoji"], render);
  return { list, composer };
}
