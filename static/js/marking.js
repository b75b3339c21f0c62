// The marker's keys: points by number, j/k between criteria, Ctrl+Enter saves, u takes the last mark back, f flags. Without script the form works alike.
const form = document.querySelector('form[data-marking]');
const criteria = [...form.querySelectorAll('[data-criterion]')];
const save = form.querySelector('[data-save]');
const keysOn = form.querySelector('[data-keys]');
const left = form.querySelector('[data-left]');
let now = 0;

const field = (box) => box.querySelector('input[type="text"]');
const half = (box) => box.querySelector('input[type="checkbox"]');

// Points in hundredths, so that sums stay exact; null while nothing, or nothing readable, is given.
function hundredths(box) {
  const text = field(box) ? field(box).value.trim() : box.querySelector('input[type="radio"]:checked')?.value;
  if (text === undefined || !/^\d{1,6}(\.\d{1,2})?$/.test(text)) return null;
  const [whole, rest = ''] = text.split('.');
  return Number(whole) * 100 + Number(rest.padEnd(2, '0')) + (half(box)?.checked ? 50 : 0);
}

const firstOpen = () => criteria.findIndex((box) => hundredths(box) === null);

function refresh() {
  const given = criteria.map(hundredths);
  const open = given.filter((points) => points === null).length;
  const sum = given.reduce((total, points) => total + (points ?? 0), 0);
  form.querySelector('[data-total]').textContent = open === given.length ? '–' : String(sum / 100);
  left.textContent = open ? left.dataset.text.replace('{n}', open) : '';
  save.setAttribute('aria-disabled', String(open > 0));
}

function go(to, focus = true) {
  now = Math.max(0, Math.min(criteria.length - 1, to));
  criteria.forEach((box, number) => box.toggleAttribute('data-now', number === now));
  if (!focus) return;
  const box = criteria[now];
  (field(box) ?? box.querySelector('input[type="radio"]:checked') ?? box.querySelector('input[type="radio"]')).focus();
}

function give(digit) {
  const radio = criteria[now].querySelector(`input[type="radio"][value="${digit}"]`);
  if (!radio) return false;
  radio.checked = true;
  refresh();
  go(now + 1);
  return true;
}

function toggleHalf() {
  const box = half(criteria[now]);
  if (!box) return false;
  box.checked = !box.checked;
  refresh();
  return true;
}

function flag() {
  const menu = document.querySelector('details[data-flag]');
  menu.open = true;
  menu.querySelector('input[name="reason"]').focus();
  return true;
}

function act(key) {
  if (/^[0-9]$/.test(key)) return give(key);
  if (key === '.') return toggleHalf();
  if (key === 'j') { go(now + 1); return true; }
  if (key === 'k') { go(now - 1); return true; }
  if (key === 'u') { document.querySelector('form[data-undo]').requestSubmit(); return true; }
  return key === 'f' ? flag() : false;
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey) return;
  if (event.key === 'Enter' && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit(save);
    return;
  }
  if (event.ctrlKey || !keysOn.checked) return;
  const at = event.target;
  const typing = at.matches('textarea, input[name="reason"], select');
  const inPoints = at.matches('[data-criterion] input[type="text"]');
  if (typing || (inPoints && /^[0-9.]$/.test(event.key))) return;
  if (act(event.key.toLowerCase())) event.preventDefault();
});

form.addEventListener('input', refresh);
form.addEventListener('submit', (event) => {
  if (firstOpen() < 0) return;
  event.preventDefault();
  go(firstOpen());
});
form.addEventListener('focusin', (event) => {
  const at = criteria.indexOf(event.target.closest('[data-criterion]'));
  if (at >= 0) go(at, false);
});
// Whoever opens the item keeps it open from script to script.
for (const box of document.querySelectorAll('details[data-remember]')) {
  box.open = sessionStorage.getItem(box.dataset.remember) === 'open';
  box.addEventListener('toggle', () => sessionStorage.setItem(box.dataset.remember, box.open ? 'open' : 'closed'));
}
keysOn.checked = localStorage.getItem('marking-keys') !== 'off';
keysOn.addEventListener('change', () => localStorage.setItem('marking-keys', keysOn.checked ? 'on' : 'off'));
refresh();
go(Math.max(0, firstOpen()));
