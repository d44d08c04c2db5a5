/** @module The WebSocket to the sandbox: requests with their answers, frames, and coming back after a loss. */

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;

/** A request that was answered with no: `message` is the sentence to show, `errors` those of fields. */
export class Refusal extends Error {
  constructor(sentence, errors = {}) {
    super(sentence || "That did not work. Please try again.");
    this.name = "Refusal";
    this.errors = errors;
  }
}

/**
 * Connects, and connects again whenever the line breaks.
 * @param {{address: () => string, onOpen: () => void, onLost: () => void, onFrame: (frame: object) => void}} options
 * @returns {{ask: (verb: string, args?: object) => Promise<any>}}
 */
export function connect({ address, onOpen, onLost, onFrame }) {
  const waiting = new Map();
  let socket = null;
  let lastId = 0;
  let failures = 0;

  function open() {
    socket = new WebSocket(address());
    socket.addEventListener("open", () => {
      failures = 0;
      onOpen();
    });
    socket.addEventListener("message", ({ data }) => receive(JSON.parse(data)));
    socket.addEventListener("close", lose);
  }

  function receive(frame) {
    if (frame.type !== "done" && frame.type !== "refused") return onFrame(frame);
    const request = waiting.get(frame.id);
    waiting.delete(frame.id);
    if (frame.type === "done") request?.resolve(frame.result);
    else request?.reject(new Refusal(frame.sentence, frame.errors));
  }

  function lose() {
    for (const { reject } of waiting.values())
      reject(new Refusal("The connection was lost. Please try again."));
    waiting.clear();
    onLost();
    setTimeout(open, Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS));
    failures += 1;
  }

  function ask(verb, args = {}) {
    if (socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Refusal("Not connected: the sandbox is not answering. Is it still running?"));
    }
    lastId += 1;
    const id = lastId;
    socket.send(JSON.stringify({ ...args, id, do: verb }));
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  open();
  return { ask };
}

/** The address of the sandbox's socket on the host that served the page. */
export function socketAddress({ protocol, host }) {
  return `${protocol === "https:" ? "wss:" : "ws:"}//${host}/browser/socket`;
}
