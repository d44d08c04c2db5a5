/**
 * @module What this window knows of the workspace, changed by the server's frames alone, and who
 * wants to hear of which change. Messages are replaced, never altered, so that `===` tells of a change.
 */

const CALLS_KEPT = 500;

/** The state of a window before the first snapshot. */
function emptyState() {
  return {
    me: null,
    people: new Map(),
    channels: new Map(),
    messages: new Map(),
    dismissed: new Set(),
    commands: [],
    shortcuts: [],
    app: { name: "", bot_user: "" },
    team: null,
    now: null,
    nowAt: 0,
    home: null,
    modals: [],
    notice: "",
    fault: "none",
    replay: null,
    calls: [],
    isConnected: false,
    place: { channel: null, tab: "messages", thread: null },
    newFrom: null,
    editing: null,
  };
}

/**
 * Changes `state` by one frame.
 * @returns {string[]} the subjects that changed
 */
export function reduce(state, frame) {
  return REDUCERS[frame.type]?.(state, frame) ?? [];
}

/** A state with listeners; they are called once per turn however much changed in it. */
export function createStore(schedule = queueMicrotask) {
  const state = emptyState();
  const listeners = [];
  let dirty = new Set();

  function flush() {
    const subjects = dirty;
    dirty = new Set();
    for (const { wanted, run } of listeners) {
      if (wanted.some((subject) => subjects.has(subject))) run(subjects);
    }
  }

  function touch(...subjects) {
    if (!dirty.size && subjects.length) schedule(flush);
    for (const subject of subjects) dirty.add(subject);
  }

  return {
    state,
    touch,
    /** Calls `run` after any of the subjects has changed. */
    on: (wanted, run) => listeners.push({ wanted, run }),
    apply: (frame) => touch(...reduce(state, frame)),
    /** Sets keys of the state that only this window decides. */
    set(values, ...subjects) {
      Object.assign(state, values);
      touch(...subjects);
    },
  };
}

/** The messages of a channel's own list, oldest first: no replies but those sent to the channel too. */
export function mainMessages(state, channel) {
  return shown(state, channel).filter(
    (message) => !isReply(message) || message.subtype === "thread_broadcast",
  );
}

/** A thread, its parent first. */
export function threadMessages(state, channel, ts) {
  return shown(state, channel).filter((message) => message.ts === ts || message.thread_ts === ts);
}

/** Whether a message lives in a thread of another one. */
export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** The workspace's time: what the server said last, and what has passed since. */
export function workspaceNow(state) {
  return state.now ? new Date(state.now.getTime() + Date.now() - state.nowAt) : new Date();
}

/** The conversations of a kind, by name. */
export function channelsOf(state, ...kinds) {
  return [...state.channels.values()]
    .filter((channel) => kinds.includes(channel.kind))
    .sort((one, other) => String(one.name).localeCompare(String(other.name)));
}

function shown(state, channel) {
  const all = state.messages.get(channel);
  return all ? [...all.values()].filter((message) => !state.dismissed.has(message.ts)) : [];
}

const REDUCERS = {
  snapshot(state, frame) {
    const isOther = state.me && state.me.id !== frame.me.id;
    if (isOther) state.messages = new Map();
    Object.assign(state, {
      me: frame.me,
      people: byId(frame.people),
      channels: byId(frame.channels),
      commands: frame.commands ?? [],
      shortcuts: frame.shortcuts ?? [],
      app: frame.app,
      team: frame.team ?? null,
      home: frame.home ?? null,
      modals: frame.modals ?? [],
      notice: frame.notice ?? "",
      fault: frame.fault ?? state.fault,
      replay: frame.replay ?? null,
    });
    return [
      "me",
      "people",
      "channels",
      "messages",
      "home",
      "modals",
      "fault",
      "replay",
      ...setNow(state, frame),
    ];
  },
  channels(state, frame) {
    for (const channel of frame.channels) state.channels.set(channel.id, channel);
    return ["channels"];
  },
  gone(state, frame) {
    state.channels.delete(frame.channel);
    state.messages.delete(frame.channel);
    return ["channels", "messages"];
  },
  opened(state, frame) {
    state.channels.set(frame.channel.id, frame.channel);
    state.messages.set(frame.channel.id, new Map(frame.messages.map((message) => [message.ts, message])));
    return ["channels", "messages"];
  },
  message(state, frame) {
    const known = state.messages.get(frame.channel);
    if (!known) return [];
    const isLate = !known.has(frame.message.ts) && known.size && frame.message.ts < [...known.keys()].at(-1);
    known.set(frame.message.ts, frame.message);
    if (isLate) state.messages.set(frame.channel, inOrder(known));
    return ["messages"];
  },
  message_gone(state, frame) {
    return state.messages.get(frame.channel)?.delete(frame.ts) ? ["messages"] : [];
  },
  modals(state, frame) {
    state.modals = frame.modals;
    return ["modals"];
  },
  home(state, frame) {
    state.home = frame.home;
    return ["home"];
  },
  people(state, frame) {
    state.people = byId(frame.people);
    state.me = state.people.get(state.me?.id) ?? state.me;
    return ["people"];
  },
  now: setNow,
  call(state, frame) {
    const at = state.calls.findIndex((call) => call.n === frame.call.n);
    if (at >= 0) state.calls[at] = frame.call;
    else state.calls.push(frame.call);
    if (state.calls.length > CALLS_KEPT) state.calls.shift();
    return ["calls"];
  },
  fault(state, frame) {
    state.fault = frame.kind;
    return ["fault"];
  },
  replay(state, frame) {
    state.replay = frame;
    return ["replay"];
  },
};

function setNow(state, frame) {
  if (frame.now) Object.assign(state, { now: new Date(frame.now), nowAt: Date.now() });
  return ["now"];
}

function byId(list) {
  return new Map(list.map((each) => [each.id, each]));
}

function inOrder(messages) {
  return new Map([...messages].sort(([one], [other]) => (one < other ? -1 : 1)));
}
