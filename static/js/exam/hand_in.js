// Checking and handing in (rules 21, 22): what is answered, flagged and unsent; the button waits for unsent answers; gaps need
// an explicit "without them". When the time is up it hands in by itself, or waits for the server to have done so.
//
// POST hand-in {client_id, epoch, highest_sequence, events, without}
//   -> 200 {state: "submitted", outcomes, ...standing}, 409 {error, missing, outcomes?, ...standing}
import { pause } from './identity.js';
import { ask, insist, NetworkFailure } from './sender.js';

const RETRY = 3000;

export class HandIn {
  // dialog: [data-hand-in] with [data-summary], [data-waiting], [data-message], buttons [data-confirm], [data-without].
  // on: {done(), reply(reply, times)}
  constructor({ dialog, texts, fill, urls, protocol, sender, items, card, on }) {
    Object.assign(this, { dialog, texts, fill, urls, protocol, sender, items, card, on });
    const part = (name) => dialog.querySelector(`[data-${name}]`);
    this.parts = Object.fromEntries(['summary', 'waiting', 'message', 'confirm', 'without'].map((name) => [name, part(name)]));
    this.missing = [];
    this.parts.confirm.addEventListener('click', () => { if (!this.#mustWait()) this.send([]); });
    this.parts.without.addEventListener('click', () => this.send(this.missing));
    dialog.addEventListener('click', (event) => this.#onLink(event));
  }

  open() {
    this.items.collect();
    this.sender.kick();
    this.#say('');
    this.refresh();
    this.dialog.showModal();
  }

  get isOpen() { return this.dialog.open; }

  #mustWait() { return this.protocol.pending().length > 0; }

  refresh() {
    const waiting = this.protocol.pendingSlots().size;
    this.parts.summary.replaceChildren(...this.#summary());
    this.parts.waiting.hidden = waiting === 0;
    this.parts.waiting.textContent = this.fill(this.texts.waiting, { n: waiting });
    this.parts.confirm.setAttribute('aria-disabled', String(waiting > 0));
  }

  // The counts, then the unanswered and the flagged ones: each number a link to its item.
  #summary() {
    const { texts, card } = this;
    const [unanswered, flagged] = [card.unanswered(), card.flagged()];
    const counts = { n: this.items.slots.length, answered: card.answered().length, unanswered: unanswered.length, flagged: flagged.length };
    const list = (text, slots) => (slots.length ? [document.createElement('br'), text, ...this.#links(slots)] : []);
    return [this.fill(texts.total, counts), ...list(texts.unanswered, unanswered), ...list(texts.flagged, flagged)];
  }

  #links(slots) {
    const links = slots.map((slot) => {
      const link = Object.assign(document.createElement('a'), { href: `#q${slot}`, textContent: this.items.number(slot) });
      link.dataset.slot = slot;
      return link;
    });
    return links.flatMap((link) => [' ', link]);
  }

  #onLink(event) {
    const link = event.target.closest('a[data-slot]');
    if (!link) return;
    event.preventDefault();
    this.dialog.close();
    this.items.go(Number(link.dataset.slot));
  }

  #request(without) {
    const batch = this.protocol.take(performance.now(), true);
    const { clientId, epoch, sequence } = this.protocol;
    return { client_id: clientId, epoch, highest_sequence: sequence, events: batch?.events ?? [], without };
  }

  // The candidate's own hand-in.
  async send(without) {
    try {
      const answer = await ask(this.urls.hand_in, { method: 'POST', body: this.#request(without) });
      await this.#read(answer);
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      this.protocol.fail('network', performance.now());
      this.#say(this.texts.no_network);
    }
    this.sender.start();
  }

  async #read({ status, reply, ...times }) {
    if (reply.outcomes) await this.sender.judged(reply, times);
    else this.sender.unjudged(status);
    if (status === 200) return this.on.done();
    this.missing = reply.missing ?? [];
    const known = new Set(this.protocol.pending().map((event) => event.sequence));
    this.parts.without.hidden = !this.missing.length || this.missing.some((sequence) => known.has(sequence));
    return this.#say(reply.error ?? this.texts.try_again);
  }

  #say(text) {
    this.parts.message.textContent = text;
    if (!text) this.parts.without.hidden = true;
  }

  // Time is up: everything first, then the hand-in; once the server has closed the paper by itself, that is as good.
  async atTimeUp() {
    for (;;) {
      if (await this.sender.flushed(RETRY)) {
        const answer = await insist(() => ask(this.urls.hand_in, { method: 'POST', body: this.#request(this.protocol.gaps()) }));
        if (answer.status === 200) return this.on.done();
        this.sender.unjudged(answer.status);
        this.on.reply(answer.reply, answer); // "submitted" ends the page
      }
      await pause(RETRY);
    }
  }
}
