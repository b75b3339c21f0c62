// Attaching a picture to an answer: shrunk on a canvas (a phone's photo fits, and what the camera wrote beside it stays behind),
// kept on this machine, shown, taken away again. The answer's value then names it: {files: [sha-256], text}.
// Markup: .cf-drawing[data-drawing][data-most][data-files] with [data-pictures], input[type=file] and [data-state].
import { fill } from './chip.js';

const LONGEST = 2000;
const QUALITY = 0.85;
const MOST_BYTES = 5 * 2 ** 20;

// The picture as JPEG bytes; throws what the browser throws when it can't read it.
async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement('canvas'), {
    width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)),
  });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff'; // a drawing on nothing is a drawing on paper
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', QUALITY); });
  if (!blob) throw new TypeError('no picture');
  return new Uint8Array(await blob.arrayBuffer());
}

class Drawing {
  #shown = new Map(); // name -> address of this page

  constructor(box, { uploads, texts, url }) {
    Object.assign(this, { box, uploads, texts, url, most: Number(box.dataset.most) });
    this.fieldset = box.closest('fieldset');
    this.list = box.querySelector('[data-pictures]');
    this.state = box.querySelector('[data-state]');
    this.input = box.querySelector('input[type=file]');
    this.input.disabled = false; // the fieldset decides from here on
    this.input.addEventListener('change', () => this.#add());
    box.addEventListener('written', () => this.draw());
    this.draw();
  }

  get names() { return this.box.dataset.files.split(' ').filter(Boolean); }

  #say(text, values = {}) { this.state.textContent = fill(text, values); }

  async #add() {
    const [file] = this.input.files;
    this.input.value = '';
    if (!file) return;
    if (this.names.length >= this.most) { this.#say(this.texts.full, { n: this.most }); return; }
    this.#say(this.texts.reading);
    const bytes = await shrink(file).catch(() => null);
    if (!bytes) { this.#say(this.texts.unreadable); return; }
    if (bytes.length > MOST_BYTES) { this.#say(this.texts.too_large); return; }
    const name = await this.uploads.keep(bytes);
    if (this.fieldset.disabled) { this.#say(this.texts.closed); return; } // paused, or the time was up meanwhile
    this.#shown.set(name, URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })));
    this.#set([...new Set([...this.names, name])]);
  }

  #set(names) {
    this.box.dataset.files = names.join(' ');
    this.draw();
    this.fieldset.dispatchEvent(new Event('change', { bubbles: true }));
  }

  async #address(name) {
    if (!this.#shown.has(name)) {
      const bytes = this.uploads.waiting.has(name) ? await this.uploads.pictures.get(name) : null;
      this.#shown.set(name, bytes ? URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) : `${this.url}/${name}`);
    }
    return this.#shown.get(name);
  }

  draw() {
    this.list.replaceChildren(...this.names.map((name, index) => this.#item(name, index + 1)));
    this.tell();
  }

  #item(name, number) {
    const item = document.createElement('li');
    const image = Object.assign(document.createElement('img'), { className: 'cf-media', alt: fill(this.texts.picture, { n: number }) });
    this.#address(name).then((address) => { image.src = address; });
    const take = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm btn-outline-secondary', textContent: this.texts.remove });
    take.setAttribute('aria-label', `${this.texts.remove} ${image.alt}`);
    take.addEventListener('click', () => {
      this.#set(this.names.filter((each) => each !== name));
      this.input.focus();
    });
    item.append(image, take);
    return item;
  }

  // Where the pictures are, in words.
  tell() {
    const n = this.names.filter((name) => this.uploads.waiting.has(name)).length;
    if (n) this.#say(this.uploads.pictures.isDurable ? this.texts.waiting : this.texts.waiting_here, { n });
    else this.#say(this.names.length ? this.texts.stored : '');
    this.input.closest('label').classList.toggle('disabled', this.names.length >= this.most);
  }

  refused(name, words) {
    if (!this.names.includes(name)) return;
    this.#set(this.names.filter((each) => each !== name));
    this.#say(words || this.texts.unreadable);
  }
}

export class Drawings {
  constructor(root, tools) {
    this.boxes = [...root.querySelectorAll('[data-drawing]')].map((box) => new Drawing(box, tools));
  }

  stored() { for (const each of this.boxes) each.tell(); }
  refused(name, words) { for (const each of this.boxes) each.refused(name, words); }
}
