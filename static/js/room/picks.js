// Which seats are shown and which are chosen. A filter that the person changes lets go of what it hides; what the server says never
// hides a row under their hands.
import { fill } from '../exam/chip.js';

export class Picks {
  // body: tbody#seats; find: the search field; links: [data-show]; bar, counter, all, none: the bar of acts and its buttons
  constructor({ body, find, links, bar, counter, all, none, nobody, texts }) {
    Object.assign(this, { body, find, links, bar, counter, all, none, nobody, texts });
    this.show = links.find((link) => link.hasAttribute('aria-current'))?.dataset.show ?? '';
    for (const link of links) link.addEventListener('click', (event) => { event.preventDefault(); this.choose(link.dataset.show); });
    find.addEventListener('input', (event) => { if (!event.isComposing) this.filter(); });
    find.addEventListener('compositionend', () => this.filter());
    find.form.addEventListener('submit', (event) => event.preventDefault());
    body.addEventListener('change', () => this.draw());
    all.addEventListener('click', () => this.pickShown());
    none.addEventListener('click', () => this.clear());
    all.hidden = none.hidden = false;
    this.draw();
  }

  get rows() { return [...this.body.rows]; }
  get shown() { return this.rows.filter((row) => !row.hidden); }
  box(row) { return row.querySelector('input[name=person]'); }
  get picked() { return this.rows.filter((row) => this.box(row).checked); }

  choose(show) {
    this.show = show;
    for (const link of this.links) {
      if (link.closest('[data-counts]') && link.dataset.show === show) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    if (!show) this.find.value = '';
    this.filter();
    const url = new URL(location.href);
    if (show) url.searchParams.set('show', show); else url.searchParams.delete('show');
    history.replaceState(null, '', url);
  }

  #fits(row) {
    const words = this.find.value.trim().toLowerCase().split(/\s+/);
    const there = row.dataset.find.toLowerCase();
    if (!words.every((word) => there.includes(word))) return false;
    return !this.show || row.dataset.presence === this.show;
  }

  // lets go of what it hides; `isQuiet`: the server changed something, so rows only come, they don't go
  filter(isQuiet = false) {
    let any = false;
    for (const row of this.body.rows) {
      const fits = this.#fits(row) || (isQuiet && !row.hidden);
      if (row.hidden === fits) row.hidden = !fits;
      if (!fits && this.box(row).checked) this.box(row).checked = false;
      any ||= fits;
    }
    this.nobody.hidden = any;
    this.draw();
  }

  toggle(row) {
    this.box(row).checked = !this.box(row).checked;
    this.draw();
  }

  pickShown() {
    const rows = this.shown;
    const every = rows.every((row) => this.box(row).checked);
    for (const row of rows) this.box(row).checked = !every;
    this.draw();
  }

  clear() {
    for (const row of this.picked) this.box(row).checked = false;
    this.draw();
  }

  draw() {
    let n = 0;
    for (const row of this.body.rows) {
      const { checked } = this.box(row);
      n += checked;
      if (row.getAttribute('aria-selected') !== String(checked)) row.setAttribute('aria-selected', String(checked));
    }
    this.bar.hidden = n === 0;
    this.counter.textContent = fill(this.texts.picked, { n });
    for (const button of this.bar.querySelectorAll('[data-single]')) button.hidden = n !== 1;
  }
}
