// The key strip: what is typed is dealt out below while typing stops for a moment; nothing is saved by that.
import { load, swap, withScript } from './swap.js';

withScript();
const form = document.querySelector('form[data-strip]');
let waiting;
let asked = 0;

const deal = async () => {
  const mine = asked += 1;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const found = await load(address).catch(() => null);
  if (!found || mine !== asked) return; // typed on in the meantime
  history.replaceState(null, '', address);
  swap(found.page, ['[data-dealt]']);
};

form.addEventListener('input', (event) => {
  if (event.isComposing) return;
  clearTimeout(waiting);
  waiting = setTimeout(deal, 300);
});
form.addEventListener('compositionend', () => { clearTimeout(waiting); waiting = setTimeout(deal, 300); });
