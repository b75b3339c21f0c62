// The items on the page: values and flags, the current item, moving between them, opening and closing them for input.
// Markup: article[data-slot][data-number] with fieldset[data-response], button.cf-flag and [data-heading] (tabindex -1).
import { fieldsetOf, isTyped, readResponse, writeResponse } from './fields.js';

export class Items {
  #known = new Map(); // slot -> the value last read, as JSON

  // on: {answer(slot, value, isTyping), flag(slot, isFlagged), move(slot)}
  constructor({ root, on }) {
    this.on = on;
    this.articles = new Map([...root.querySelectorAll('article[data-slot]')].map((each) => [Number(each.dataset.slot), each]));
    this.slots = [...this.articles.keys()];
    this.current = this.slots[0];
    for (const slot of this.slots) this.#known.set(slot, JSON.stringify(this.value(slot)));
    this.close(true); // until the server has opened the page
    for (const type of ['input', 'change', 'compositionend']) root.addEventListener(type, (event) => this.#onInput(event));
    root.addEventListener('focusin', (event) => this.#onFocus(event));
    root.addEventListener('click', (event) => this.#onClick(event));
  }

  #fieldset(slot) { return fieldsetOf(this.articles.get(slot)); }
  #flag(slot) { return this.articles.get(slot).querySelector('.cf-flag'); }
  #slotAt(node) { const article = node.closest?.('article[data-slot]'); return article ? Number(article.dataset.slot) : null; }

  value(slot) { return readResponse(this.#fieldset(slot)); }
  isFlagged(slot) { return this.#flag(slot).getAttribute('aria-pressed') === 'true'; }
  number(slot) { return this.articles.get(slot)?.dataset.number ?? String(slot); }

  // What was typed here and has not reached the page's markup yet: from the queue of this browser.
  restore(event) {
    if (!this.articles.has(event.slot)) return;
    if (event.kind === 'flag') this.#press(event.slot, event.value === true);
    else {
      const value = event.kind === 'clear' ? null : event.value;
      writeResponse(this.#fieldset(event.slot), value);
      this.#known.set(event.slot, JSON.stringify(this.value(event.slot)));
    }
  }

  // Read every field once more: before the time is up, before the page goes away. Input methods may hold text back.
  collect() {
    for (const slot of this.slots) this.#note(slot);
  }

  // For good: the section is left, or the time is up.
  seal() {
    this.close(true);
    this.isSealed = true;
  }

  close(isClosed) {
    if (this.isSealed) return;
    if (isClosed === Boolean(this.isClosed)) return;
    if (isClosed) this.collect();
    for (const slot of this.slots) {
      this.#fieldset(slot).disabled = isClosed;
      this.#flag(slot).disabled = isClosed;
    }
    this.isClosed = isClosed;
  }

  go(slot) {
    const article = this.articles.get(slot);
    if (!article) return;
    this.#makeCurrent(slot);
    article.scrollIntoView({ block: 'start' });
    article.querySelector('[data-heading]').focus({ preventScroll: true });
  }

  step(direction) {
    const at = this.slots.indexOf(this.current) + direction;
    if (at >= 0 && at < this.slots.length) this.go(this.slots[at]);
  }

  toggleFlag(slot = this.current) {
    if (this.isClosed || !this.articles.has(slot)) return; // in a break there is no item
    this.#press(slot, !this.isFlagged(slot));
    this.on.flag(slot, this.isFlagged(slot));
  }

  // The item's fieldset, or that of the item inside a composite where the focus is.
  fieldsetAt(node) {
    const slot = this.#slotAt(node);
    return node.closest?.('fieldset fieldset[data-response]') ?? (slot === null ? null : this.#fieldset(slot));
  }

  #press(slot, isPressed) { this.#flag(slot).setAttribute('aria-pressed', String(isPressed)); }

  #makeCurrent(slot) {
    this.articles.get(this.current)?.removeAttribute('data-current');
    this.current = slot;
    this.articles.get(slot).setAttribute('data-current', '');
    this.on.move(slot);
  }

  #onInput(event) {
    const slot = this.#slotAt(event.target);
    if (slot !== null && !event.isComposing) this.#note(slot); // half a syllable of an input method is no answer yet
  }

  #note(slot) {
    if (this.isClosed) return;
    const value = this.value(slot);
    const text = JSON.stringify(value);
    if (text === this.#known.get(slot)) return;
    this.#known.set(slot, text);
    this.on.answer(slot, value, isTyped(this.#fieldset(slot)));
  }

  #onFocus(event) {
    const slot = this.#slotAt(event.target);
    if (slot !== null && slot !== this.current) this.#makeCurrent(slot);
  }

  #onClick(event) {
    const flag = event.target.closest('.cf-flag');
    if (flag) this.toggleFlag(this.#slotAt(flag));
  }
}
