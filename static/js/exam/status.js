// Draws what is true where: answer card, chip and banner, and the doors (continue here, sign in again). Decides nothing.

export class Status {
  isOver = false;

  constructor({ protocol, queue, clock, news, items, card, chip, signIn, continueHere, comma }) {
    Object.assign(this, { protocol, queue, clock, news, items, card, chip, signIn, continueHere, comma });
  }

  draw() {
    const waiting = this.protocol.pendingSlots();
    for (const slot of this.items.slots) {
      const answered = this.items.value(slot) !== null;
      this.card.set(slot, { answered, flagged: this.items.isFlagged(slot), waiting: waiting.has(slot) });
    }
    this.card.draw(this.items.current);
    const lost = [...this.protocol.notCounted.keys()];
    this.chip.show(this.#view(waiting.size, lost.length), this.#values(waiting.size, lost));
    this.continueHere.hidden = !this.protocol.isOpen || this.protocol.writer || this.isOver;
    this.signIn.show(this.protocol.blocked === 'signed_out');
  }

  #view(pending, notCounted) {
    const { protocol, clock, news } = this;
    const since = (time) => (time === null || time === undefined ? 0 : performance.now() - time);
    return {
      isOpen: protocol.isOpen,
      writer: protocol.writer,
      wasWriter: protocol.wasWriter,
      over: this.isOver,
      timeUp: clock.secondsLeft() <= 0,
      paused: news.state === 'paused',
      blocked: protocol.blocked,
      isOnline: navigator.onLine && protocol.failure !== 'network',
      isDurable: this.queue.isDurable,
      pending,
      notCounted,
      pendingFor: since(protocol.oldestAt),
      savingFor: since(protocol.inFlight?.since),
      savedAt: news.savedAt,
    };
  }

  #values(n, lost) {
    return {
      ...this.news.values(),
      n,
      lost: lost.length,
      slots: lost.map((slot) => this.items.number(slot)).join(this.comma),
      total: this.items.slots.length,
      held: this.card.answered().length - n,
      time: this.news.savedAt ?? '',
    };
  }
}
