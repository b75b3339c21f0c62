// Pictures that were attached and are not at the server yet: encrypted with the queue's own key in a database beside it
// (rule 27), in memory too. Where the browser can't store they live in memory only, like the queue itself.
import { openDB } from '../../vendor/idb/index.js';

const NAME = 'certify-pictures';
const open = () => openDB(NAME, 1, { upgrade: (db) => { db.createObjectStore('pictures', { keyPath: 'id' }); } });
const all = (scope) => IDBKeyRange.bound(`${scope}/`, `${scope}/\uffff`);

export class Pictures {
  #database = null;
  #here = new Map(); // name -> bytes

  // queue: {key, scope} of the stored queue; without a key nothing is written down.
  constructor({ key, scope }) { Object.assign(this, { key, scope, isDurable: Boolean(key) }); }

  #id(name) { return `${this.scope}/${name}`; }
  async #store() { this.#database ??= await open(); return this.#database; }

  // The names of what an earlier page of this browser left behind.
  async load() {
    if (!this.key) return [];
    try {
      return (await (await this.#store()).getAllKeys('pictures', all(this.scope))).map((id) => id.slice(this.scope.length + 1));
    } catch {
      this.isDurable = false;
      return [];
    }
  }

  // On this machine before anything refers to it.
  async put(name, bytes) {
    this.#here.set(name, bytes);
    if (!this.key) return;
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.key, bytes);
      const transaction = (await this.#store()).transaction('pictures', 'readwrite', { durability: 'strict' });
      await Promise.all([transaction.store.put({ id: this.#id(name), iv, data }), transaction.done]);
    } catch {
      this.isDurable = false; // full or gone: memory still has it
    }
  }

  // The bytes, or null when neither memory nor disk has any that this key opens.
  async get(name) {
    if (this.#here.has(name) || !this.key) return this.#here.get(name) ?? null;
    try {
      const row = await (await this.#store()).get('pictures', this.#id(name));
      return row ? new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv }, this.key, row.data)) : null;
    } catch {
      return null;
    }
  }

  // It is at the server: the disk forgets it, the page still shows it.
  async remove(name) {
    if (this.key) await this.#store().then((database) => database.delete('pictures', this.#id(name))).catch(() => {});
  }
}

// After the acknowledged hand-in nothing of this attempt is left.
export async function wipePictures(scope) {
  const database = await open();
  await database.delete('pictures', all(scope));
  database.close();
}
