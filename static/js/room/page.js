// The invigilator's console, wired: the feed tells, seats and needs draw, picks and grid choose, acts do. Rules stand on the server.
import { fill } from '../exam/chip.js';
import { Acts } from './acts.js';
import { clockText, RoomClock } from './clock.js';
import { Drawer } from './drawer.js';
import { Feed } from './feed.js';
import { Grid } from './grid.js';
import { Needs } from './needs.js';
import { Picks } from './picks.js';
import { Record } from './record.js';
import { Seats } from './seats.js';

const find = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const { board, urls, time_zone: timeZone, ...data } = JSON.parse(find('#room-data').textContent);
const texts = { ...data.texts, format: new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' }) };
const clock = new RoomClock(board.now);
const say = (text) => { find('#say').textContent = text; };
const title = document.title;

const body = find('#seats');
const needs = new Needs({
  list: find('[data-needs]'), shape: find('#need-shape'), calm: find('[data-calm]'), counter: find('[data-n-needs]'),
  cards: board.needs, clock, texts, say,
});
const record = new Record({ list: find('[data-record]'), empty: find('[data-no-record]') });
const seats = body && new Seats({ body, lines: board.seats, clock, texts });
const picks = body && new Picks({
  body, find: find('#words'), links: all('[data-show]'), bar: find('[data-bar]'), counter: find('[data-n-picked]'),
  all: find('[data-pick-all]'), none: find('[data-unpick]'), nobody: find('[data-nobody]'), texts,
});
const table = find('.cf-room-grid');
const grid = body && new Grid({ table, body, picks, open: (row) => drawer.open(row) });
const drawer = new Drawer({ dialog: find('#drawer'), grid, texts });
const acts = new Acts({
  dialog: find('#act'), toast: find('#toast'), texts,
  on: { look: (id) => drawer.open(seats.row(id)), group: showGroup, done: () => { picks?.clear(); feed.ask(); } },
});
const feed = new Feed({
  url: urls.state, version: board.version, seconds: board.poll_seconds, clock, texts,
  parts: { root: find('main'), line: find('[data-as-of]'), banner: find('[data-lost]') },
  on: { news: hear },
});

let ends = board.ends;

function hear(news) {
  ends = news.ends;
  if (!body || seats.isStrange(news.seats)) { if (!acts.isOpen) location.reload(); return; } // the roster has changed
  const changed = seats.patch(news.seats);
  needs.patch(news.needs);
  record.patch(news.record);
  for (const count of all('[data-count]')) count.textContent = news.counts[count.dataset.count];
  for (const button of all('[data-when]')) button.hidden = (button.dataset.when === 'paused') !== news.is_paused;
  if (changed.length) picks.filter(true);
  if (drawer.row && changed.includes(drawer.row.dataset.id)) drawer.refresh();
  tick();
}

// «查看» on a card of many: the seats with that need, chosen, so that one act does for all.
function showGroup(need) {
  picks.choose('');
  picks.clear();
  for (const line of seats.lines()) if (line.need === need) picks.box(seats.row(line.id)).checked = true;
  picks.draw();
  find('#st').scrollIntoView();
}

function tick() {
  const left = (ends - clock.now()) / 1000;
  find('[data-room-clock]').textContent = clockText(left);
  seats?.tick();
  needs.tick();
  feed.tick();
  document.title = needs.size ? `(${needs.size}) ${title}` : title;
  rest(!navigator.onLine);
}

// Without a network the acts rest, and say so when they are tried all the same.
function rest(isOffline) {
  for (const button of all('[data-ask] button[name=act]')) {
    if (button.hasAttribute('data-offline') === isOffline) continue;
    button.toggleAttribute('data-offline', isOffline);
    if (isOffline) button.setAttribute('aria-disabled', 'true'); else button.removeAttribute('aria-disabled');
  }
}

function remember(key, fallback) {
  return { get: () => localStorage.getItem(key) ?? fallback, set: (value) => localStorage.setItem(key, value) };
}

const view = remember('room-view', 'seats');
const showCode = remember('room-code', 'shown');

function look(name) {
  if (table) table.dataset.view = name;
  for (const button of all('[data-view][aria-pressed]')) {
    button.setAttribute('aria-pressed', String(button.dataset.view === name));
    button.classList.toggle('active', button.dataset.view === name);
  }
}

function fold(state) {
  const button = find('[data-code-fold]');
  const isShown = state === 'shown';
  find('#room-code').hidden = !isShown;
  button.textContent = isShown ? texts.hide : texts.show;
  button.setAttribute('aria-expanded', String(isShown));
}

for (const button of all('[data-view][aria-pressed]')) button.addEventListener('click', () => { view.set(button.dataset.view); look(view.get()); });
find('[data-views]').hidden = !body;
find('[data-code-fold]').hidden = false;
find('[data-code-fold]').addEventListener('click', () => { showCode.set(showCode.get() === 'shown' ? 'hidden' : 'shown'); fold(showCode.get()); });
fold(showCode.get());
look(view.get());
for (const line of all('[data-clock-check]')) {
  const apart = Math.round((Date.now() - board.now) / 1000);
  if (Math.abs(apart) > 60) line.textContent = fill(apart > 0 ? texts.clock_fast : texts.clock_slow, { n: Math.round(Math.abs(apart) / 60) });
}
setInterval(tick, 1000);
tick();
feed.start();
