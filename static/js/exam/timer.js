// Time left by the server's clock. The browser's clock is never asked: between replies only a monotonic counter runs, and a
// jump against it (lid closed) asks for a fresh reply. Announcements at the start and at 30, 10, 5 and 1 minutes, never each second.

const MARKS = [30, 10, 5, 1];
const SLEPT = 5000; // milliseconds by which wall clock and counter may drift apart between two ticks

export class ServerClock {
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    this.isRunning = true;
  }

  // The server wrote its reply about half-way between sending and receiving.
  sync({ server_time, seconds_left, state }, { sentAt, receivedAt }) {
    this.at = (sentAt + receivedAt) / 2;
    this.serverTime = Date.parse(server_time);
    this.left = seconds_left;
    this.isRunning = state === 'in_progress';
  }

  #elapsed() { return this.monotonic() - this.at; }
  get isSet() { return this.at !== undefined; }
  now() { return new Date(this.serverTime + this.#elapsed()); }
  // Before the first reply nothing is known, and nothing is over.
  secondsLeft() { return this.isSet ? this.#secondsLeft() : Infinity; }
  #secondsLeft() { return Math.max(0, this.isRunning ? this.left - this.#elapsed() / 1000 : this.left); }
}

// 59:12, over an hour 1:12:04.
export function clockText(seconds) {
  const whole = Math.ceil(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

// Minutes to speak of when the time left fell from `before` to `after` seconds; null when no mark lies between.
export function crossed(before, after) {
  if (after <= 0 || !MARKS.some((mark) => before > mark * 60 && after <= mark * 60)) return null;
  return Math.ceil(after / 60);
}

export class Timer {
  #before = null;
  #wall = Date.now();
  #counter = performance.now();
  #isOver = false;

  // root: [data-timer] with [data-time-left], [data-timer-note] and a [data-fold] button; of a section or break:
  // [data-section-timer] with [data-section-left]. isQuiet(isFirst): another clock speaks of this mark.
  // on: {over(), drifted?(), folded?(isFolded), low?()}
  constructor({ root, clock, texts, fill, speak, on, isQuiet = () => false }) {
    Object.assign(this, { root, clock, texts, fill, speak, on, isQuiet });
    this.shown = root.querySelector('[data-time-left], [data-section-left]');
    this.note = root.querySelector('[data-timer-note]');
    this.folder = root.querySelector('[data-fold]');
    this.folder?.addEventListener('click', () => this.fold(!root.hasAttribute('data-folded')));
  }

  start() {
    this.tick();
    setInterval(() => this.tick(), 1000);
  }

  fold(isFolded) {
    this.root.toggleAttribute('data-folded', isFolded);
    this.shown.hidden = isFolded;
    this.folder.textContent = isFolded ? this.texts.timer_show : this.texts.timer_hide;
    this.folder.setAttribute('aria-expanded', String(!isFolded));
    this.on.folded?.(isFolded);
  }

  tick() {
    this.#watchSleep();
    const left = this.clock.secondsLeft();
    if (left === Infinity) return; // nothing was heard yet
    this.shown.textContent = clockText(left);
    const minutes = this.#before === null ? Math.ceil(left / 60) : crossed(this.#before, left);
    if (minutes && left > 0 && !this.isQuiet(this.#before === null)) this.say(minutes, minutes <= 1);
    if (left <= 300 && (this.#before === null || this.#before > 300)) this.#lastMinutes();
    if (left > 300) { this.root.removeAttribute('data-low'); this.note.textContent = ''; }
    this.#before = left;
    if (left > 0) this.#isOver = false;
    else if (!this.#isOver) { this.#isOver = true; this.on.over(); }
  }

  say(minutes, isUrgent = false) {
    this.speak(this.words(minutes), isUrgent);
  }

  // Also on demand (Alt+J).
  words(minutes = Math.ceil(this.clock.secondsLeft() / 60)) { return this.fill(this.texts.minutes_left, { n: minutes }); }

  #lastMinutes() {
    this.root.setAttribute('data-low', '');
    this.note.textContent = this.texts.under_five ?? '';
    if (this.folder && this.root.hasAttribute('data-folded')) this.fold(false);
    this.on.low?.();
  }

  #watchSleep() {
    const [wall, counter] = [Date.now(), performance.now()];
    const drift = Math.abs(wall - this.#wall - (counter - this.#counter));
    [this.#wall, this.#counter] = [wall, counter];
    if (drift > SLEPT) this.on.drifted?.();
  }
}
