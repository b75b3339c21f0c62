// The save protocol as a page follows it: numbers, batches, back-off, what each outcome means (rules 3, 5, 6, 15-18, 25).
// Pure: no page, network, storage or clock. Times are told, in milliseconds of a clock that never jumps.
//
// PUT responses  {client_id, events: [{epoch, sequence, slot, kind, value, client_time}]}
//   -> {outcomes: [{epoch, sequence, outcome, reason?}], server_time, seconds_left, deadline_version, state}

export const LIMITS = { events: 50, bytes: 200_000, quiet: 1500, quick: 300, patience: 8000, pausedPoll: 5000 };
const BACK_OFF = [1000, 2000, 4000, 8000, 15_000];
const ACKNOWLEDGED = new Set(['saved', 'duplicate', 'stale', 'malformed', 'late', 'superseded']);
const HOPELESS = new Set(['too_large', 'unknown_slot', 'unknown_section', 'unreadable']); // sending again changes nothing
const NOT_MINE = new Set(['not_writer', 'unknown_epoch']);

const aspectOf = (event) => (event.kind === 'flag' ? 'flag' : 'value');
const sameNumber = (a, b) => a.epoch === b.epoch && a.sequence === b.sequence;
const byNumber = (a, b) => a.epoch - b.epoch || a.sequence - b.sequence;
export const wire = ({ epoch, sequence, slot, kind, value, client_time }) => ({ epoch, sequence, slot, kind, value, client_time });

export class Protocol {
  constructor(clientId) {
    Object.assign(this, { clientId, epoch: 0, sequence: 0, isOpen: false, writer: false, wasWriter: false, events: [], inFlight: null });
    Object.assign(this, { failures: 0, failure: null, retryAt: 0, quietUntil: 0, oldestAt: null, blocked: null });
    this.batchLimit = LIMITS.events;
    this.holds = () => false; // an answer that waits for its picture: the page says which
    this.notCounted = new Map(); // slot -> why the server kept an answer without counting it
  }

  // The page is open: `reply` names epoch, last sequence and writer; `stored` are the events left in this browser.
  open(reply, stored, now) {
    this.isOpen = true; // until the server has said so, nobody knows who writes
    this.epoch = reply.epoch;
    this.writer = reply.writer;
    this.wasWriter = reply.writer; // a page that only ever read is told something else than one that was overtaken
    this.events = stored.map((event) => ({ ...event, sent: true })).sort(byNumber); // each may have been sent before
    const own = this.events.filter((event) => event.epoch === this.epoch).map((event) => event.sequence);
    this.sequence = Math.max(reply.last_sequence, ...own);
    this.oldestAt = this.events.length ? now : null;
    this.quietUntil = now;
  }

  // Something was answered. An event that was never sent takes the newer value; one that was sent keeps its own for ever.
  record(slot, kind, value, { now, clientTime, isTyping = false }) {
    let event = kind === 'leave_section' ? undefined
      : this.events.find((e) => !e.sent && e.kind !== 'leave_section' && e.slot === slot && aspectOf(e) === aspectOf({ kind }));
    if (event) Object.assign(event, { kind, value, client_time: clientTime });
    else {
      event = { epoch: this.epoch, sequence: ++this.sequence, slot, kind, value, client_time: clientTime, sent: false };
      this.events.push(event);
    }
    this.quietUntil = now + (isTyping ? LIMITS.quiet : LIMITS.quick);
    this.oldestAt ??= now;
    return event;
  }

  pending() { return this.events.filter((event) => !event.refused); }
  pendingSlots() { return new Set(this.pending().map((event) => event.slot)); }
  refused() { return this.events.filter((event) => event.refused); }
  // Numbers of this epoch that will never arrive: handing in without them is the candidate's own choice (rule 21).
  gaps() { return this.refused().filter((event) => event.epoch === this.epoch).map((event) => event.sequence); }

  #ready() { return this.pending().filter((event) => !this.holds(event)); }

  // When the next batch is due: two seconds after the last keystroke at the latest; Infinity when there is nothing to do.
  sendAt() {
    if (this.inFlight || this.blocked || !this.#ready().length) return Infinity;
    return Math.max(this.retryAt, Math.min(this.quietUntil, (this.oldestAt ?? 0) + LIMITS.patience));
  }

  // The next batch, or null. `force` (hiding, leaving, handing in, back online) does not wait for the typing to end.
  take(now, force = false) {
    if (this.inFlight || this.blocked || now < (force ? this.retryAt : this.sendAt())) return null;
    const events = [];
    let bytes = 0;
    for (const event of this.#ready().sort(byNumber)) {
      bytes += JSON.stringify(event).length * 3;
      if (events.length && (events.length >= this.batchLimit || bytes > LIMITS.bytes)) break;
      events.push(event);
    }
    if (!events.length) return null;
    for (const event of events) event.sent = true;
    this.inFlight = { events, since: now };
    return { client_id: this.clientId, events: events.map(wire) };
  }

  // The server has judged a batch. Only what it saved or kept is forgotten (rule 18). Says what the page has to do.
  settle(reply, now) {
    Object.assign(this, { inFlight: null, failures: 0, failure: null, retryAt: 0, batchLimit: LIMITS.events });
    const done = { removed: [], forked: false, superseded: false };
    for (const outcome of reply.outcomes) this.#apply(outcome, done);
    if (done.superseded) this.writer = false;
    const held = reply.outcomes.some((o) => o.outcome === 'refused' && !HOPELESS.has(o.reason));
    if (held) this.retryAt = now + LIMITS.pausedPoll; // paused, or waiting for missing numbers
    this.oldestAt = this.pending().length ? now : null;
    return done;
  }

  #apply({ outcome, reason, ...number }, done) {
    const event = this.events.find((e) => sameNumber(e, number));
    if (!event) return;
    const meaning = outcome === 'duplicate' && reason ? reason : outcome; // a lost reply loses no news
    if (ACKNOWLEDGED.has(outcome)) {
      this.events = this.events.filter((e) => e !== event);
      // kept there and not counted: it stays here too, until this browser's page is the writer and can answer it anew
      if (meaning !== 'superseded' || (this.writer && event.epoch < this.epoch)) done.removed.push(event);
    }
    if (meaning === 'late') this.notCounted.set(event.slot, reason ?? 'late');
    if (meaning === 'superseded' && event.epoch === this.epoch) done.superseded = true;
    if (outcome === 'fork') done.forked = true;
    if (outcome === 'refused' && HOPELESS.has(reason)) event.refused = reason;
    if (outcome === 'refused' && NOT_MINE.has(reason)) done.superseded = true;
  }

  // No judgement came: network, time-out, 429, 5xx. Everything stays and goes again under the same numbers.
  fail(kind, now, { retryAfter = 0, chance = 0.5 } = {}) {
    const pause = BACK_OFF[Math.min(this.failures, BACK_OFF.length - 1)] * (0.8 + 0.4 * chance);
    Object.assign(this, { inFlight: null, failures: this.failures + 1, failure: kind, retryAt: now + Math.max(pause, retryAfter) });
    if (kind === 'too_large') this.batchLimit = Math.max(1, Math.floor(this.batchLimit / 2));
  }

  // 401, 403, 404: nothing is sent until the page is let in again (rule 27).
  block(kind) { Object.assign(this, { inFlight: null, blocked: kind }); }
  unblock() { Object.assign(this, { blocked: null, retryAt: 0, failures: 0, failure: null }); }
  hurry() { this.retryAt = 0; }
  heard() { if (this.failure === 'network') Object.assign(this, { failures: 0, failure: null, retryAt: 0 }); } // it is back

  // A new epoch for this page after a fork: what is unsent gets new numbers in the old order (rule 6).
  renew({ epoch, clientId }) {
    const old = this.events.filter((event) => event.epoch === this.epoch && !event.refused).sort(byNumber);
    const fresh = old.map((event, index) => ({ ...event, epoch, sequence: index + 1, sent: false }));
    this.events = [...this.events.filter((event) => !old.includes(event)), ...fresh];
    Object.assign(this, { epoch, clientId, sequence: fresh.length, writer: true, inFlight: null, retryAt: 0 });
    return { removed: old, added: fresh };
  }
}

// Answers left behind by an earlier page of this browser, newer than what the server holds: the live page takes them over
// as new events (rule 15). `heads` maps slot -> {epoch, sequence, flag_epoch, flag_sequence} of the server's current responses.
export function leftovers(events, epoch, heads) {
  const newest = new Map();
  for (const event of events.filter((e) => e.epoch < epoch && e.kind !== 'leave_section').sort(byNumber)) {
    newest.set(`${event.slot}/${aspectOf(event)}`, event);
  }
  return [...newest.values()].filter((event) => {
    const head = heads[event.slot] ?? {};
    const [e, s] = event.kind === 'flag' ? [head.flag_epoch, head.flag_sequence] : [head.epoch, head.sequence];
    return byNumber(event, { epoch: e ?? 0, sequence: s ?? 0 }) > 0;
  });
}
