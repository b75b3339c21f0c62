// The item editor: rows come and go without leaving the page, the candidate's view follows the typing, unsaved work is named.
import { reveal } from './exam/ordering.js';
import { grow, load, swap, typed, withScript } from './swap.js';

const KEPT = new Set(['save', 'submit']);
const form = () => document.querySelector('#item');
let dirty = false;
let leaving = false;
let timer = 0;
let asked = 0;

const widths = document.querySelector('[data-widths]');
if (widths) widths.hidden = false;
withScript();

const markUnsaved = () => {
  if (dirty) return;
  dirty = true;
  const chip = document.querySelector('[data-saved]');
  if (!chip) return;
  chip.dataset.state = 'unsent';
  chip.lastChild.textContent = form().dataset.unsaved;
};

const rowCount = (root) => root.querySelectorAll('[data-rows="blank"] [data-row]').length;

const show = async (button) => {
  const turn = ++asked;
  const body = typed(form(), button);
  if (button.value !== 'attach') body.delete('media'); // a picture travels once, with its own button or when saving
  const found = await load(form().action, { method: 'POST', body }).catch(() => null);
  if (!found || turn !== asked) return found;
  if (button.value !== 'refresh') swap(found.page, ['#item']);
  else if (rowCount(found.page) !== rowCount(document)) swap(found.page, ['[data-rows="blank"]']);
  swap(found.page, ['[data-candidate]', '[data-tried]']);
  reveal();
  fit();
  withScript();
  return found;
};

document.addEventListener('input', (event) => {
  if (event.target.form !== form()) return;
  if (event.target.matches('textarea')) grow(event.target.parentElement);
  markUnsaved();
  clearTimeout(timer);
  timer = setTimeout(() => show({ name: 'act', value: 'refresh' }), 500);
});

document.addEventListener('submit', async (event) => {
  const button = event.submitter;
  if (event.target !== form()) return;
  if (KEPT.has(button?.value)) {
    if (leaving) event.preventDefault();
    leaving = true;
    return;
  }
  event.preventDefault();
  clearTimeout(timer);
  markUnsaved();
  const list = button.closest('[data-rows]')?.dataset.rows;
  if (!(await show(button))) { leaving = true; form().submit(); return; }
  if (button.matches('[data-add]')) [...document.querySelectorAll(`[data-rows="${list}"] [data-row] textarea`)].at(-1)?.focus();
});

window.addEventListener('beforeunload', (event) => { if (dirty && !leaving) event.preventDefault(); });
window.addEventListener('pageshow', () => { leaving = false; });

const fit = () => {
  const wide = widths?.querySelector('[data-width="desktop"]')?.getAttribute('aria-pressed') === 'true';
  document.querySelector('[data-candidate]')?.classList.toggle('cf-preview', !wide);
};
widths?.addEventListener('click', (event) => {
  const chosen = event.target.closest('[data-width]');
  if (!chosen) return;
  for (const button of widths.querySelectorAll('[data-width]')) {
    button.classList.toggle('active', button === chosen);
    button.setAttribute('aria-pressed', String(button === chosen));
  }
  fit();
});
