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
    const heard = await this.#fetch();
    this.#asking = false;
    if (heard?.board) this.#hear(heard.board);
    this.#later();
    this.tick();
  }

  // The reply, or null where there was none: no network, or the server took too long.
  async #fetch() {
    try {
      const headers = { Accept: 'application/json', 'If-None-Match': `"${this.version}"` };
      const reply = await fetch(this.url, { credentials: 'same-origin', headers, signal: AbortSignal.timeout(PATIENCE) });
      if ([401, 403, 404].includes(reply.status)) location.reload(); // the server's page says what is the matter
      if (reply.status !== 200 && reply.status !== 304) return null;
      const board = reply.status === 200 ? await reply.json() : null;
      this.#heardAt = performance.now();
      return { board };
    } catch {
      return null;
    }
  }

  #hear(board) {
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
