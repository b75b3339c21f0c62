// Bulk edits: a field that is filled in chooses its act; the progress page looks again until the work is done.
import { load, swap, withScript } from './swap.js';

withScript();

for (const act of document.querySelectorAll('[data-acts] [data-act]')) {
  const radio = act.querySelector('input[type="radio"]');
  act.querySelector('[data-value]')?.addEventListener('input', () => { radio.checked = true; });
  radio.addEventListener('change', () => act.querySelector('[data-value] :is(input, select, textarea)')?.focus());
}

const again = async () => {
  const found = await load(location.href).catch(() => null);
  if (found) {
    const over = !found.page.querySelector('[data-busy]');
    swap(found.page, over ? ['#main'] : ['[data-bulk-stage]']);
    withScript();
  }
  if (document.querySelector('[data-busy]')) setTimeout(again, 1500);
};
if (document.querySelector('[data-busy]')) setTimeout(again, 1500);
