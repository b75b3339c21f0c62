// Responses in the page's form fields: read, write, and tell typing from choosing. One entry per kind of fieldset
// (`data-response`, set by the item type's template); nothing here knows an item type.
import { readOrder, writeOrder } from './ordering.js';

const inputsOf = (fieldset) => [...fieldset.querySelectorAll('input, textarea, select')];
const wellFormed = (value) => (value.toWellFormed ? value.toWellFormed() : value); // no half emoji on the wire
const textOf = (inputs) => inputs.find((input) => input.matches('textarea'));
const boxOf = (fieldset) => fieldset.querySelector('[data-drawing]');
const isEmpty = (value) => value === null || value === '' || (Array.isArray(value) && value.every(isEmpty));

const KINDS = {
  one: {
    read: (inputs) => inputs.find((input) => input.checked)?.value ?? null,
    write: (inputs, value) => { for (const input of inputs) input.checked = input.value === value; },
  },
  many: {
    read: (inputs) => inputs.filter((input) => input.checked).map((input) => input.value).sort(),
    write: (inputs, value) => { for (const input of inputs) input.checked = (value ?? []).includes(input.value); },
  },
  boolean: {
    read: (inputs) => { const chosen = inputs.find((input) => input.checked); return chosen ? chosen.value === 'true' : null; },
    write: (inputs, value) => { for (const input of inputs) input.checked = input.value === String(value); },
  },
  blanks: {
    read: (inputs) => inputs.map((input) => wellFormed(input.value)),
    write: (inputs, value) => { inputs.forEach((input, index) => { input.value = value?.[index] ?? ''; }); },
    isTyped: true,
  },
  choices: {
    read: (inputs) => inputs.map((input) => input.value),
    write: (inputs, value) => { inputs.forEach((input, index) => { input.value = value?.[index] ?? ''; }); },
  },
  order: { read: readOrder, write: writeOrder },
  parts: { // a composite: each item's own fieldset inside
    read: (_inputs, fieldset) => partsOf(fieldset).map(readResponse),
    write: (_inputs, value, fieldset) => { partsOf(fieldset).forEach((part, index) => writeResponse(part, value?.[index] ?? null)); },
    isTyped: (fieldset) => partsOf(fieldset).some(isTyped),
  },
  drawing: {
    read: (inputs, fieldset) => {
      const [text, files] = [wellFormed(textOf(inputs).value), boxOf(fieldset).dataset.files.split(' ').filter(Boolean)];
      return files.length ? { files, text } : text;
    },
    write: (inputs, value, fieldset) => {
      textOf(inputs).value = value?.text ?? (typeof value === 'string' ? value : '');
      boxOf(fieldset).dataset.files = (value?.files ?? []).join(' ');
      boxOf(fieldset).dispatchEvent(new Event('written'));
    },
    isTyped: true,
  },
  text: {
    read: ([input]) => wellFormed(input.value),
    write: ([input], value) => { input.value = value ?? ''; },
    isTyped: true,
  },
};

const partsOf = (fieldset) => [...fieldset.querySelectorAll('fieldset[data-response]')];
const kindOf = (fieldset) => KINDS[fieldset.dataset.response];
export const fieldsetOf = (item) => item.querySelector('fieldset[data-response]');
export const isTyped = (fieldset) => {
  const { isTyped: typed } = kindOf(fieldset);
  return typeof typed === 'function' ? typed(fieldset) : Boolean(typed);
};

// The response as JSON; null when there is none.
export function readResponse(fieldset) {
  const value = kindOf(fieldset).read(inputsOf(fieldset), fieldset);
  return isEmpty(value) ? null : value;
}

export function writeResponse(fieldset, value) {
  kindOf(fieldset).write(inputsOf(fieldset), value, fieldset);
}

// A letter or number key with the focus in an item: toggles that option, as a click would.
export function toggleOption(fieldset, index) {
  if (partsOf(fieldset).length) return false; // which of its items is meant is not known
  const input = inputsOf(fieldset).filter((each) => each.type === 'radio' || each.type === 'checkbox')[index];
  if (!input || fieldset.disabled) return false;
  input.focus();
  input.click();
  return true;
}
