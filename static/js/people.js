// Sign-in slips: the print button appears where there is a script to press it. Passwords: a button that shows what was typed.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
export function dress(root) {
  for (const button of root.querySelectorAll('[data-reveal]')) {
    const field = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener('click', () => {
      const shown = field.type === 'text';
      field.type = shown ? 'password' : 'text';
      button.setAttribute('aria-pressed', String(!shown));
      button.textContent = shown ? button.dataset.show : button.dataset.hide;
    });
    field.form?.addEventListener('submit', () => { field.type = 'password'; });
  }
}

dress(document);
