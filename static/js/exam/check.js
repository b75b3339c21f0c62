// Is this computer fit for an exam? Measured in this browser, judged by `judge`, said in words with what to do.
// Markup: [data-checks] with li[data-check=name] holding <use> and [data-said]; [data-verdict]; button [data-again].
// Words and addresses come in script#check-data: {urls: {clock}, texts: {name: {result: text}, verdict, word}}
import { fill } from './chip.js';
import { pause } from './identity.js';
import { openQueue } from './queue.js';
import { ask, NetworkFailure } from './sender.js';

export const LIMITS = { slow: 300, tooSlow: 1500, skew: 120, narrow: 320 };
const ROUNDS = 7;
const ICONS = { good: 'check', notice: 'tri', bad: 'err' };
const RANK = ['good', 'notice', 'bad'];

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// What each finding means: pure. found: {isSecure, isStored, hasCookies, trips: [milliseconds], lost, skew (seconds this computer's
// clock is ahead of the server's; null when unknown), width}. -> [{name, result, text, values}]
export function judge({ isSecure, isStored, hasCookies, trips, lost, skew, width }) {
  const one = (name, result, text = result, values = {}) => ({ name, result, text, values });
  const time = trips.length ? Math.round(median(trips)) : null;
  const isBroken = time === null || time >= LIMITS.tooSlow || lost > trips.length;
  const connection = isBroken ? 'bad' : (time >= LIMITS.slow || lost > 0 ? 'notice' : 'good');
  const ahead = skew !== null && Math.abs(skew) > LIMITS.skew ? (skew > 0 ? 'fast' : 'slow') : null;
  return [
    one('secure', isSecure ? 'good' : 'bad'),
    one('storage', isStored ? 'good' : 'bad'),
    one('cookies', hasCookies ? 'good' : 'bad'),
    one('connection', connection, time === null ? 'none' : connection, { ms: time, lost }),
    skew === null ? one('clock', 'notice', 'unknown') : one('clock', ahead ? 'notice' : 'good', ahead ?? 'good', { minutes: Math.round(Math.abs(skew) / 60) }),
    one('screen', width >= LIMITS.narrow ? 'good' : 'notice', undefined, { width }),
  ];
}

// The worst result decides; with how many there are of it.
export function verdictOf(results) {
  const worst = RANK.findLast((rank) => results.some(({ result }) => result === rank));
  return { worst, n: results.filter(({ result }) => result === worst).length };
}

// Write, read back, and wipe, encrypted, as the exam page does.
async function tryStorage() {
  const queue = await openQueue('check', crypto.randomUUID?.() ?? 'nobody', 'check');
  const event = { epoch: 1, sequence: 1, slot: 1, kind: 'answer', value: '试写', client_time: null };
  await queue.put([event]);
  const back = await queue.load();
  await queue.wipe();
  return queue.isDurable && back.length === 1 && back[0].value === event.value;
}

async function measure(url) {
  const trips = [];
  let [lost, skew] = [0, null];
  for (let round = 0; round < ROUNDS; round += 1) {
    try {
      const { status, reply, sentAt, receivedAt } = await ask(url);
      if (status === 200) {
        const trip = receivedAt - sentAt;
        if (!trips.length || trip < Math.min(...trips)) skew = (Date.now() - trip / 2 - Date.parse(reply.server_time)) / 1000;
        trips.push(trip);
      } else lost += 1;
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      lost += 1;
    }
    await pause(100);
  }
  return { trips, lost, skew };
}

async function find(urls) {
  const isStored = await tryStorage().catch(() => false); // whatever goes wrong there would go wrong in the exam
  return {
    isSecure: isSecureContext,
    isStored,
    hasCookies: navigator.cookieEnabled,
    width: innerWidth,
    ...await measure(urls.clock),
  };
}

function show(root, results, texts) {
  for (const { name, result, text, values } of results) {
    const line = root.querySelector(`[data-check=${name}]`);
    line.dataset.result = result;
    line.querySelector('use').setAttribute('href', `#i-${ICONS[result]}`);
    line.querySelector('[data-word]').textContent = texts.word[result];
    line.querySelector('[data-said]').textContent = fill(texts[name][text], values);
  }
}

async function run(root, verdict, { urls, texts }) {
  verdict.textContent = texts.verdict.checking;
  verdict.removeAttribute('data-result');
  const results = judge(await find(urls));
  show(root, results, texts);
  const { worst, n } = verdictOf(results);
  verdict.dataset.result = worst;
  verdict.textContent = fill(texts.verdict[worst], { n });
}

const root = document.querySelector('[data-checks]');
if (root) {
  const data = JSON.parse(document.querySelector('#check-data').textContent);
  const again = document.querySelector('[data-again]');
  const verdict = document.querySelector('[data-verdict]');
  const check = async () => {
    again.setAttribute('aria-disabled', 'true');
    await run(root, verdict, data);
    again.removeAttribute('aria-disabled');
  };
  again.addEventListener('click', () => { if (!again.hasAttribute('aria-disabled')) check(); });
  check();
}
