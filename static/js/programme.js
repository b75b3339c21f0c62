// The form of a programme: the tree beside it follows what is typed. The server draws it; nothing is saved.
import { load, swap, typed } from './swap.js';

const form = document.querySelector('#programme');
let waiting = 0;
let turn = 0;

async function refresh() {
  const mine = ++turn;
  const body = typed(form);
  body.set('act', 'preview');
  const reply = await load(form.action, { method: 'POST', body }).catch(() => null);
  if (reply && mine === turn) { swap(reply.page, ['#preview']); hide(); }
}

const hide = () => { for (const part of document.querySelectorAll('[data-without-script]')) part.hidden = true; };

if (form) {
  hide();
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(refresh, 400); });
}
