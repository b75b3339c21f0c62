// The lesson page: shows in the table of contents where the reader is, and tells the server the place now and then.
const article = document.querySelector('[data-place]');
const entries = [...document.querySelectorAll('[data-toc] > li')];
const places = entries.map((entry) => document.getElementById(entry.querySelector('a').hash.slice(1)));
const first = entries.map((entry) => entry.dataset.state);
const REST_MS = 3000; // a place counts when the reader rested on it
let here = -1;
let kept = -1;
let rest = 0;

function current() {
  const line = window.innerHeight / 3;
  let found = -1;
  places.forEach((place, index) => { if (place && place.getBoundingClientRect().top <= line) found = index; });
  return found;
}

function draw(entry, state, isHere) {
  entry.dataset.state = state;
  entry.querySelector('use').setAttribute('href', state === 'done' ? '#i-check' : '#i-right');
  entry.querySelector('.stop svg').toggleAttribute('hidden', state === 'open');
  const link = entry.querySelector('a');
  if (isHere) link.setAttribute('aria-current', 'location'); else link.removeAttribute('aria-current');
}

function mark() {
  const now = current();
  if (now === here || now < 0) return;
  here = now;
  entries.forEach((entry, index) => {
    if (index === here) draw(entry, 'now', true);
    else draw(entry, index < here || first[index] === 'done' ? 'done' : 'open', false);
  });
  window.clearTimeout(rest);
  rest = window.setTimeout(keep, REST_MS);
}

function keep() {
  if (here < 0 || here === kept) return;
  kept = here;
  const body = new URLSearchParams({ place: places[here].id, csrf_token: article.dataset.token });
  fetch(article.dataset.place, { method: 'POST', body, keepalive: true })
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
