// Unsent answers in this browser: IndexedDB, each event encrypted with a key of this attempt and person that no script can
// read out (AES-GCM, non-extractable). Nobody else's sign-in sees or sends them (rule 27); `wipe` ends it after the hand-in.
// Where the browser can't store (private window, no secure context), the queue lives in memory and `isDurable` says so.
import { openDB } from '../../vendor/idb/index.js';

const NAME = 'certify-exam';
const padded = (number) => String(number).padStart(7, '0');
const text = {
  encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
};

class StoredQueue {
  isDurable = true;
  #writing = Promise.resolve();
  #unwritten = new Map();

  constructor(database, scope, keys) {
    Object.assign(this, { database, scope, keys });
  }

  static async open(scope) {
    const database = await openDB(NAME, 1, {
      upgrade: (db) => { db.createObjectStore('keys', { keyPath: 'scope' }); db.createObjectStore('events', { keyPath: 'id' }); },
    });
    let keys = await database.get('keys', scope);
    if (!keys) {
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
      keys = { scope, key, clientId: null };
      await database.add('keys', keys).catch(async () => { keys = await database.get('keys', scope); }); // another tab was first
    }
    return new StoredQueue(database, scope, keys);
  }

  get clientId() { return this.keys.clientId; }
  async keepClientId(clientId) {
    this.keys = { ...this.keys, clientId };
    await this.database.put('keys', this.keys);
  }

  #id({ epoch, sequence }) { return `${this.scope}/${padded(epoch)}/${padded(sequence)}`; }
  #range() { return IDBKeyRange.bound(`${this.scope}/`, `${this.scope}/\uffff`); }

  async load() {
    const rows = await this.database.getAll('events', this.#range());
    return Promise.all(rows.map(async ({ iv, data }) =>
      text.decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, this.keys.key, data))));
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
      const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.keys.key, plain);
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

export async function openQueue(attempt, person) {
  try {
    return await StoredQueue.open(`${attempt}/${person}`);
  } catch {
    return new MemoryQueue();
  }
}
