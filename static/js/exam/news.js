// What the server says besides outcomes: time, state, and changes by the invigilator. Every reply carries time, deadline version
// and state; GET state also names the last change {kind: extended | paused | resumed, minutes, reason, deadline_at}.
import { fill } from './chip.js';
import { ask, NetworkFailure } from './sender.js';
import { clockText } from './timer.js';

const counts = ({ outcome }) => outcome !== 'refused' && outcome !== 'fork';

export class News {
  state = 'in_progress';
  savedAt = null;
  change = null;
  #version = null;
  #heardAt = 0;

  // on: {reply()} after each reply, {submitted()} once the paper is closed, {changed()} when the page should be drawn again
  constructor({ url, clock, protocol, timeOf, texts, tell, on }) {
    Object.assign(this, { url, clock, protocol, timeOf, texts, tell, on });
  }

  onReply(reply, times) {
    if (!reply.server_time) return;
    this.clock.sync(reply, times);
    if (reply.outcomes?.some(counts)) this.savedAt = this.timeOf(new Date(reply.server_time));
    const isNews = this.#version !== null && reply.deadline_version !== this.#version;
    this.#version = reply.deadline_version;
    this.#heardAt = performance.now();
    this.state = reply.state;
    this.change = reply.change ?? this.change;
    if (reply.epoch > this.protocol.epoch) this.protocol.writer = false; // another page goes on (rule 3): this one only reads
    if (isNews) this.#tellChange(reply.change);
    this.on.reply();
    if (this.state === 'submitted') this.on.submitted();
  }

  // A save's reply only names the version; who did what, and why, comes with the state.
  #tellChange(change) {
    if (!change) { this.poll(); return; }
    const text = this.texts[change.kind];
    if (text) this.tell(fill(text, { ...this.values(), n: change.minutes }));
  }

  values() {
    const until = this.change?.deadline_at ? this.timeOf(new Date(this.change.deadline_at)) : '';
    return { reason: this.change?.reason ?? '', until, left: clockText(this.clock.secondsLeft()) };
  }

  async poll() {
    try {
      const { status, reply, ...times } = await ask(this.url);
      this.protocol.heard();
      if (status === 200) this.onReply(reply, times);
      if (status === 401) this.protocol.block('signed_out');
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      if (!this.protocol.inFlight) this.protocol.fail('network', performance.now());
    }
    this.on.changed();
  }

  // Ask from time to time while no save brings news.
  pollEvery(seconds) {
    setInterval(() => { if (performance.now() - this.#heardAt > seconds * 900) this.poll(); }, seconds * 1000);
  }
}
