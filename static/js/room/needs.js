// «Needs you»: cards by key, in the server's order. A card that stays is not replaced; a new one is spoken, politely and once.
import { aged } from './clock.js';
import { fill } from '../exam/chip.js';

const SPOKEN = 3;
const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };

export class Needs {
  #cards = new Map();

  constructor({ list, shape, calm, counter, cards, clock, texts, say }) {
    Object.assign(this, { list, shape, calm, counter, clock, texts, say });
    for (const card of cards) {
      const node = list.querySelector(`[data-key="${card.key}"]`);
      if (node) this.#cards.set(card.key, { node, card, known: JSON.stringify(card) });
    }
  }

  get size() { return this.#cards.size; }

  patch(cards) {
    const fresh = cards.filter((card) => !this.#cards.has(card.key));
    const keys = new Set(cards.map((card) => card.key));
    for (const [key, { node }] of this.#cards) if (!keys.has(key)) { this.#keepFocus(node); node.remove(); this.#cards.delete(key); }
    cards.forEach((card, place) => this.#put(card, place));
    this.calm.hidden = cards.length > 0;
    put(this.counter, cards.length ? String(cards.length) : '');
    if (fresh.length) this.#speak(fresh);
  }

  #put(card, place) {
    const said = JSON.stringify(card);
    const held = this.#cards.get(card.key) ?? { node: this.shape.content.firstElementChild.cloneNode(true), known: '' };
    if (held.known !== said) {
      const redraws = JSON.stringify(held.card?.acts) !== JSON.stringify(card.acts);
      Object.assign(held, { card, known: said });
      this.#draw(held, redraws);
      this.#cards.set(card.key, held);
    }
    if (this.list.children[place] !== held.node) this.list.insertBefore(held.node, this.list.children[place] ?? null);
  }

  #draw({ node, card }, redraws) {
    Object.assign(node.dataset, { key: card.key, person: card.person });
    node.firstElementChild.className = card.tone;
    node.querySelector('use').setAttribute('href', `#i-${card.icon}`);
    put(node.querySelector('[data-f=who]'), card.who);
    put(node.querySelector('[data-f=small]'), card.small);
    this.#tell({ node, card });
    if (redraws) this.#acts(node.querySelector('form'), card);
  }

  #acts(form, card) {
    for (const old of form.querySelectorAll('button, input[name=person], input[name=need], input[name=reopening]')) old.remove();
    for (const name of ['person', 'need', 'reopening']) {
      if (!card[name]) continue;
      const field = Object.assign(document.createElement('input'), { type: 'hidden', name, value: card[name] });
      form.append(field);
    }
    for (const each of card.acts) {
      const button = Object.assign(document.createElement('button'), { name: 'act', value: each.act, textContent: each.label });
      button.className = `btn btn-sm ${each.main ? 'btn-primary' : 'btn-outline-secondary'}`;
      button.append(Object.assign(document.createElement('span'), { className: 'visually-hidden', textContent: ` ${card.who}` }));
      form.append(button);
    }
  }

  #tell({ node, card }) {
    put(node.querySelector('[data-f=text]'), aged(card.text, card.since, this.clock.now(), this.texts));
  }

  tick() {
    for (const held of this.#cards.values()) if (held.card.since) this.#tell(held);
  }

  // A card that goes while the keyboard is on it hands the focus to the list's heading, not to nowhere.
  #keepFocus(node) {
    if (!node.contains(document.activeElement)) return;
    const heading = document.getElementById(this.list.closest('section').getAttribute('aria-labelledby'));
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  #speak(fresh) {
    const words = fresh.map(({ who, text }) => `${who} ${text.replace('%(age)s', '').trim()}`);
    this.say(fresh.length > SPOKEN ? fill(this.texts.many_need_you, { n: fresh.length }) : `${this.texts.needs_you} ${words.join(' · ')}`);
  }
}
