// One seat beside the plan: the server's page of that seat, its sheet taken out. [ and ] go to the neighbours, Escape closes.
import { load } from '../swap.js';

export class Drawer {
  #opening = 0;
  row = null;

  // grid: for neighbours and focus
  constructor({ dialog, grid, texts, onClose }) {
    Object.assign(this, { dialog, grid, texts, onClose });
    dialog.addEventListener('click', (event) => {
      if (event.target.closest('[data-close]')) this.close();
      const step = event.target.closest('[data-step]');
      if (step) this.step(Number(step.dataset.step));
    });
    document.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get isOpen() { return this.dialog.open; }

  async open(row) {
    const mine = (this.#opening += 1);
    const found = await load(row.querySelector('a[data-open]').href).catch(() => null);
    const sheet = found?.page.querySelector('[data-seat-sheet]');
    if (mine !== this.#opening) return;
    if (!sheet) { location.assign(row.querySelector('a[data-open]').href); return; }
    this.row = row;
    this.#put(sheet);
    if (!this.dialog.open) this.dialog.show();
    this.dialog.querySelector('[data-heading]').focus({ preventScroll: true });
  }

  #put(sheet) {
    sheet.classList.remove('cf-sheet', 'cf-narrow');
    sheet.querySelector('[data-drawer-only]').hidden = false;
    this.dialog.replaceChildren(document.adoptNode(sheet));
  }

  // What is shown has changed on the server: the same seat again, unless somebody is at its buttons.
  async refresh() {
    if (!this.isOpen || !this.row) return;
    const mine = this.#opening;
    const found = await load(this.row.querySelector('a[data-open]').href).catch(() => null);
    const sheet = found?.page.querySelector('[data-seat-sheet]');
    if (!sheet || mine !== this.#opening || !this.isOpen || this.dialog.querySelector('form :focus')) return;
    const hadFocus = this.dialog.contains(document.activeElement);
    const { scrollTop } = this.dialog;
    this.#put(sheet);
    if (hadFocus) this.dialog.querySelector('[data-heading]').focus({ preventScroll: true });
    this.dialog.scrollTop = scrollTop;
  }

  step(by) {
    const to = this.row && this.grid.neighbour(this.row, by);
    if (to) this.open(to);
  }

  close() {
    if (!this.isOpen) return;
    this.dialog.close();
    this.#opening += 1;
    this.onClose?.();
    if (this.row) this.grid.focus(this.row);
  }

  #onKey(event) {
    if (!this.isOpen || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (document.querySelector('dialog:modal') || event.target.matches('input, textarea, select')) return;
    if (event.key === 'Escape') { event.preventDefault(); this.close(); }
    if (event.key === '[') this.step(-1);
    if (event.key === ']') this.step(1);
  }
}
