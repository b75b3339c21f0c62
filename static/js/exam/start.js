// The start page asks the browser itself whether it can keep answers safely: behind some proxies the server can't know. For a
// scored exam the button then waits, and the page says why; the server refuses by itself what it can see.
const refusal = document.querySelector('[data-not-secure]');
if (refusal && !isSecureContext) {
  refusal.setAttribute('role', 'alert');
  refusal.hidden = false;
  for (const button of document.querySelectorAll('[data-begin]')) {
    button.disabled = true;
    button.setAttribute('aria-describedby', refusal.id);
  }
}
