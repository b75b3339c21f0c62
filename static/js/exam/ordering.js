// Ordering: rows that move by buttons or by choosing a place; each move is said aloud. A field holds "<id>:<place>", all empty
// until the first move. Works by delegation: whatever fieldset[data-response=order] is on the page. Dragging is not offered.

const rowsOf = (list) => [...list.querySelectorAll('[data-row]')];
const fieldOf = (row) => row.querySelector('select');
const idOf = (row) => fieldOf(row).options[1].value.split(':')[0];

// Places as the rows stand, or none at all.
function number(list, isSet = true) {
  rowsOf(list).forEach((row, index) => { fieldOf(row).selectedIndex = isSet ? index + 1 : 0; });
  const hint = list.closest('fieldset').querySelector('[data-unset]');
  if (hint) hint.hidden = isSet;
}

export function readOrder(inputs) {
  const pairs = inputs.map((input) => input.value.split(':'));
  const places = new Set(pairs.map(([, place]) => place));
  if (places.has(undefined) || places.size !== inputs.length) return null;
  return pairs.sort((a, b) => Number(a[1]) - Number(b[1])).map(([id]) => id);
}

export function writeOrder(inputs, value) {
  const list = inputs[0]?.closest('ol');
  if (!list) return;
  const rows = new Map(rowsOf(list).map((row) => [idOf(row), row]));
  for (const id of value ?? []) if (rows.has(id)) list.append(rows.get(id));
  number(list, Boolean(value?.length));
}

function say(list, text) {
  const place = list.closest('fieldset').querySelector('[data-said]');
  if (place) place.textContent = text;
}

function place(row, index) {
  const list = row.closest('ol');
  const others = rowsOf(list).filter((each) => each !== row);
  list.insertBefore(row, others[index] ?? null);
  number(list);
  const words = { item: row.querySelector('[data-text]').textContent, n: index + 1, total: list.dataset.total };
  say(list, list.dataset.moved.replace(/\{(\w+)\}/g, (_all, name) => words[name]));
}

const tell = (row) => fieldOf(row).dispatchEvent(new Event('change', { bubbles: true }));

// In the capture phase: whoever reads the response on the same event finds the rows renumbered.
document.addEventListener('input', (event) => {
  const row = event.target.closest?.('fieldset[data-response=order] [data-row]');
  if (!row || !event.target.matches('select')) return;
  const list = row.closest('ol');
  const at = event.target.selectedIndex;
  if (at > 0) place(row, at - 1);
  else { number(list, false); say(list, list.dataset.cleared); }
  event.target.focus();
}, { capture: true });

document.addEventListener('click', (event) => {
  const keep = event.target.closest?.('[data-keep]');
  if (keep) {
    const list = keep.closest('fieldset').querySelector('ol');
    number(list);
    say(list, list.dataset.kept);
    fieldOf(rowsOf(list)[0]).focus();
    tell(rowsOf(list)[0]);
    return;
  }
  const button = event.target.closest?.('[data-move]');
  if (!button) return;
  const row = button.closest('[data-row]');
  const index = rowsOf(row.closest('ol')).indexOf(row) + Number(button.dataset.move);
  if (index < 0 || index >= Number(row.closest('ol').dataset.total)) return;
  place(row, index);
  button.focus();
  tell(row);
});

export function reveal(root = document) {
  for (const button of root.querySelectorAll('[data-move], [data-keep]')) button.hidden = false;
}
reveal();
