// From one section to the next (rules 19, 20): everything up to the border goes to the server first; the next section is only
// sent once the server has opened it. A section with a clock of its own ends by that clock, a break by its own or by hand. Offline
// the candidate waits at the border, in words, while the clock runs.
import { setText } from './chip.js';
import { pause } from './identity.js';
import { ask, NetworkFailure } from './sender.js';
import { ServerClock } from './timer.js';

const WAIT = 5000;
const LOOK = 500;

// place: {phase: open | break | over, number, is_last, has_own_time} as the page was rendered, or null without clocks.
// dialog: [data-leave] with [data-text], [data-confirm] and [data-cancel]; buttons: [data-leave-section], [data-enter-section].
// on: {over()}: the last section is over, and with it the exam
export class Sections {
  clock = new ServerClock();
  #section = null;
  #isGoing = false;
  #said = null;
  #isUp = false;

  constructor({ place, dialog, sender, protocol, items, url, texts, speak, on }) {
    Object.assign(this, { place, dialog, sender, protocol, items, url, texts, speak, on });
    const part = (name) => dialog?.querySelector(`[data-${name}]`);
    this.parts = { confirm: part('confirm'), cancel: part('cancel'), title: part('title') };
    this.parts.cancel?.addEventListener('click', () => dialog.close());
    this.parts.confirm?.addEventListener('click', () => this.#confirmed());
    dialog?.addEventListener('cancel', (event) => { if (this.#isGoing) event.preventDefault(); });
    this.#onButtons('leaveSection', (section) => this.#askToLeave(section));
    this.#onButtons('enterSection', (section) => this.#go(texts.entering, () => sender.record(0, 'enter_section', section)));
  }

  #onButtons(name, act) {
    const selector = `[data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}]`;
    for (const button of document.querySelectorAll(selector)) button.addEventListener('click', () => act(Number(button.dataset[name])));
  }

  // What every reply says of the sections: the clock, and whether this page still shows where the candidate is.
  onReply(reply, times) {
    if (!this.place || !reply.section || reply.state === 'submitted') return;
    const { phase, number, seconds_left } = reply.section;
    if (phase === this.place.phase && number === this.place.number) {
      this.clock.sync({ ...reply, seconds_left }, times);
    } else if (!this.#isGoing) this.timeUp(phase);
  }

  // The clock of this section or break has run out, or the server says that one is elsewhere.
  timeUp(phase = null) {
    if (this.#isGoing) return;
    if (this.place.phase === 'open' && this.place.is_last && phase !== 'break') this.on.over();
    else this.#go(this.place.phase === 'break' ? this.texts.entering : this.texts.time_up);
  }

  #askToLeave(section) {
    this.#section = section;
    setText(this.dialog, this.place?.has_own_time ? this.texts.leave_timed : this.texts.leave);
    this.dialog.showModal();
  }

  #confirmed() {
    if (this.parts.confirm.getAttribute('aria-disabled') === 'true') return;
    if (this.#isGoing) location.reload(); // what came too late was told
    else this.#go(this.texts.leaving, () => this.sender.record(0, 'leave_section', this.#section));
  }

  async #go(words, record = () => {}) {
    this.#isGoing = true;
    this.items.seal();
    record();
    this.#show(words);
    while (!(await this.sender.flushed(WAIT)) && !this.protocol.blocked) this.#show(this.texts.waiting);
    if (this.place) await this.#opened();
    if (this.protocol.notCounted.size) this.#tellLate();
    else location.reload(); // the server sends what is open now
  }

  // Not before the server says that one is elsewhere, or has more time here: its clock decides.
  async #opened() {
    for (;;) {
      try {
        const { status, reply } = await ask(this.url);
        const { phase, number, seconds_left } = reply.section ?? {};
        if (status < 500 && status !== 429) {
          if (status !== 200 || phase !== this.place.phase || number !== this.place.number || seconds_left > 2) return;
        }
      } catch (error) {
        if (!(error instanceof NetworkFailure)) throw error;
        this.#show(this.texts.waiting);
      }
      await pause(LOOK);
    }
  }

  #show(words) {
    setText(this.dialog, words);
    const title = this.#title(words);
    if (this.parts.title) this.parts.title.textContent = title;
    for (const button of [this.parts.confirm, this.parts.cancel]) button.hidden = true;
    if (!this.dialog.open) this.dialog.showModal();
    if (words !== this.#said) this.speak(`${title}${this.texts.stop}${words.replaceAll('**', '')}`, true);
    this.#said = words;
  }

  #title(words) {
    if (words === this.texts.time_up) this.#isUp = true;
    if (this.place?.phase === 'break') return this.texts.title_break;
    return this.#isUp ? this.texts.title_up : this.texts.title;
  }

  // Kept there and not counted: said before one goes on, and an examiner decides.
  #tellLate() {
    const numbers = [...this.protocol.notCounted.keys()].filter(Boolean).map((slot) => this.items.number(slot));
    this.#show(this.texts.late.replace('%(slots)s', numbers.join(this.texts.comma)));
    this.parts.confirm.hidden = false;
    this.parts.confirm.removeAttribute('aria-disabled');
    this.parts.confirm.focus();
  }
}
