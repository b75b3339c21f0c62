// Brings attached pictures to the server, apart from the answers: a photo on a slow line holds no other answer up. The answer
// that names a picture waits until it is stored there (`holds`), and counts by the rules of every answer once it is sent.
//
// PUT drawings/<sha-256>, the bytes -> 200 {stored}; 4xx: this picture is never taken
import { pause } from './identity.js';
import { hex } from './sealing.js';

const TIME_LIMIT = 60_000;
const BACK_OFF = [1000, 2000, 4000, 8000, 15_000];
const NOT_NOW = new Set([401, 403, 404, 408, 429]); // the door's business, or too much to do: again later

export const named = (event) => (event.kind === 'answer' && Array.isArray(event.value?.files) ? event.value.files : []);

export class Uploads {
  #isRunning = false;
  #wake = () => {};
  waiting = new Set();

  // on: {stored(name), refused(name, words)}
  constructor({ pictures, protocol, url, on }) {
    Object.assign(this, { pictures, protocol, url, on });
    addEventListener('online', () => this.#wake());
  }

  async start() {
    for (const name of await this.pictures.load()) this.waiting.add(name);
    this.#run();
  }

  async keep(bytes) {
    const name = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    await this.pictures.put(name, bytes);
    this.waiting.add(name);
    this.#run();
    return name;
  }

  holds(event) { return named(event).some((name) => this.waiting.has(name)); }

  async #run() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let failures = 0; this.waiting.size;) {
      const [name] = this.waiting;
      const isDone = this.protocol.writer && (await this.#bring(name));
      failures = isDone ? 0 : failures + 1;
      if (!isDone) await this.#rest(failures);
    }
    this.#isRunning = false;
  }

  #rest(failures) {
    const while_ = pause(BACK_OFF[Math.min(failures - 1, BACK_OFF.length - 1)]);
    return Promise.race([while_, new Promise((resolve) => { this.#wake = resolve; })]);
  }

  // True when nothing more is to be done for this picture.
  async #bring(name) {
    const bytes = await this.pictures.get(name);
    if (!bytes) { this.waiting.delete(name); return true; } // it is at the server, or the server says that it is not
    let response;
    try {
      const signal = AbortSignal.timeout(TIME_LIMIT);
      const headers = { 'Content-Type': 'application/octet-stream', Accept: 'application/json' };
      response = await fetch(`${this.url}/${name}`, { method: 'PUT', body: bytes, headers, credentials: 'same-origin', redirect: 'error', signal });
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error; // no network, or too slow
      return false;
    }
    if (response.status >= 500 || NOT_NOW.has(response.status)) return false;
    await this.pictures.remove(name);
    this.waiting.delete(name);
    if (response.ok) this.on.stored(name);
    else this.on.refused(name, (await response.json().catch(() => ({}))).error);
    return true;
  }
}
