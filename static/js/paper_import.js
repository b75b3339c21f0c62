// The import page: the item under hand is marked in the source, and mending happens in place with both panes where they were.
import './paper_keys.js';
import { roving } from './paper_lines.js';
import { grow, load, swap, typed, withScript as prepared } from './swap.js';

const PANES = ['[data-source]', '[data-found]'];
const withScript = () => {
  prepared();
  for (const part of document.querySelectorAll('[data-with-script]')) part.hidden = false;
  roving(document.activeElement);
};
withScript();

const mark = (item) => {
  for (const line of document.querySelectorAll('.cf-src li[data-hit]')) {
    delete line.dataset.hit;
    if ('was' in line.dataset) { line.dataset.bad = ''; delete line.dataset.was; }
  }
  const [from, to] = [Number(item.dataset.from), Number(item.dataset.to)];
  for (let n = from; from && n <= to; n += 1) {
    const line = document.getElementById(`L${n}`);
    if (!line) continue;
    if ('bad' in line.dataset) { line.dataset.was = ''; delete line.dataset.bad; }
    line.dataset.hit = '';
  }
};

const reveal = (item) => {
  mark(item);
  const pane = document.querySelector('[data-source]');
  const line = document.getElementById(`L${item.dataset.from}`);
  if (!pane || !line) return;
  const [top, bottom] = [line.offsetTop, line.offsetTop + line.offsetHeight]; // the pane is their offset parent
  if (top < pane.scrollTop || bottom > pane.scrollTop + pane.clientHeight) pane.scrollTop = Math.max(0, top - pane.clientHeight / 3);
};

document.addEventListener('pointerover', (event) => {
  const item = event.target.closest?.('.cf-parsed[data-from]');
  if (item && !document.querySelector('form.cf-parsed')) mark(item);
});
document.addEventListener('focusin', (event) => {
  const item = event.target.closest?.('.cf-parsed[data-from]');
  if (item) reveal(item);
});

const go = async (url, options, hash) => {
  const found = await load(url, options).catch(() => null);
  if (!found) return false;
  swap(found.page, ['#main'], PANES);
  const target = hash || new URL(found.url).hash;
  history.replaceState(null, '', found.url.split('#')[0] + target);
  withScript();
  const opened = document.querySelector('[data-focus]') ?? document.querySelector('[data-opened]');
  const item = document.getElementById(target.slice(1));
  (opened ?? item?.querySelector('a[data-line]') ?? item)?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: 'nearest' });
  if (item?.dataset.from) reveal(item);
  return true;
};

document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-swap]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (!(await go(link.href, {}, new URL(link.href).hash))) location.assign(link.href);
});

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('form[data-swap]')) return;
  event.preventDefault();
  const place = event.submitter?.closest('.cf-src li') ?? form.closest('[id^="item-"]');
  const hash = form.id === 'lines' && !place ? '' : `#${place?.id ?? 'found'}`;
  const sent = await go(form.action, { method: 'POST', body: typed(form, event.submitter) }, hash);
  if (!sent) location.reload();
});

document.addEventListener('change', (event) => {
  if (!event.target.matches('form.cf-parsed select[name="as_type"]')) return;
  const button = event.target.form.querySelector('button[value="refresh"]');
  event.target.form.requestSubmit(button);
});
document.addEventListener('input', (event) => { if (event.target.matches('textarea')) grow(event.target.parentElement); });

const opened = document.querySelector('form.cf-parsed[data-from]');
if (opened) reveal(opened);
// Whoever was quicker than this script came back by a whole page: its address says at which line the keyboard was.
const arrived = opened || !/^#L\d+$/.test(location.hash) ? null : document.getElementById(location.hash.slice(1));
arrived?.querySelector('a[data-line]')?.focus({ preventScroll: true });
const refused = document.querySelector('[aria-disabled="true"][aria-describedby="why-not"]');
refused?.form.addEventListener('submit', (event) => { event.preventDefault(); document.getElementById('why-not')?.scrollIntoView(); });
