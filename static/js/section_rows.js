// The rows of a section's draw: add, copy, drop; and what the bank has for them, asked of the server as one types.
import { load, swap, withScript } from './swap.js';

const form = document.querySelector('form[data-section]');
const body = form?.querySelector('[data-rows]');
const PAUSE = 400;
let timer = 0;
let asked = 0;

async function check() {
  const mine = ++asked;
  const data = new FormData(form);
  data.set('act', 'check');
  const found = await load(form.action, { method: 'POST', body: data }).catch(() => null);
  if (!found || mine !== asked || !found.page.querySelector('#check')) return;
  swap(found.page, ['#check']);
  for (const row of body.rows) {
    const said = document.querySelector(`#check [data-for="${row.dataset.row}"]`);
    row.querySelector('[data-stock]').replaceChildren(...(said ? [...said.cloneNode(true).childNodes] : []));
  }
}

const later = () => { clearTimeout(timer); timer = setTimeout(check, PAUSE); };

function renumber() {
  [...body.rows].forEach((row, at) => {
    row.dataset.row = at;
    for (const node of row.querySelectorAll('[name^="draw-"], label[for^="draw-"]')) {
      for (const name of ['name', 'id', 'for']) {
        const value = node.getAttribute(name);
        if (value) node.setAttribute(name, value.replace(/^draw-\d+-/, `draw-${at}-`));
      }
    }
    for (const node of row.querySelectorAll('.visually-hidden')) node.textContent = node.textContent.replace(/\d+/, at + 1);
  });
}

function copy(row, withValues) {
  const fresh = row.cloneNode(true);
  const from = [...row.querySelectorAll('input, select')];
  [...fresh.querySelectorAll('input, select')].forEach((node, at) => {
    node.value = withValues ? from[at].value : '';
    node.classList.remove('is-invalid');
    node.removeAttribute('aria-invalid');
  });
  for (const node of fresh.querySelectorAll('.invalid-feedback')) node.remove();
  fresh.querySelector('[data-stock]').replaceChildren();
  row.after(fresh);
  renumber();
  fresh.querySelector('select').focus();
}

if (body) {
  withScript(form);
  for (const node of form.querySelectorAll('[data-acts], [data-add]')) node.hidden = false;
  form.addEventListener('input', later);
  form.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const row = button.closest('tr');
    if (button.matches('[data-add]')) copy(body.rows[body.rows.length - 1], false);
    else if (button.matches('[data-copy]')) copy(row, true);
    else if (button.matches('[data-drop]')) {
      if (body.rows.length === 1) for (const node of row.querySelectorAll('input, select')) node.value = '';
      else { (row.nextElementSibling ?? row.previousElementSibling).querySelector('select').focus(); row.remove(); renumber(); }
    } else if (button.matches('[data-mend]')) {
      event.preventDefault();
      const field = form.elements.namedItem(button.dataset.mend);
      field.value = button.dataset.value;
      field.focus();
    } else return;
    later();
  });
}
