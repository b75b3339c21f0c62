// Signing in while everybody does: what was typed stays, the page waits as long as the server says (Retry-After) and tries again by
// itself. Without this script the server's own page says when to come again.
//
// form: [data-queue="words with %(n)s and %(seconds)s"] with [data-said] for them. POST answers 503, {location}, or the page anew.
import { dress } from './people.js';

const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, 1000 * seconds); });

function listen(form) {
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    if (form.getAttribute('aria-busy') !== 'true') queue(form);
  });
}

async function queue(form) {
  const said = form.querySelector('[data-said]');
  form.setAttribute('aria-busy', 'true');
  for (let n = 1; ; n += 1) {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' } }).catch(() => null);
    if (response && response.status !== 503) return arrive(response);
    const seconds = Number(response?.headers.get('Retry-After')) || 2;
    said.textContent = form.dataset.queue.replace('%(n)s', n).replace('%(seconds)s', seconds);
    await pause(seconds);
  }
}

async function arrive(response) {
  if (response.headers.get('Content-Type')?.includes('json')) {
    const { location: path } = await response.json();
    if (path) return location.assign(path);
    return location.reload();
  }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  document.querySelector('main').replaceWith(page.querySelector('main'));
  dress(document.querySelector('main'));
  listen(document.querySelector('[data-queue]'));
  return document.querySelector('[role=alert], .is-invalid, main input')?.focus();
}

listen(document.querySelector('[data-queue]'));
