// Unsent answers in this browser: IndexedDB, each event encrypted with a key of this attempt and person (AES-GCM). The key is
// made, non-extractable, from two halves: one lies here and can't be read out, the other (`vault`) the server tells only the
// person's own page. So nobody else's sign-in sees or sends them, and the disk alone tells nothing (rule 27); `wipe` ends it.
// Where the browser can't store (private window, no secure context), the queue lives in memory and `isDurable` says so.
import { openDB } from '../../vendor/idb/index.js';
import { wipePictures } from './pictures.js';

const NAME = 'certify-answers';
const padded = (number) => String(number).padStart(7, '0');
const text = {
  bytes: (value) => new TextEncoder().encode(value),
  encode: (value) => text.bytes(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
};

const newHalf = () => crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), 'HKDF', false, ['deriveKey']);

function makeKey(half, vault, scope) {
  const mixed = { name: 'HKDF', hash: 'SHA-256', salt: text.bytes(vault), info: text.bytes(scope) };
  return crypto.subtle.deriveKey(mixed, half, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

class StoredQueue {
  isDurable = true;
  #writing = Promise.resolve();
  #unwritten = new Map();

  constructor(database, scope, kept, key) {
    Object.assign(this, { database, scope, kept, key });
  }

  static async open(scope, vault) {
    const database = await openDB(NAME, 1, {
      upgrade: (db) => { db.createObjectStore('keys', { keyPath: 'scope' }); db.createObjectStore('events', { keyPath: 'id' }); },
    });
    let kept = await database.get('keys', scope);
    if (!kept) {
      kept = { scope, half: await newHalf(), clientId: null };
      await database.add('keys', kept).catch(async () => { kept = await database.get('keys', scope); }); // another tab was first
    }
    return new StoredQueue(database, scope, kept, await makeKey(kept.half, vault, scope));
  }

  get clientId() { return this.kept.clientId; }
  async keepClientId(clientId) {
    this.kept = { ...this.kept, clientId };
    await this.database.put('keys', this.kept);
  }

  #id({ epoch, sequence }) { return `${this.scope}/${padded(epoch)}/${padded(sequence)}`; }
  #range() { return IDBKeyRange.bound(`${this.scope}/`, `${this.scope}/\uffff`); }

  async load() {
    const rows = await this.database.getAll('events', this.#range());
    const events = await Promise.all(rows.map(({ iv, data }) => this.#decrypt(iv, data)));
    return events.filter((event) => event !== null);
  }

  // A row that this key can't open stays where it is and costs the others nothing.
  async #decrypt(iv, data) {
    try {
      return text.decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, this.key, data));
    } catch {
      return null;
    }
  }

  // Writes go one after another, so that an older value of an event never lands on a newer one.
  // Keystrokes that come while one write is under way share the next.
  put(events) {
    for (const event of events) this.#unwritten.set(this.#id(event), event);
    return this.#then(() => this.#encryptAndStore());
  }

  remove(events) { return this.#then(() => this.#delete(events)); }
  settled() { return this.#writing; }

  #then(step) {
    this.#writing = this.#writing.then(step).catch(() => { this.isDurable = false; }); // full or gone: memory still has them
    return this.#writing;
  }

  async #encryptAndStore() {
    const events = [...this.#unwritten.values()];
    this.#unwritten.clear();
    const rows = await Promise.all(events.map(async ({ epoch, sequence, slot, kind, value, client_time }) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = text.encode({ epoch, sequence, slot, kind, value, client_time });
      const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.key, plain);
      return { id: this.#id({ epoch, sequence }), iv, data };
    }));
    await this.#inOneTransaction(rows, (store, row) => store.put(row));
  }

  #delete(events) { return this.#inOneTransaction(events, (store, event) => store.delete(this.#id(event))); }

  async #inOneTransaction(items, act) {
    const transaction = this.database.transaction('events', 'readwrite', { durability: 'strict' });
    await Promise.all([...items.map((item) => act(transaction.store, item)), transaction.done]);
  }

  // After the acknowledged hand-in: events and key are gone.
  async wipe() {
    await this.settled();
    await this.database.delete('events', this.#range());
    await this.database.delete('keys', this.scope);
    await wipePictures(this.scope).catch(() => {}); // without the key nothing can be read of them
  }
}

class MemoryQueue {
  isDurable = false;
  clientId = null;
  async keepClientId(clientId) { this.clientId = clientId; }
  async load() { return []; }
  async put() {} // the protocol holds the events; there is no second copy to keep
  async remove() {}
  async settled() {}
  async wipe() {}
}

export async function openQueue(attempt, person, vault) {
  try {
    return await StoredQueue.open(`${attempt}/${person}`, vault);
  } catch {
    return new MemoryQueue();
  }
}
