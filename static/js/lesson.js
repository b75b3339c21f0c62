// The lesson page: shows in the table of contents where the reader is, and tells the server the place now and then.
const article = document.querySelector('[data-place]');
const entries = [...document.querySelectorAll('[data-toc] > li')];
const places = entries.map((entry) => document.getElementById(entry.querySelector('a').hash.slice(1)));
const REST_MS = 3000; // a place counts when the reader rested on it
const shown = new Map();
let here = -1;
let kept = -1;
let rest = 0;

function current() {
  const line = window.innerHeight / 3;
  let found = -1;
  places.forEach((place, index) => { if (place && place.getBoundingClientRect().top <= line) found = index; });
  const bottom = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
  return bottom && found >= 0 ? Math.max(found, places.length - 1) : found;
}

function mark() {
  const now = current();
  if (now === here) return;
  if (shown.has(here)) entries[here].dataset.state = shown.get(here);
  if (here >= 0) entries[here].querySelector('a').removeAttribute('aria-current');
  here = now;
  if (here < 0) return;
  shown.set(here, entries[here].dataset.state);
  if (entries[here].dataset.state === 'open') entries[here].dataset.state = 'now';
  entries[here].querySelector('a').setAttribute('aria-current', 'location');
  window.clearTimeout(rest);
  rest = window.setTimeout(keep, REST_MS);
}

function keep() {
  if (here < 0 || here === kept) return;
  kept = here;
  const body = new URLSearchParams({ place: places[here].id, csrf_token: article.dataset.token });
  fetch(article.dataset.place, { method: 'POST', body, keepalive: true, headers: { 'X-CSRFToken': article.dataset.token } })
    .catch(() => { kept = -1; }); // offline: the text stays, the place is told another time
}

if (article && places.length) {
  let waiting = false;
  document.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') keep(); });
  mark();
}
