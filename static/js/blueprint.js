// The draw table: sums follow what is typed, a cell that asks for more than the bank has turns red. Nothing is saved here.
const table = document.querySelector('#table');
const number = (input) => Math.max(0, Number.parseInt(input?.value ?? '', 10) || 0);
const hundredths = (text) => Math.round(Number(text || 0) * 100);
const show = (value) => String(value / 100);

function read(cell) {
  const blanks = cell.querySelector('[data-blanks]');
  const count = number(cell.querySelector('[data-count]'));
  const units = blanks ? number(blanks) : count;
  return { count, blanks: number(blanks), points: count ? units * hundredths(cell.dataset.each) : 0, have: Number(cell.dataset.have) };
}

function mark(cell, { count, have }, words) {
  const missing = count - have;
  const known = cell.dataset.known === String(count); // the server looked at this number: blanks may be what is wrong
  const stock = cell.querySelector('[data-stock]');
  if (known) { stock.textContent = cell.dataset.text; cell.toggleAttribute('data-short', cell.dataset.wasShort === '1'); return; }
  cell.toggleAttribute('data-short', missing > 0);
  cell.toggleAttribute('data-tight', missing <= 0 && count > 0 && have < 2 * count);
  stock.textContent = !count ? '' : missing > 0 ? words.short.replace('{n}', missing) : words.have.replace('{n}', have);
  cell.querySelector('svg').classList.toggle('invisible', !count);
  cell.querySelector('rect').setAttribute('width', count ? Math.min(100, Math.round(100 * have / (3 * count))) : 0);
}

if (table) {
  const cells = [...table.querySelectorAll('[data-cell]')];
  const words = { short: table.dataset.short, have: table.dataset.have };
  const start = new Map(cells.map((cell) => [cell, read(cell)]));
  for (const cell of cells) {
    cell.dataset.known = String(read(cell).count);
    cell.dataset.text = cell.querySelector('[data-stock]').textContent;
    cell.dataset.wasShort = cell.hasAttribute('data-short') ? '1' : '0';
  }
  const bases = new Map([...table.querySelectorAll('[data-sum], [data-items], [data-blank-sum], [data-total]')].map((node) => [node, node.textContent]));
  const put = (node, delta, points = true) => {
    if (node) node.textContent = points ? show(hundredths(bases.get(node)) + delta) : String(Number(bases.get(node)) + delta);
  };
  const update = () => {
    const rows = new Map(); const columns = new Map(); let all = 0;
    for (const cell of cells) {
      const now = read(cell); const was = start.get(cell);
      mark(cell, now, words);
      const delta = now.points - was.points;
      rows.set(cell.dataset.area, (rows.get(cell.dataset.area) ?? 0) + delta);
      const column = columns.get(cell.dataset.section) ?? { points: 0, items: 0, blanks: 0 };
      column.points += delta; column.items += now.count - was.count; column.blanks += now.blanks - was.blanks;
      columns.set(cell.dataset.section, column);
      all += delta;
    }
    for (const [area, delta] of rows) put(table.querySelector(`[data-row="${CSS.escape(area)}"] [data-sum]`), delta);
    for (const [section, column] of columns) {
      const foot = table.querySelector(`[data-column="${section}"]`);
      put(foot?.querySelector('[data-sum]'), column.points);
      put(foot?.querySelector('[data-items]'), column.items, false);
      put(foot?.querySelector('[data-blank-sum]'), column.blanks, false);
    }
    put(table.querySelector('[data-total]'), all);
    document.querySelector('[form="table"][value="assemble"]')?.removeAttribute('aria-disabled'); // the server looks again
    const saved = document.querySelector('[data-saved]');
    if (saved) { saved.hidden = true; document.querySelector('[data-unsaved]').hidden = false; }
  };
  table.addEventListener('input', update);
}
