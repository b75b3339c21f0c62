// Every act: the server says in a dialog what will happen and to whom, then does it, and says for whom it could not be done.
// A form marked data-ask works without this as well, on pages of its own.
import { fill } from '../exam/chip.js';

const parse = (text) => new DOMParser().parseFromString(text, 'text/html');

export class Acts {
  #asks = 0;

  // on: {look(person), group(need), done()}
  constructor({ dialog, toast, texts, on }) {
    Object.assign(this, { dialog, toast, texts, on });
    document.addEventListener('submit', (event) => this.#onSubmit(event));
    dialog.addEventListener('click', (event) => {
      if (event.target.closest('[data-cancel]')) { event.preventDefault(); dialog.close(); }
    });
    dialog.addEventListener('input', () => this.#fresh());
    dialog.addEventListener('close', () => { this.#asks += 1; this.from?.isConnected && this.from.focus({ preventScroll: true }); });
  }

  get isOpen() { return this.dialog.open; }

  #onSubmit(event) {
    const form = event.target;
    if (!form.matches('[data-ask], [data-act]')) return;
    event.preventDefault();
    const button = event.submitter;
    if (!navigator.onLine) { this.#fail(form, this.texts.offline); return; }
    if (button?.getAttribute('aria-disabled') === 'true') return;
    if (form.matches('[data-act]')) this.#act(form, button);
    else if (button.value === 'look') this.#look(form);
    else this.#ask(form, button);
  }

  #look(form) {
    const data = new FormData(form);
    if (data.get('person')) this.on.look(data.get('person')); else this.on.group(data.get('need'));
  }

  async #ask(form, button) {
    const ask = (this.#asks += 1);
    this.from = button;
    const data = new FormData(form, button);
    const reply = await this.#send(form, data, button, 'text/html');
    if (!reply || ask !== this.#asks) return;
    this.#show(parse(await reply.text()));
  }

  // A page of the server, its form taken out; the keyboard begins at the way back.
  #show(page) {
    const form = page.querySelector('[data-act]');
    if (!form) { this.#tell(this.texts.failed); return; }
    this.dialog.replaceChildren(document.adoptNode(form));
    this.#fresh();
    if (!this.dialog.open) this.dialog.showModal();
    (form.querySelector('[data-focus]') ?? form.querySelector('[data-cancel]')).focus();
  }

  // The title says the minutes as they are typed.
  #fresh() {
    const title = this.dialog.querySelector('[data-with-minutes]');
    const minutes = this.dialog.querySelector('[name=minutes]')?.value;
    if (title && minutes) title.textContent = title.dataset.withMinutes.replace('{n}', minutes);
  }

  async #act(form, button) {
    const reply = await this.#send(form, new FormData(form), button, 'application/json');
    if (!reply) return;
    if ((reply.headers.get('Content-Type') ?? '').startsWith('text/html')) { this.#show(parse(await reply.text())); return; }
    const said = await reply.json();
    this.on.done();
    if (said.not_done.length) { this.#explain(said); return; }
    this.dialog.close();
    this.#tell(said.message);
  }

  // Who was left out, and why: it stays until it was read.
  #explain({ message, not_done }) {
    const make = (tag, text, properties = {}) => Object.assign(document.createElement(tag), { textContent: text, ...properties });
    const list = make('ul', '', { className: 'cf-probs mb-3' });
    for (const each of not_done) {
      const item = make('li', '');
      item.append(make('b', `${each.seat} ${each.name}`), make('span', each.why));
      list.append(item);
    }
    const close = make('button', this.texts.close, { className: 'btn btn-primary', type: 'button' });
    close.addEventListener('click', () => this.dialog.close());
    this.dialog.replaceChildren(
      make('h2', fill(this.texts.not_done, { n: not_done.length }), { id: 'act-title' }), make('p', message), list, close);
    close.focus();
  }

  async #send(form, data, button, accept) {
    button?.setAttribute('aria-disabled', 'true');
    try {
      const reply = await fetch(form.action, {
        method: 'POST', body: new URLSearchParams(data), credentials: 'same-origin', headers: { Accept: accept },
      });
      if (reply.ok || reply.status === 422) return reply;
      const said = await reply.json().catch(() => ({}));
      this.#fail(form, said.error ?? (reply.status === 401 ? this.texts.signed_out : this.texts.failed));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch names a broken network so
      this.#fail(form, this.texts.no_network);
    } finally {
      button?.removeAttribute('aria-disabled');
    }
    return null;
  }

  // In the dialog where there is one open, else as a passing word.
  #fail(form, text) {
    if (!this.dialog.open || !this.dialog.contains(form)) { this.#tell(text); return; }
    let line = this.dialog.querySelector('[data-failed]');
    if (!line) {
      line = Object.assign(document.createElement('p'), { className: 'text-danger mb-0 mt-2' });
      line.dataset.failed = '';
      line.setAttribute('role', 'alert');
      form.append(line);
    }
    line.textContent = text;
  }

  #tell(text) {
    this.toast.textContent = text;
    clearTimeout(this.gone);
    this.gone = setTimeout(() => { this.toast.textContent = ''; }, 8000);
  }
}
