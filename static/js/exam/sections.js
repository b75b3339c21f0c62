// Leaving a linear section (rules 19, 20): everything up to the border goes to the server first; the next section is only sent
// once the lock is acknowledged. Offline the candidate waits at the border, in words, while the clock runs.
import { setText } from './chip.js';

const WAIT = 30_000;

// Buttons: [data-leave-section] in the page; dialog: [data-leave] with [data-text], [data-confirm] and [data-cancel].
export function listenToSections({ dialog, sender, protocol, items, texts }) {
  if (!dialog) return;
  const confirm = dialog.querySelector('[data-confirm]');
  const cancel = dialog.querySelector('[data-cancel]');
  let section = null;

  async function leave() {
    confirm.setAttribute('aria-disabled', 'true');
    items.seal();
    sender.record(0, 'leave_section', section);
    setText(dialog, texts.leaving);
    while (!(await sender.flushed(WAIT)) && !protocol.blocked) setText(dialog, texts.waiting);
    location.reload(); // the server sends what is open now
  }

  cancel.addEventListener('click', () => dialog.close());
  confirm.addEventListener('click', () => { if (confirm.getAttribute('aria-disabled') !== 'true') leave(); });
  for (const button of document.querySelectorAll('[data-leave-section]')) {
    button.addEventListener('click', () => {
      section = Number(button.dataset.leaveSection);
      setText(dialog, texts.leave);
      dialog.showModal();
    });
  }
}
