// Carries batches between protocol, queue and server: one request at a time, within 10 s, again after a back-off.
// Decides nothing about answers; what an outcome means stands in protocol.js.
//
// POST open       {client_id}                            -> opening: {epoch, last_sequence, writer, ...standing}
// POST take-over  {client_id, epoch, former_client_id?}  -> opening
// GET  state                                             -> standing: {server_time, seconds_left, deadline_version, state, ...}
import { pause, renewIdentity } from './identity.js';

const TIME_LIMIT = 10_000;
const KEEPALIVE_BYTES = 60_000; // browsers refuse more in a request that outlives its page
const BLOCKING = { 401: 'signed_out', 403: 'shut_out', 404: 'shut_out' };
const JUDGED = new Set([200, 202, 409, 423]);

export class NetworkFailure extends Error {}

// One JSON request. `sentAt` and `receivedAt` are monotonic, for the server's clock.
export async function ask(url, { method = 'GET', body, keepalive = false } = {}) {
  const sentAt = performance.now();
  const text = body === undefined ? undefined : JSON.stringify(body);
  try {
    const response = await fetch(url, {
      method,
      body: text,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      keepalive: keepalive && (text?.length ?? 0) * 3 < KEEPALIVE_BYTES,
      signal: AbortSignal.timeout(TIME_LIMIT),
    });
    const isJson = response.headers.get('Content-Type')?.includes('json');
    const reply = isJson ? await response.json() : {};
    const retryAfter = 1000 * Number(response.headers.get('Retry-After') ?? 0) || 0;
    return { status: response.status, reply, retryAfter, sentAt, receivedAt: performance.now() };
  } catch {
    throw new NetworkFailure();
  }
}

// The same question until the server answers it: for requests that may be repeated without harm.
export async function insist(question, milliseconds = 2000) {
  for (;;) {
    const answer = await question().catch((error) => { if (!(error instanceof NetworkFailure)) throw error; });
    if (answer && answer.status < 500 && answer.status !== 429) return answer;
    await pause(answer?.retryAfter || milliseconds);
  }
}

export class Sender {
  #timer = null;

  // on: {reply(reply, times), change(), superseded()}
  constructor({ attempt, protocol, queue, urls, on }) {
    Object.assign(this, { attempt, protocol, queue, urls, on });
  }

  // An answer: in this browser at once, to the server soon.
  record(slot, kind, value, isTyping = false) {
    const clientTime = new Date().toISOString(); // a claim that decides nothing
    const event = this.protocol.record(slot, kind, value, { now: performance.now(), clientTime, isTyping });
    this.queue.put([event]);
    this.#plan();
    this.on.change();
  }

  // Send now if anything is unsent: hiding, leaving a section, handing in, back online.
  kick({ keepalive = false } = {}) {
    this.protocol.hurry();
    return this.#send(true, keepalive);
  }

  // Everything is at the server, or `milliseconds` are over.
  async flushed(milliseconds) {
    const end = performance.now() + milliseconds;
    this.protocol.hurry();
    while (this.protocol.pending().length && !this.protocol.blocked && performance.now() < end) {
      await this.#send(true); // after a failure it waits its time like any other
      if (this.protocol.pending().length) await pause(250);
    }
    return !this.protocol.pending().length;
  }

  #plan() {
    clearTimeout(this.#timer);
    const at = this.protocol.sendAt();
    if (at !== Infinity) this.#timer = setTimeout(() => this.#send(false), Math.max(0, at - performance.now()));
  }

  resume() { this.protocol.unblock(); this.#plan(); }
  start() { this.#plan(); }

  async #send(force, keepalive = false) {
    if (!keepalive) await this.queue.settled();
    const batch = this.protocol.take(performance.now(), force);
    if (!batch) return this.#plan();
    this.on.change();
    try {
      const answer = await ask(this.urls.responses, { method: 'PUT', body: batch, keepalive });
      await this.#read(answer);
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      this.protocol.fail('network', performance.now(), { chance: Math.random() });
    }
    this.on.change();
    return this.#plan();
  }

  async #read({ status, reply, retryAfter, ...times }) {
    if (!JUDGED.has(status) || !reply.outcomes) return this.unjudged(status, retryAfter);
    return this.judged(reply, times);
  }

  // A reply without outcomes: nothing was kept, everything goes again, later or once the page is let in.
  unjudged(status, retryAfter = 0) {
    if (BLOCKING[status]) this.protocol.block(BLOCKING[status]);
    else if (this.protocol.inFlight) {
      this.protocol.fail(status === 413 ? 'too_large' : 'server', performance.now(), { retryAfter, chance: Math.random() });
    }
  }

  // Outcomes of a save or of the last batch of a hand-in.
  async judged(reply, times) {
    const done = this.protocol.settle(reply, performance.now());
    this.queue.remove(done.removed);
    this.on.reply(reply, times);
    if (done.superseded) this.on.superseded();
    else if (done.forked) await this.#renew();
  }

  // Another page used our numbers: a fresh id, a new epoch, the unsent answers once more (rule 6). Asked until answered.
  async #renew() {
    this.protocol.block('renewing');
    const clientId = await renewIdentity(this.attempt);
    const body = { client_id: clientId, epoch: this.protocol.epoch, former_client_id: this.protocol.clientId };
    const { status, reply } = await insist(() => ask(this.urls.take_over, { method: 'POST', body }));
    this.protocol.unblock();
    if (status !== 200) return this.on.superseded();
    const { removed, added } = this.protocol.renew({ epoch: reply.epoch, clientId });
    await this.queue.keepClientId(clientId);
    await this.queue.put(added); // before the old ones go: a crash in between leaves both, and nothing lost
    return this.queue.remove(removed);
  }
}
