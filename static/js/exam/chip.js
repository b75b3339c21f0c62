// The save chip and its banner: which state the page is in, in the words of the page's texts (design: the exam page, exact wording).
// `standing` is pure and decides; `Chip` shows it and speaks only when the kind of state changes, not at each save.

export const PATIENCE = { saving: 600, unsent: 3000, banner: 20_000, back: 8000 };

// "%(n)s" as in the translated texts; a text with two forms, [for one, for many], is chosen by n.
export function fill(text, values = {}) {
  const form = typeof text === 'string' ? text : text[Number(values.n) === 1 ? 0 : 1];
  return form.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

const ICONS = { saved: 'cloud', saving: 'sync', unsent: 'sync', offline: 'wifi0', refused: 'err' };

// view: {isOpen, writer, wasWriter, over, timeUp, paused, blocked, isOnline, isDurable, pending, pendingFor, savingFor, notCounted, savedAt}
// pendingFor and savingFor in milliseconds; savedAt is the server's time as text, or null. -> {kind, look, chip, banner}
export function standing(view) {
  const one = (kind, look, chip = kind, banner = null) => ({ kind, look, chip, banner });
  const someUnsent = view.pending > 0;
  if (!view.isOpen && !view.over) return one('opening', 'unsent', 'opening', 'opening');
  if (!view.writer && !view.over) return one('read_only', 'refused', 'read_only', view.wasWriter ? 'elsewhere' : 'not_here');
  if (view.blocked === 'signed_out') return one('signed_out', 'unsent', 'signed_out', 'signed_out');
  if (view.blocked === 'shut_out') return one('shut_out', 'refused', 'signed_out', 'shut_out');
  if (view.timeUp && someUnsent) return one('time_up_unsent', 'unsent', 'unsent', 'time_up_unsent');
  if (view.over) return one('handed_in', 'saved', 'handed_in', view.notCounted ? 'not_counted' : null);
  if (view.paused) return one('paused', 'unsent', 'paused', 'paused');
  if (!view.isOnline) return one('offline', 'offline', 'offline', view.isDurable ? 'offline' : 'online_only');
  if (view.notCounted) return one('not_counted', 'refused', 'not_counted', 'not_counted');
  if (someUnsent && view.pendingFor >= PATIENCE.unsent) {
    return one('unsent', 'unsent', 'unsent', view.pendingFor >= PATIENCE.banner ? 'unsent' : null);
  }
  if (view.savingFor >= PATIENCE.saving) return one('saving', 'saving');
  if (!view.isDurable) return one('online_only', 'unsent', 'online_only', 'online_only');
  return view.savedAt ? one('saved', 'saved') : one('ready', 'saved');
}

export class Chip {
  #kind = null;
  #wasOffline = 0;
  #notice = null;

  // root: [data-chip] with [data-chip-text] and an icon's <use>; banner, notice: empty elements with [data-text].
  constructor({ root, banner, notice, texts, speak }) {
    Object.assign(this, { root, banner, notice, texts, speak });
    this.label = root.querySelector('[data-chip-text]');
    this.icon = root.querySelector('use');
  }

  // values fill the texts: n, total, held, time, slots, reason …
  show(view, values) {
    const state = standing(view);
    this.root.dataset.state = state.look;
    this.icon?.setAttribute('href', `#i-${ICONS[state.look]}`);
    this.label.textContent = fill(this.texts.chip[state.chip], values);
    this.#bannerFor(state, values);
    if (state.kind === 'offline') this.#wasOffline = Math.max(this.#wasOffline, values.n);
    if (this.#wasOffline && view.isOnline && view.pending === 0) this.#isBack(values); // all of them, or no word of it
    if (state.kind !== this.#kind && this.#kind !== null) this.speak(this.label.textContent);
    this.#kind = state.kind;
    return state;
  }

  get said() { return this.label.textContent; }

  #bannerFor(state, values) {
    this.banner.hidden = !state.banner;
    this.banner.dataset.kind = state.look === 'refused' ? 'danger' : 'notice';
    this.banner.dataset.banner = state.banner ?? '';
    if (state.banner) setText(this.banner, fill(this.texts.banner[state.banner], values));
  }

  #isBack(values) {
    this.announce(fill(this.texts.banner.back, { ...values, n: this.#wasOffline }), PATIENCE.back);
    this.#wasOffline = 0;
  }

  // A passing word beside the lasting banner: back online, time was added.
  announce(text, milliseconds = PATIENCE.banner) {
    clearTimeout(this.#notice);
    this.notice.hidden = false;
    setText(this.notice, text);
    this.#notice = setTimeout(() => { this.notice.hidden = true; }, milliseconds);
  }
}

// **bold** as in the texts; everything else stays text.
export function setText(element, text) {
  const target = element.querySelector('[data-text]') ?? element;
  const parts = text.split('**').map((part, index) => {
    if (index % 2 === 0) return part;
    const bold = document.createElement('b');
    bold.textContent = part;
    return bold;
  });
  if (target.textContent !== text.replaceAll('**', '')) target.replaceChildren(...parts);
}
