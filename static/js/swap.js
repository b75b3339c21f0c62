// Forms and links that change only a part of the page: fetch the whole page, take the named parts of it, keep scroll and focus.
export const typed = (form, button) => {
  const data = new FormData(form);
  if (button?.name) data.set(button.name, button.value);
  return data;
};

export const load = async (url, options = {}) => {
  const reply = await fetch(url, { credentials: 'same-origin', headers: { Accept: 'text/html' }, ...options });
  const type = reply.headers.get('Content-Type') ?? '';
  if (!type.startsWith('text/html') || ![200, 409, 422].includes(reply.status)) return null;
  return { url: reply.url, page: new DOMParser().parseFromString(await reply.text(), 'text/html') };
};

export const swap = (page, selectors, scrolled = []) => {
  const places = scrolled.map((selector) => [selector, document.querySelector(selector)?.scrollTop ?? 0]);
  const focused = document.activeElement?.id;
  for (const selector of selectors) {
    const [here, there] = [document.querySelector(selector), page.querySelector(selector)];
    if (here && there) here.replaceWith(document.adoptNode(there));
  }
  for (const [selector, top] of places) document.querySelector(selector)?.scrollTo({ top });
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
};

export const grow = (root = document) => {
  for (const box of root.querySelectorAll('textarea')) {
    box.style.height = 'auto';
    if (box.scrollHeight) box.style.height = `${box.scrollHeight + 2}px`;
  }
};

export const withScript = (root = document) => {
  for (const part of root.querySelectorAll('[data-without-script]')) part.hidden = true;
  grow(root);
};
