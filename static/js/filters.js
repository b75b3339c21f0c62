// Filter bars on the phone: all but the first condition fold away behind a button; without a script they stay open.
for (const bar of document.querySelectorAll('[data-fold]')) {
  const button = bar.querySelector('[data-more]');
  const used = [...bar.querySelectorAll('.more :is(input, select)')].filter((field) => field.value !== '').length;
  bar.dataset.fold = used ? 'open' : 'closed';
  button.hidden = false;
  button.setAttribute('aria-expanded', String(used > 0));
  button.addEventListener('click', () => {
    const open = bar.dataset.fold !== 'open';
    bar.dataset.fold = open ? 'open' : 'closed';
    button.setAttribute('aria-expanded', String(open));
    if (open) bar.querySelector('.more :is(input, select)')?.focus();
  });
}
