// The section's form: only the scoring rules that the chosen item type allows can be picked, and their words stand below.
const list = document.querySelector('[data-rules]');
const type = document.querySelector('select[name=item_type]');
const rule = document.querySelector('select[name=scoring_rule]');

function fit() {
  const own = list.querySelector(`[data-type="${type.value}"]`);
  const allowed = own && new Set([...own.querySelectorAll('[data-rule]')].map((line) => line.dataset.rule));
  for (const option of rule.options) {
    option.hidden = option.disabled = Boolean(option.value) && Boolean(allowed) && !allowed.has(option.value) && !option.defaultSelected;
  }
  if (allowed && rule.value && !allowed.has(rule.value) && !rule.selectedOptions[0].defaultSelected) rule.value = '';
  for (const part of list.querySelectorAll('[data-type]')) part.hidden = Boolean(own) && part !== own;
  for (const line of list.querySelectorAll('[data-rule]')) line.classList.toggle('fw-semibold', Boolean(own) && line.dataset.rule === rule.value);
  list.open = Boolean(own);
}

if (list && type && rule) {
  for (const select of [type, rule]) select.addEventListener('change', fit);
  fit();
}
