// Keys of the exam page: Alt+N / Alt+P next and previous item, Alt+M flag, Alt+K answer card, Alt+J time left and save state;
// with the focus in an item A-F or 1-6 toggle an option. No key hands a paper in.
import { toggleOption } from './fields.js';

const isText = (node) => node.matches('textarea, input:not([type=radio]):not([type=checkbox]), select, [contenteditable]');

function optionIndex(key) {
  if (/^[a-f]$/i.test(key)) return key.toLowerCase().charCodeAt(0) - 97;
  return /^[1-6]$/.test(key) ? Number(key) - 1 : -1;
}

export function listenToKeys({ items, openCard, tellTime }) {
  const commands = {
    KeyN: () => items.step(1),
    KeyP: () => items.step(-1),
    KeyM: () => items.toggleFlag(),
    KeyK: openCard,
    KeyJ: tellTime,
  };
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (!commands[event.code]) return; // the key's place, since Alt changes its letter on some systems
      event.preventDefault();
      commands[event.code]();
      return;
    }
    if (isText(event.target)) return;
    const fieldset = items.fieldsetAt(event.target);
    const index = optionIndex(event.key);
    if (fieldset && index >= 0 && toggleOption(fieldset, index)) event.preventDefault();
  });
}
