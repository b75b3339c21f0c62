// Pictures and sound of the items. A sound is fetched whole when its section opens and kept in the page's memory; a picture that
// did not come is fetched again until it does: whatever was here once is still here without a network.
// A picture can be enlarged from the keyboard; Escape closes it.
import { setText } from './chip.js';
import { pause } from './identity.js';

const TIME_LIMIT = 60_000;
const RETRY = [1000, 2000, 4000, 8000, 15_000];

// The next try: after a while, or as soon as the network is back.
const soon = (failures) => Promise.race([
  pause(RETRY[Math.min(failures, RETRY.length - 1)]),
  new Promise((resolve) => { addEventListener('online', resolve, { once: true }); }),
]);

// The file's bytes as an address of this page; null when the server gives it no more.
async function fetchWhole(address, onFailure = () => {}) {
  for (let failures = 0; ; failures += 1) {
    try {
      const response = await fetch(address, { credentials: 'same-origin', signal: AbortSignal.timeout(TIME_LIMIT) });
      if (response.ok) return URL.createObjectURL(await response.blob());
      if (response.status < 500 && response.status !== 429 && response.status !== 401) return null;
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error; // no network, or too slow
    }
    onFailure();
    await soon(failures);
  }
}

class Notice {
  constructor(element, text) { Object.assign(this, { element, text }); }

  show() {
    if (this.line) return;
    this.line = Object.assign(document.createElement('span'), { className: 'cf-media-note', textContent: this.text });
    this.line.setAttribute('role', 'status');
    this.element.after(this.line);
  }

  end() { this.line?.remove(); }
}

async function keepSound(audio, texts) {
  const { src } = audio;
  const notice = new Notice(audio, texts.sound_waits);
  const whole = await fetchWhole(src, () => notice.show());
  notice.end();
  if (whole) audio.src = whole;
}

async function keepPicture(image, texts) {
  const { src } = image;
  await image.decode().catch(async () => {
    if (image.naturalWidth) return;
    const notice = new Notice(image, texts.picture_waits);
    notice.show();
    const whole = await fetchWhole(src);
    notice.end();
    if (whole) image.src = whole;
  });
}

function offerEnlarging(image, dialog, texts) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm btn-outline-secondary cf-enlarge', textContent: texts.enlarge });
  button.setAttribute('aria-label', `${texts.enlarge} ${image.alt}`);
  button.addEventListener('click', () => {
    const [shown, words] = [dialog.querySelector('img'), dialog.querySelector('[data-text]')];
    Object.assign(shown, { src: image.currentSrc || image.src, alt: image.alt });
    setText(words, image.alt);
    dialog.showModal();
  });
  (image.closest('label, legend') ?? image).after(button);
}

const texts = JSON.parse(document.querySelector('#exam-data').textContent).texts.media;
const root = document.querySelector('main');
const dialog = document.querySelector('[data-picture]');
for (const image of root.querySelectorAll('img.cf-media')) {
  keepPicture(image, texts);
  offerEnlarging(image, dialog, texts);
}
for (const audio of root.querySelectorAll('audio')) keepSound(audio, texts);
