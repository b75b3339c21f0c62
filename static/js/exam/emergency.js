// When the network never comes back: what is unsent becomes a sealed file that staff can load (rule 28). The page shows its
// proof; the events stay here, and keep their numbers, so that whatever comes over the wire first, nothing counts twice.
import { fill } from './chip.js';
import { wire } from './protocol.js';
import { sealFile, spoken } from './sealing.js';

// 20261122-103205 on the organisation's clock.
function stamp(date, timeZone) {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(date);
  return parts.replaceAll(/[-:]/g, '').replace(' ', '-');
}

function download(name, text) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([text])), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

class EmergencyFile {
  // dialog: [data-emergency-dialog] with [data-unsent], [data-save], [data-proof] and its dd[data-proof-…], [data-error].
  // terms, texts and login come in script#emergency-data; timeOf says a time of the browser's clock.
  constructor({ attempt, protocol, items, timeZone, timeOf }) {
    Object.assign(this, { attempt, protocol, items, timeZone, timeOf });
    this.dialog = document.querySelector('[data-emergency-dialog]');
    Object.assign(this, JSON.parse(document.querySelector('#emergency-data').textContent));
    this.save = this.#part('save');
    this.save.addEventListener('click', () => this.#make());
    for (const button of document.querySelectorAll('[data-emergency]')) button.addEventListener('click', () => this.open());
    this.#offerWith(document.querySelector('[data-banner-box]'));
  }

  #part(name) { return this.dialog.querySelector(`[data-${name}]`); }

  // In the banner the button stands only where the time is up and something is still here.
  #offerWith(banner) {
    const button = banner.querySelector('[data-emergency]');
    const show = () => { button.hidden = banner.dataset.banner !== 'time_up_unsent'; };
    new MutationObserver(show).observe(banner, { attributes: true, attributeFilter: ['data-banner'] });
    show();
  }

  open() {
    this.items.collect();
    const n = this.protocol.pending().length;
    const unsent = fill(n ? this.texts.unsent : this.texts.nothing, { n, slots: this.protocol.pendingSlots().size });
    const hasPictures = this.protocol.pending().some((event) => event.value?.files?.length);
    this.#part('unsent').textContent = hasPictures ? `${unsent} ${this.texts.pictures}` : unsent;
    this.save.hidden = n === 0;
    this.#part('proof').hidden = true;
    this.#part('error').textContent = '';
    if (!this.dialog.open) this.dialog.showModal();
  }

  async #make() {
    const events = this.protocol.pending();
    if (!events.length) { this.open(); return; }
    for (const event of events) event.sent = true; // it may arrive by file: a later answer takes a number of its own
    const now = new Date();
    try {
      const { attempt, terms } = this;
      const { text, checksum } = await sealFile({
        attempt, terms, clientId: this.protocol.clientId, events: events.map(wire), madeAt: now.toISOString(),
      });
      const name = `${this.texts.file}-${this.login}-${stamp(now, this.timeZone)}.certify`;
      download(name, text);
      this.#prove({ name, checksum, events, now });
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      this.#part('error').textContent = this.texts.failed; // no secure context, or a browser without these functions
    }
  }

  #prove({ name, checksum, events, now }) {
    const times = events.map((event) => event.client_time).filter(Boolean).sort();
    const spell = ({ epoch, sequence }) => `${epoch}-${sequence}`;
    const sorted = [...events].sort((a, b) => a.epoch - b.epoch || a.sequence - b.sequence);
    const proof = {
      name,
      count: String(events.length),
      numbers: `${spell(sorted[0])} … ${spell(sorted.at(-1))}`,
      times: times.length ? `${this.timeOf(new Date(times[0]))} … ${this.timeOf(new Date(times.at(-1)))}` : '—',
      made: this.timeOf(now),
      checksum: spoken(checksum),
    };
    for (const [key, value] of Object.entries(proof)) this.#part(`proof-${key}`).textContent = value;
    this.#part('proof').hidden = false;
    this.#part('proof').focus();
  }
}

// A page without the dialog (nothing to make a file with) offers none.
export function offerEmergencyFile(page) {
  return document.querySelector('[data-emergency-dialog]') && new EmergencyFile(page);
}
