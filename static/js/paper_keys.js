// Through the items that need a look without the mouse: J and K move, E edits, S (or Ctrl+S in a field) saves.
const typing = (target) => target.closest('input, textarea, select, [contenteditable]');
const waiting = () => [...document.querySelectorAll('[data-found] .cf-parsed[data-look], [data-found] form.cf-parsed')];

const move = (by) => {
  const all = waiting();
  if (!all.length) return;
  const here = document.activeElement?.closest('.cf-parsed');
  const at = here ? all.indexOf(here) : -1;
  let next = all[by > 0 ? 0 : all.length - 1];
  if (at >= 0) next = all[at + by] ?? here;
  else if (here) {
    const order = by > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const beyond = all.filter((item) => here.compareDocumentPosition(item) & order);
    next = (by > 0 ? beyond[0] : beyond.at(-1)) ?? here;
  }
  (next.matches('form') ? next.querySelector('[data-opened]') : next).focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
};

const save = () => {
  const button = document.querySelector('form.cf-parsed button.btn-primary[value="save"]');
  button?.form.requestSubmit(button);
  return Boolean(button);
};

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
    if (save()) event.preventDefault();
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target) || event.target.closest('a[data-line], dialog')) return;
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    e: () => (document.activeElement?.closest('.cf-parsed') ?? waiting()[0])?.querySelector('a[data-edit]')?.click(),
    s: save,
  };
  const act = acts[event.key.toLowerCase()];
  if (act) { event.preventDefault(); act(); }
});
