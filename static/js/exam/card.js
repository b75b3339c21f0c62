// The answer card: what each slot is (answered, flagged, waiting to be sent, current), and one tab stop with arrow keys.
// Cells are links `a[data-slot]` to the items; Enter follows the link and puts the focus on the item. On a narrow page the card
// is a sheet: `data-open` shows it, Escape closes it, and the focus goes back to where it was.

const KEYS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

// The cell above or below: the nearest one in the neighbouring row, by where the cells stand.
function acrossRows(cells, here, direction) {
  const at = cells[here].getBoundingClientRect();
  const places = cells.map((cell, index) => ({ index, box: cell.getBoundingClientRect() }));
  const others = places.filter(({ box }) => (direction > 0 ? box.top > at.top + 1 : box.top < at.top - 1));
  if (!others.length) return here;
  const row = direction > 0 ? Math.min(...others.map(({ box }) => box.top)) : Math.max(...others.map(({ box }) => box.top));
  const inRow = others.filter(({ box }) => Math.abs(box.top - row) < 2);
  return inRow.reduce((best, each) => (Math.abs(each.box.left - at.left) < Math.abs(best.box.left - at.left) ? each : best)).index;
}

export class Card {
  // counters: elements showing a number of slots, by state: {answered: [...], unanswered: [...], flagged: [...], waiting: [...]};
  // openers: the buttons that open and close the sheet.
  constructor({ root, counters, openers = [], texts, fill, onGo }) {
    Object.assign(this, { root, counters, openers, texts, fill, onGo });
    this.cells = [...root.querySelectorAll('a[data-slot]')];
    this.states = new Map(this.cells.map((cell) => [Number(cell.dataset.slot), { answered: false, flagged: false, waiting: false }]));
    root.addEventListener('keydown', (event) => this.#onKey(event));
    root.addEventListener('click', (event) => this.#onClick(event));
    for (const opener of openers) opener.addEventListener('click', () => (this.isOpen ? this.close() : this.open()));
    this.focusable(0);
    this.#sheet(false);
  }

  get isOpen() { return this.root.hasAttribute('data-open'); }

  open() {
    if (!this.root.contains(document.activeElement)) this.cameFrom = document.activeElement;
    this.#sheet(true);
    this.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#sheet(false);
    this.cameFrom?.focus();
  }

  #sheet(isOpen) {
    this.root.toggleAttribute('data-open', isOpen);
    for (const opener of this.openers) opener.setAttribute('aria-expanded', String(isOpen));
  }

  focusable(index) {
    this.cells.forEach((cell, each) => { cell.tabIndex = each === index ? 0 : -1; });
  }

  focus() { this.cells.find((cell) => cell.tabIndex === 0)?.focus(); }

  set(slot, changes) {
    const state = this.states.get(slot);
    if (state) Object.assign(state, changes);
  }

  answered() { return [...this.states].filter(([, state]) => state.answered).map(([slot]) => slot); }
  unanswered() { return [...this.states].filter(([, state]) => !state.answered).map(([slot]) => slot); }
  flagged() { return [...this.states].filter(([, state]) => state.flagged).map(([slot]) => slot); }
  waiting() { return [...this.states].filter(([, state]) => state.waiting).map(([slot]) => slot); }

  // The first of these slots that stands after this one on the paper, else the first of all; undefined when there is none.
  after(current, slots) {
    const order = [...this.states.keys()];
    return slots.find((slot) => order.indexOf(slot) > order.indexOf(current)) ?? slots[0];
  }

  draw(current) {
    for (const cell of this.cells) {
      const slot = Number(cell.dataset.slot);
      const state = this.states.get(slot);
      const isCurrent = slot === current;
      cell.classList.toggle('ans', state.answered);
      cell.classList.toggle('flag', state.flagged);
      cell.classList.toggle('wait', state.waiting);
      cell.classList.toggle('cur', isCurrent);
      if (isCurrent) cell.setAttribute('aria-current', 'true');
      else cell.removeAttribute('aria-current');
      cell.setAttribute('aria-label', this.#name(cell, state, isCurrent));
    }
    for (const [state, elements] of Object.entries(this.counters)) {
      const n = String(this[state]().length);
      for (const element of elements) if (element.textContent !== n) element.textContent = n;
    }
  }

  #name(cell, state, isCurrent) {
    const { cell: words } = this.texts;
    const parts = [state.answered ? words.answered : words.unanswered];
    if (state.flagged) parts.push(words.flagged);
    if (state.waiting) parts.push(words.waiting);
    if (isCurrent) parts.push(words.current);
    return [this.fill(words.number, { n: cell.dataset.number }), ...parts].join(words.comma);
  }

  #onKey(event) {
    if (event.key === 'Escape') { this.close(); return; }
    const here = this.cells.indexOf(event.target.closest('a[data-slot]'));
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    let next = null;
    if (event.key in KEYS) next = Math.min(this.cells.length - 1, Math.max(0, here + KEYS[event.key]));
    if (event.key === 'ArrowDown') next = acrossRows(this.cells, here, 1);
    if (event.key === 'ArrowUp') next = acrossRows(this.cells, here, -1);
    if (next === null) return;
    event.preventDefault();
    this.focusable(next);
    this.cells[next].focus();
  }

  #onClick(event) {
    const cell = event.target.closest('a[data-slot]');
    if (!cell) return;
    event.preventDefault();
    this.focusable(this.cells.indexOf(cell));
    this.#sheet(false);
    this.onGo(Number(cell.dataset.slot));
  }
}
