// Choosing items in the list: boxes one by one, a range with Shift, the page, all that fit; the bar says how many.
const form = document.querySelector('form[data-bulk]');
const boxes = [...document.querySelectorAll('input[name="item"][form="bulk"]')];
const page = [...document.querySelectorAll('input[data-page]')];
const [say, go, goAll, all, none] = ['chosen', 'go', 'go-all', 'choose-all', 'choose-none'].map((name) => form.querySelector(`[data-${name}]`));
const total = Number(form.dataset.total);
let everything = false;
let last = null;

const shown = () => boxes.filter((box) => box.offsetParent !== null); // the table's, or the cards' on a phone
const chosen = () => new Set(boxes.filter((box) => box.checked).map((box) => box.value));

const tell = () => {
  const n = chosen().size;
  const here = new Set(boxes.map((box) => box.value)).size;
  const text = everything ? say.dataset.all : n ? say.dataset.some.replace('{n}', n) : say.dataset.none;
  if (say.textContent !== text) say.textContent = text;
  go.hidden = n === 0;
  go.value = everything ? 'filter' : 'hand';
  none.hidden = n === 0;
  all.hidden = everything || n < here || total <= here;
  for (const box of page) {
    box.checked = n > 0 && n === here;
    box.indeterminate = n > 0 && n < here;
  }
};

const choose = (box, on) => {
  for (const twin of boxes) if (twin.value === box.value) twin.checked = on; // the same item stands in table and cards
};

for (const box of boxes) {
  box.addEventListener('click', (event) => {
    everything = false;
    const row = shown();
    const [from, to] = [row.indexOf(last), row.indexOf(box)];
    if (event.shiftKey && from >= 0) for (const each of row.slice(Math.min(from, to), Math.max(from, to) + 1)) choose(each, box.checked);
    choose(box, box.checked);
    last = box;
    tell();
  });
}
for (const box of page) {
  box.addEventListener('change', () => {
    everything = false;
    for (const each of boxes) each.checked = box.checked;
    tell();
  });
}
all.addEventListener('click', () => { everything = true; tell(); go.focus(); });
none.addEventListener('click', () => {
  everything = false;
  for (const each of boxes) each.checked = false;
  tell();
  shown()[0]?.focus();
});
goAll.hidden = true; // with a script, all is a second step after the page
window.addEventListener('pageshow', tell);
tell();
