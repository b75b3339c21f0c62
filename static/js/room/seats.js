// The rows of the seats: one pass over what the server says, and only what changed is touched. Nothing is replaced, so focus and
// selection stay. What grows with time (age, time left) is written each second, and only where its text differs.
import { aged, left } from './clock.js';

const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };

export class Seats {
  #rows = new Map();

  // body: tbody#seats; lines: what the page was rendered from
  constructor({ body, lines, clock, texts }) {
    Object.assign(this, { body, clock, texts });
    for (const line of lines) {
      const row = body.querySelector(`#seat-${line.id}`);
      if (row) this.#rows.set(line.id, { row, line, known: JSON.stringify(line), cells: null });
    }
  }

  get(id) { return this.#rows.get(id)?.line; }
  row(id) { return this.#rows.get(id)?.row; }
  lines() { return [...this.#rows.values()].map(({ line }) => line); }

  // True where the server names other people than the page: then only a new page will do.
  isStrange(lines) { return lines.length !== this.#rows.size || lines.some((line) => !this.#rows.has(line.id)); }

  // The ids of the seats that changed.
  patch(lines) {
    const changed = [];
    for (const line of lines) {
      const seat = this.#rows.get(line.id);
      const said = JSON.stringify(line);
      if (said === seat.known) continue;
      Object.assign(seat, { line, known: said });
      this.#draw(seat);
      changed.push(line.id);
    }
    return changed;
  }

  #cells(seat) {
    seat.cells ??= Object.fromEntries([...seat.row.querySelectorAll('[data-f]')].map((cell) => [cell.dataset.f, cell]));
    return seat.cells;
  }

  #draw(seat) {
    const { row, line } = seat;
    const cells = this.#cells(seat);
    if (row.dataset.s !== line.look) row.dataset.s = line.look;
    row.dataset.presence = line.presence;
    row.dataset.find = `${line.seat} ${line.name} ${line.login}`;
    put(row.querySelector('.s'), line.seat);
    const sign = row.querySelector('.st svg');
    sign.toggleAttribute('hidden', !line.icon);
    if (line.icon) sign.firstElementChild.setAttribute('href', `#i-${line.icon}`);
    for (const name of ['saved', 'answered', 'unsent', 'extra']) put(cells[name], line[name]);
    this.#tell(seat);
  }

  #tell(seat) {
    const { line } = seat;
    const cells = this.#cells(seat);
    const now = this.clock.now();
    put(cells.state, aged(line.state, line.since, now, this.texts));
    put(cells.left, line.deadline ? left((line.deadline - now) / 1000, this.texts) : line.left === null ? '' : left(line.left, this.texts));
  }

  // Each second: only seats whose time runs, and of those only what is on the screen would be laid out.
  tick() {
    for (const seat of this.#rows.values()) if (seat.line.deadline || seat.line.since) this.#tell(seat);
  }
}
