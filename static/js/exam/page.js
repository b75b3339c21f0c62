// The exam page, wired: items -> protocol and queue -> server; chip, card, timer and hand-in show what is true where.
// Rules stand in the modules; this one only connects them. Data and texts come in script#exam-data (JSON):
//   {attempt, person, vault, title, time_zone, poll_seconds, section: {phase, number, title, …} or null, heads: {slot: {epoch, sequence, flag_epoch, flag_sequence}},
//    urls: {responses, open, take_over, state, presence, hand_in, sign_in_again, receipt},
//    texts: {page_title, chip, banner, timer, cell, hand_in, door, sections}}
import { Card } from './card.js';
import { Chip, fill } from './chip.js';
import { offerTakeOver, SignInAgain } from './door.js';
import { Drawings } from './drawing.js';
import { offerEmergencyFile } from './emergency.js';
import { HandIn } from './hand_in.js';
import { identify } from './identity.js';
import { Items } from './items.js';
import { listenToKeys } from './keys.js';
import { News } from './news.js';
import { leftovers, Protocol } from './protocol.js';
import { Pictures } from './pictures.js';
import { openQueue } from './queue.js';
import { sectionTimerOn, speaksFor } from './section_timer.js';
import { Sections } from './sections.js';
import { ask, insist, Sender } from './sender.js';
import { Status } from './status.js';
import { ServerClock, Timer } from './timer.js';
import { Uploads } from './uploads.js';
import { Watch } from './watch.js';

const REDRAW = 500;
const COUNTED = ['answered', 'unanswered', 'flagged', 'waiting'];
const find = (selector) => document.querySelector(selector);
const { attempt, texts, urls, ...data } = JSON.parse(find('#exam-data').textContent);
const onClick = (selector, act) => { for (const each of document.querySelectorAll(selector)) each.addEventListener('click', act); };
const time = new Intl.DateTimeFormat('en-GB', { timeZone: data.time_zone, timeStyle: 'medium' });
const speak = (text, isUrgent = false) => { find(isUrgent ? '#say-now' : '#say').textContent = text; };

const clock = new ServerClock();
const queue = await openQueue(attempt, data.person, data.vault);
const protocol = new Protocol(await identify(attempt, queue));
const answerCard = find('[data-answer-card]');

const items = new Items({
  root: find('main'),
  on: {
    answer: (slot, value, isTyping) => sender.record(slot, value === null ? 'clear' : 'answer', value, isTyping),
    flag: (slot, isFlagged) => sender.record(slot, 'flag', isFlagged),
    move: (slot) => {
      document.title = fill(texts.page_title, { n: items.number(slot), title: data.title });
      status.draw();
    },
  },
});
const sender = new Sender({
  attempt, protocol, queue, urls,
  on: { reply: (reply, times) => news.onReply(reply, times), change: () => status.draw(), superseded: () => { openOrClose(); status.draw(); } },
});
const card = new Card({
  root: answerCard, counters: Object.fromEntries(COUNTED.map((state) => [state, [...document.querySelectorAll(`[data-n-${state}]`)]])),
  openers: document.querySelectorAll('[data-card]'), texts, fill, onGo: (slot) => items.go(slot),
});
const chip = new Chip({ root: find('[data-chip]'), banner: find('[data-banner-box]'), notice: find('[data-notice-box]'), texts, speak });
const watch = urls.presence ? new Watch(protocol) : null;
const news = new News({
  url: urls.presence ?? urls.state, watch, clock, protocol, texts: texts.banner,
  timeOf: (date) => time.format(date),
  tell: (text) => { chip.announce(text); speak(text); },
  on: { reply: onReply, submitted: finish, changed: () => { sender.start(); status.draw(); } },
});
const signIn = new SignInAgain({
  form: find('[data-sign-in-again]'), url: urls.sign_in_again, texts: texts.door,
  on: { signedIn: () => { sender.resume(); news.poll(); } },
});
const status = new Status({
  protocol, queue, clock, news, items, card, chip, signIn, continueHere: find('[data-continue-here]'), comma: texts.cell.comma,
});
const uploads = new Uploads({
  pictures: new Pictures(queue), protocol, url: urls.drawings,
  on: {
    stored: () => { drawings.stored(); sender.kick(); },
    refused: (name, words) => { drawings.refused(name, words); sender.kick(); },
  },
});
protocol.holds = (event) => uploads.holds(event);
const drawings = new Drawings(find('main'), { uploads, texts: texts.drawing, url: urls.drawings });
const handIn = new HandIn({
  dialog: find('[data-hand-in]'), texts: texts.hand_in, fill, urls, protocol, sender, items, card,
  on: { done: finish, reply: (reply, times) => news.onReply(reply, times) },
});
const sections = new Sections({
  place: data.section ?? null, dialog: find('[data-leave]'), sender, protocol, items, url: urls.state, texts: texts.sections, speak,
  on: { over: onLastSectionUp },
});
const timer = new Timer({
  root: find('[data-timer]'), clock, texts: texts.timer, fill, speak,
  isQuiet: (isFirst) => speaksFor(sectionTimer, clock, isFirst),
  on: { over: onTimeUp, drifted: () => news.poll(), folded: (isFolded) => { if (sectionTimer) sectionTimer.shown.hidden = isFolded; } },
});
const sectionTimer = sectionTimerOn({
  root: find('[data-section-timer]'), section: data.section, sections, whole: () => timer, texts, fill, speak,
});

function openOrClose() {
  items.close(!protocol.writer || news.state !== 'in_progress');
}

function onReply(reply, times) {
  openOrClose();
  sections.onReply(reply, times);
}

function onLastSectionUp() {
  if (items.isSealed || !protocol.writer || news.state === 'paused') return;
  chip.announce(texts.sections.last_up);
  speak(texts.sections.last_up, true);
  onTimeUp();
}

function onTimeUp() {
  if (items.isSealed || !protocol.writer || news.state === 'paused') return;
  items.seal();
  handIn.atTimeUp();
}

// Handed in, collected or timed out, and the server said so: what is still here goes as it is, then this browser forgets.
async function finish() {
  if (status.isOver) return;
  status.isOver = true;
  items.seal();
  speak(texts.timer.handed_in, true);
  while (!(await sender.flushed(3000)) && !protocol.blocked) status.draw();
  if (!protocol.pending().length) { await queue.wipe(); if (news.owesWord) await news.poll(); }
  location.assign(urls.receipt);
}

// What this browser still holds goes back into the fields; what an earlier page of it left behind is answered anew (rule 15).
async function writeOn() {
  await queue.keepClientId(protocol.clientId);
  for (const event of protocol.events.filter((each) => each.epoch === protocol.epoch)) items.restore(event);
  for (const event of leftovers(protocol.events, protocol.epoch, data.heads)) {
    items.restore(event);
    sender.record(event.slot, event.kind, event.value);
  }
}

async function start() {
  const stored = await queue.load();
  const slow = setTimeout(() => status.draw(), 3000); // after that the page says that it is not connected yet
  const { status: code, reply, ...times } = await insist(() => ask(urls.open, { method: 'POST', body: { client_id: protocol.clientId } }));
  clearTimeout(slow);
  if (code !== 200) { location.reload(); return; } // the server's page says what is the matter
  protocol.open(reply, stored, performance.now());
  await uploads.start();
  drawings.stored();
  if (reply.writer) await writeOn();
  news.onReply(reply, times);
  timer.start();
  sectionTimer?.start();
  if (data.section?.phase === 'over') onLastSectionUp();
  sender.start();
  news.pollEvery(data.poll_seconds);
  setInterval(() => { status.draw(); if (handIn.isOpen) handIn.refresh(); }, REDRAW);
}

listenToKeys({
  items,
  openCard: () => card.open(),
  tellTime: () => speak(`${sectionTimer ? `${sectionTimer.words()} ` : ''}${timer.words()} ${chip.said}`),
});
offerEmergencyFile({ attempt, protocol, items, timeZone: data.time_zone, timeOf: (date) => time.format(date) });
offerTakeOver({
  button: find('[data-continue-here]'), message: find('[data-door-message]'), url: urls.take_over, protocol,
  on: { taken: async () => { await queue.keepClientId(protocol.clientId); location.reload(); } },
});
const goTo = (slot) => { if (slot) { card.close(); items.go(slot); } else speak(texts.cell.none); };
onClick('[data-next-unanswered]', () => goTo(card.after(items.current, card.unanswered())));
onClick('[data-next-flagged]', () => goTo(card.after(items.current, card.flagged())));
onClick('[data-next]', () => items.step(1));
onClick('[data-previous]', () => items.step(-1));
onClick('[data-open-hand-in]', () => handIn.open());
addEventListener('online', () => sender.kick());
addEventListener('offline', () => status.draw());
addEventListener('beforeunload', (event) => { if (protocol.pending().length && !status.isOver) event.preventDefault(); });
addEventListener('pagehide', () => rest());
const rest = () => { items.collect(); sender.kick({ keepalive: true }); };
const wake = () => { news.poll(); sender.kick(); };
document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? rest() : wake()));
document.addEventListener('freeze', rest); // a lid that closes, a tab that the browser puts to sleep
document.addEventListener('resume', wake);
addEventListener('pageshow', (event) => { if (event.persisted) wake(); });
await start();
