// The source of a paper line by line: arrow keys move along the line numbers, a menu says what a line is, letters say it at once.
const lines = () => [...document.querySelectorAll('.cf-src[data-cut] a[data-line]')];
const template = () => document.querySelector('template[data-line-menu]');
const numberOf = (link) => link.closest('li').id.slice(1);

/** One stop for the Tab key among all line numbers: the one that was used last, else the first. */
export const roving = (current) => {
  const all = lines();
  const here = current && all.includes(current) ? current : all[0];
  for (const link of all) link.tabIndex = link === here ? 0 : -1;
  for (const button of document.querySelectorAll('.cf-src .cf-cut')) button.tabIndex = -1;
};

const close = (back = true) => {
  const menu = document.querySelector('.cf-src [data-menu]');
  const link = menu?.closest('li')?.querySelector('a[data-line]');
  menu?.remove();
  if (back) link?.focus();
};

const open = (link) => {
  close(false);
  const row = link.closest('li');
  const menu = template().content.firstElementChild.cloneNode(true);
  for (const button of menu.querySelectorAll('button')) button.value = button.value.replace('{n}', numberOf(link));
  if (!('said' in row.dataset)) menu.querySelector('[data-key="r"]').remove();
  menu.querySelector('[data-close]').href = `#${row.id}`;
  row.append(menu);
  menu.querySelector('button').focus();
};

const say = (link, key) => {
  const button = template().content.querySelector(`button[data-key="${key}"]`);
  if (!button) return false;
  const said = document.createElement('button');
  [said.name, said.value, said.hidden] = [button.name, button.value.replace('{n}', numberOf(link)), true];
  said.setAttribute('form', 'lines');
  link.closest('li').append(said);
  document.getElementById('lines').requestSubmit(said);
  return true;
};

const step = (link, by) => {
  const all = lines();
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(link) + by))];
  roving(next);
  next.focus();
};

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-line]');
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
  if (link && plain) { event.preventDefault(); roving(link); open(link); }
  if (event.target.closest('[data-close]')) { event.preventDefault(); close(); }
});
document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Escape' && event.target.closest('[data-menu]')) { close(); return; }
  const link = event.target.closest('a[data-line]');
  if (!link) return;
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
  const done = by ? (step(link, by), true) : say(link, event.key.toLowerCase());
  if (done) event.preventDefault();
});
document.addEventListener('focusin', (event) => { if (event.target.matches?.('a[data-line]')) roving(event.target); });
