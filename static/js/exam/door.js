// Letting a page in again: "continue here" when another page is the writer (rules 3, 4), and the password, in place, when the
// sign-in has ended (rule 27). Answers go on being kept in this browser meanwhile.
//
// POST sign-in-again {password} -> 200, or 4xx with {error}
import { ask, insist, NetworkFailure } from './sender.js';

// button: [data-continue-here]; message: where a refusal is said. on: {taken(opening)}
export function offerTakeOver({ button, message, url, protocol, on }) {
  button?.addEventListener('click', async () => {
    button.setAttribute('aria-disabled', 'true');
    const body = { client_id: protocol.clientId, epoch: protocol.epoch };
    const { status, reply } = await insist(() => ask(url, { method: 'POST', body }));
    button.removeAttribute('aria-disabled');
    if (status === 200) await on.taken(reply);
    else message.textContent = reply.error ?? '';
  });
}

// form: [data-sign-in-again] with one password field and [data-error]. on: {signedIn()}
export class SignInAgain {
  constructor({ form, url, texts, on }) {
    Object.assign(this, { form, url, texts, on });
    this.field = form.querySelector('input[type=password]');
    this.error = form.querySelector('[data-error]');
    form.addEventListener('submit', (event) => { event.preventDefault(); this.#submit(); });
  }

  show(isShown) {
    if (this.form.hidden !== isShown) return;
    this.form.hidden = !isShown;
    if (isShown && !document.activeElement?.matches('textarea, input')) this.field.focus(); // never pull a typing person away
  }

  async #submit() {
    this.#say('');
    try {
      const { status, reply } = await ask(this.url, { method: 'POST', body: { password: this.field.value } });
      this.field.value = '';
      if (status === 200) this.on.signedIn();
      else this.#say(reply.error ?? this.texts.try_again);
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      this.#say(this.texts.try_again);
    }
  }

  #say(text) {
    this.error.textContent = text;
    this.field.setAttribute('aria-invalid', String(Boolean(text)));
  }
}
