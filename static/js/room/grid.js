// Arrows move over the seats (in the seat plan by row and column, in the list by line), Space chooses, Enter opens the drawer.
export class Grid {
  constructor({ table, body, picks, open }) {
    Object.assign(this, { table, body, picks, open });
    for (const inner of body.querySelectorAll('a, input')) inner.tabIndex = -1;
    this.current = body.rows[0];
    for (const row of body.rows) row.tabIndex = row === this.current ? 0 : -1;
    body.addEventListener('keydown', (event) => this.#onKey(event));
    body.addEventListener('focusin', (event) => this.#hold(event.target.closest('tr')));
    body.addEventListener('click', (event) => this.#onClick(event));
  }

  get isPlan() { return this.table.dataset.view === 'seats'; }

  #hold(row) {
    if (row === this.current) return;
    if (this.current) this.current.tabIndex = -1;
    this.current = row;
    row.tabIndex = 0;
  }

  focus(row) {
    this.#hold(row);
    row.focus();
    row.scrollIntoView({ block: 'nearest' });
  }

  // A row that the filter hid can't be where Tab leads.
  settle() {
    if (!this.current || this.current.hidden) {
      const first = this.picks.shown[0];
      if (first) this.#hold(first);
    }
  }

  neighbour(row, by) {
    const rows = this.picks.shown;
    return rows[rows.indexOf(row) + by] ?? null;
  }

  #columns(rows) {
    if (!this.isPlan) return 1;
    const top = rows[0].offsetTop;
    const next = rows.findIndex((row) => row.offsetTop !== top);
    return next < 0 ? rows.length : next;
  }

  #onKey(event) {
    const row = event.target.closest('tr');
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = { ' ': () => this.picks.toggle(row), Enter: () => this.open(row) }[event.key];
    const to = act ? null : this.#goal(row, event.key);
    if (!act && !to) return;
    event.preventDefault();
    if (act) act(); else this.focus(to);
  }

  #goal(row, key) {
    const rows = this.picks.shown;
    const place = rows.indexOf(row);
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.#columns(rows), ArrowUp: -this.#columns(rows) };
    if (key === 'Home') return rows[0];
    if (key === 'End') return rows.at(-1);
    if (!(key in steps) || (!this.isPlan && (key === 'ArrowRight' || key === 'ArrowLeft'))) return null;
    return rows[place + steps[key]] ?? null;
  }

  #onClick(event) {
    const row = event.target.closest('tr');
    if (!row || event.target.closest('.pick')) return;
    event.preventDefault();
    this.#hold(row);
    this.open(row);
  }
}
