// What the page tells of itself with each poll: how many answers have waited too long, whether it is seen, and signals.
// A signal is evidence for a person, with a time; nothing follows from it by itself. It is sent until the server has it.

const WAITED = 8000; // milliseconds: what is younger is on its way and no news
const AT_ONCE = 20;
const AWAY_SECONDS = 1; // shorter than this is a twitch of the window manager
const PASTED = 20; // characters: shorter is a word, not a passage

export class Watch {
  #signals = [];
  #number = 0;
  #leftAt = null;

  constructor(protocol) {
    this.protocol = protocol;
    const look = () => (document.hidden || !document.hasFocus() ? this.#leave() : this.#comeBack());
    for (const type of ['blur', 'focus', 'pageshow']) addEventListener(type, look);
    document.addEventListener('visibilitychange', look);
    document.addEventListener('paste', (event) => this.#paste(event.clipboardData?.getData('text').length ?? 0));
  }

  #leave() { this.#leftAt ??= new Date(); }

  #comeBack() {
    const since = this.#leftAt;
    this.#leftAt = null;
    const seconds = since ? Math.round((Date.now() - since) / 1000) : 0;
    if (seconds >= AWAY_SECONDS) this.#add('focus_lost', since, seconds);
  }

  #paste(characters) { if (characters >= PASTED) this.#add('paste', new Date(), characters); }

  // Numbers grow with the clock, so that a page that was loaded anew doesn't use its own again.
  #add(kind, at, amount) {
    this.#number = Math.max(this.#number + 1, Date.now());
    this.#signals.push({ number: this.#number, kind, client_time: at.toISOString(), amount: Math.min(Math.max(amount, 0), 1_000_000) });
  }

  get unsent() {
    const { oldestAt } = this.protocol;
    return oldestAt !== null && performance.now() - oldestAt > WAITED ? this.protocol.pendingSlots().size : 0;
  }

  report() {
    const { clientId, epoch } = this.protocol;
    return { client_id: clientId, epoch, unsent: this.unsent, visible: !document.hidden, signals: this.#signals.slice(0, AT_ONCE) };
  }

  // The server has these.
  settle({ signals }) {
    const kept = new Set(signals.map(({ number }) => number));
    this.#signals = this.#signals.filter(({ number }) => !kept.has(number));
  }

  // Something that the server hasn't heard since `last` was reported.
  hasNews(last) {
    return !last || this.#signals.length > 0 || this.unsent !== last.unsent || last.visible === document.hidden;
  }
}
