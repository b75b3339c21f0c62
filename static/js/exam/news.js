// What the server says besides outcomes: time, state, and changes by the invigilator. Every reply carries time, deadline version
// and state; the poll also names the last change {kind: extended | paused | resumed, minutes, reason, deadline_at} that the page
// doesn't know, and at what pace to ask. With the poll goes what the page tells of itself (watch.js).
import { fill } from './chip.js';
import { ask, NetworkFailure } from './sender.js';
import { clockText } from './timer.js';

const counts = ({ outcome }) => outcome !== 'refused' && outcome !== 'fork';
const QUIET_POLLS = 3; // while saves bring the news, and there is nothing to tell, so many polls are left out

export class News {
  state = 'in_progress';
  savedAt = null;
  change = null;
  #version = null; // of the deadline, as last heard
  #told = null; // up to which version the candidate has been told
  #asked = null; // for which version the change was asked for
  #known = 0;
  #heardAt = 0;
  #polledAt = -Infinity;
  #report = null;

  // url: of the poll; watch: what to tell with it, or null for a plain GET.
  // on: {reply(reply, times)} after each reply, {submitted()} once the paper is closed, {changed()} when the page should be drawn again
  constructor({ url, watch = null, clock, protocol, timeOf, texts, tell, on }) {
    Object.assign(this, { url, watch, clock, protocol, timeOf, texts, tell, on });
  }

  onReply(reply, times) {
    if (!reply.server_time) return;
    this.clock.sync(reply, times);
    if (reply.outcomes?.some(counts)) this.savedAt = this.timeOf(new Date(reply.server_time));
    this.#version = reply.deadline_version;
    this.#heardAt = performance.now();
    this.state = reply.state;
    this.change = reply.change ?? this.change;
    if (reply.poll_seconds) this.seconds = reply.poll_seconds;
    if (reply.epoch > this.protocol.epoch) this.protocol.writer = false; // another page goes on (rule 3): this one only reads
    this.#tellChange(reply.change);
    this.on.reply(reply, times);
    if (this.state === 'submitted') this.on.submitted();
  }

  // What happened before the page was opened is known, not told. A save's reply only names the version; who did what, and why,
  // comes with the poll.
  #tellChange(change) {
    const isFirst = this.#told === null;
    if (isFirst) this.#told = this.#version;
    const isOpenQuestion = isFirst ? this.#version > 1 || this.state === 'paused' : this.#version !== this.#told;
    if (!isOpenQuestion) return;
    if (!change) {
      if (this.#asked !== this.#version) { this.#asked = this.#version; this.poll(); }
      return;
    }
    this.#told = this.#version;
    const text = this.texts[change.kind];
    if (text && !isFirst) this.tell(fill(text, { ...this.values(), n: change.minutes }));
  }

  values() {
    const until = this.change?.deadline_at ? this.timeOf(new Date(this.change.deadline_at)) : '';
    return { reason: this.change?.reason ?? '', until, left: clockText(this.clock.secondsLeft()) };
  }

  async poll() {
    const report = this.watch?.report();
    this.#polledAt = performance.now();
    try {
      const request = report ? { method: 'POST', body: { ...report, known: this.#known } } : {};
      const { status, reply, ...times } = await ask(this.url, request);
      this.protocol.heard();
      if (status === 200) this.#heard(report, reply, times);
      if (status === 401) this.protocol.block('signed_out');
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      if (!this.protocol.inFlight) this.protocol.fail('network', performance.now());
    }
    this.on.changed();
  }

  #heard(report, reply, times) {
    if (report) {
      this.watch.settle(report);
      this.#report = report;
      this.#known = reply.deadline_version;
    }
    this.onReply(reply, times);
  }

  // The server believes that answers wait here.
  get owesWord() { return (this.#report?.unsent ?? 0) > 0; }

  // Ask from time to time, at the server's pace; rarely while saves bring the news and there is nothing to tell.
  pollEvery(seconds) {
    this.seconds = seconds;
    const turn = () => {
      if (this.#isTime()) this.poll();
      setTimeout(turn, this.seconds * 1000);
    };
    setTimeout(turn, seconds * 1000);
  }

  #isTime() {
    const [now, pace] = [performance.now(), this.seconds * 900];
    if (now - this.#heardAt > pace) return true;
    return this.watch !== null && (now - this.#polledAt > pace * QUIET_POLLS || (this.watch.hasNews(this.#report) && now - this.#polledAt > pace));
  }
}
