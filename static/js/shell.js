// Every page: follow the system's theme where no choice was made, focus the error summary, close open menus on Escape or a click elsewhere.
const root = document.documentElement;
if (root.dataset.themeChoice === 'auto') {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const follow = () => { root.dataset.bsTheme = dark.matches ? 'dark' : 'light'; };
  follow();
  dark.addEventListener('change', follow);
}
document.querySelector('[data-focus]')?.focus();
const menus = [...document.querySelectorAll('details.cf-menu')];
document.addEventListener('click', (event) => {
  for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of menus) if (menu.open) { menu.open = false; menu.querySelector('summary').focus(); }
});
for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', () => { for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true'); });
}
