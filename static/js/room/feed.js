// Asks the server for the room again and again, as often as it says. An unchanged room answers 304 and costs little; a lost
// connection is said with the age of what is still shown.
import { age } from './clock.js';
import { fill } from '../exam/chip.js';

const OLD = 10_000; // milliseconds
const PATIENCE = 8000;

export class Feed {
  #heardAt = performance.now();
  #timer = null;
  #asking = false;
  failed = false;

  // on: {news(board)}; parts: {root, line, banner}
  constructor({ url, version, seconds, clock, parts, texts, on }) {
    Object.assign(this, { url, version, seconds, clock, parts, texts, on });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.ask(); });
    addEventListener('online', () => this.ask());
    addEventListener('offline', () => this.tick());
  }

  start() { this.#later(); }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), this.seconds * 1000);
  }

  async ask() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const headers = { Accept: 'application/json', 'If-None-Match': `"${this.version}"` };
      const reply = await fetch(this.url, { credentials: 'same-origin', headers, signal: AbortSignal.timeout(PATIENCE) });
      if (reply.status === 401 || reply.status === 403 || reply.status === 404) { location.reload(); return; }
      this.failed = reply.status !== 200 && reply.status !== 304;
      if (!this.failed) await this.#hear(reply);
    } catch {
      this.failed = true; // no network, or the server took too long
    } finally {
      this.#asking = false;
      this.#later();
      this.tick();
    }
  }

  async #hear(reply) {
    this.#heardAt = performance.now();
    if (reply.status === 304) return;
    const board = await reply.json();
    this.clock.sync(board.now);
    this.version = board.version;
    this.seconds = board.poll_seconds;
    this.on.news(board);
  }

  // The line «as of», and what is old turns grey.
  tick() {
    const silent = performance.now() - this.#heardAt;
    const isOld = silent > Math.max(OLD, this.seconds * 2500);
    const { root, line, banner } = this.parts;
    root.toggleAttribute('data-old', isOld);
    const words = fill(this.texts.old, { age: age(silent / 1000, this.texts) });
    const since = new Date(this.clock.now() - silent);
    const text = isOld ? words : fill(this.texts.as_of, { time: this.texts.format.format(since) });
    if (line.textContent !== text) line.textContent = text;
    banner.hidden = !isOld;
    if (isOld) banner.querySelector('[data-text]').textContent = `${this.texts.lost} ${words}`;
  }
}
