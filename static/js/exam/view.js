// How the exam looks to this person at this computer: text size in three steps, high contrast, theme. Kept in this browser for
// the person; the page's answers and rules are untouched. By keyboard: Alt+L text size, Alt+H high contrast.
//
// Works by itself, before and without the other scripts. Markup: [data-view] with radios name="text-size" and name="theme" and a
// checkbox name="contrast"; spoken in #say. Texts and person come in script#exam-data.

export const SIZES = ['1', '2', '3'];
export const nextSize = (size) => SIZES[(SIZES.indexOf(size) + 1) % SIZES.length];

// What was kept, made sound: an unknown size is the first, and where nothing was chosen the system's wish for contrast counts.
export function soundView(kept, wantsContrast) {
  return {
    size: SIZES.includes(kept?.size) ? kept.size : SIZES[0],
    contrast: typeof kept?.contrast === 'boolean' ? kept.contrast : wantsContrast,
  };
}

const YEAR = 365 * 24 * 3600;
const root = document.documentElement;
const place = (person) => `certify-view-${person}`;

function recall(person) {
  try {
    return JSON.parse(localStorage.getItem(place(person)));
  } catch {
    return null; // no storage, or not ours: the page looks as it does without a choice
  }
}

function keep(person, view) {
  try {
    localStorage.setItem(place(person), JSON.stringify(view));
  } catch {
    // a browser without storage forgets the choice with the page
  }
}

function show(view) {
  root.dataset.text = view.size;
  root.toggleAttribute('data-contrast', view.contrast);
  document.querySelector('article[data-current]')?.scrollIntoView({ block: 'nearest' });
}

function chooseTheme(choice) {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `theme=${choice}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.themeChoice = choice;
  root.dataset.bsTheme = choice === 'auto' ? (dark ? 'dark' : 'light') : choice;
}

function listen(menu, person, texts) {
  const view = soundView(recall(person), matchMedia('(prefers-contrast: more)').matches);
  const fields = { size: [...menu.querySelectorAll('[name=text-size]')], theme: [...menu.querySelectorAll('[name=theme]')] };
  const contrast = menu.querySelector('[name=contrast]');
  const say = (text) => { document.querySelector('#say').textContent = text; };

  function draw() {
    show(view);
    for (const radio of fields.size) radio.checked = radio.value === view.size;
    contrast.checked = view.contrast;
  }

  function change(changes, text) {
    Object.assign(view, changes);
    keep(person, view);
    draw();
    if (text) say(text);
  }

  for (const radio of fields.size) radio.addEventListener('change', () => change({ size: radio.value }));
  for (const radio of fields.theme) {
    radio.checked = radio.value === (root.dataset.themeChoice || 'auto');
    radio.addEventListener('change', () => chooseTheme(radio.value));
  }
  contrast.addEventListener('change', () => change({ contrast: contrast.checked }));
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.code === 'KeyL') change({ size: nextSize(view.size) }, texts[`size_${nextSize(view.size)}`]);
    else if (event.code === 'KeyH') change({ contrast: !view.contrast }, view.contrast ? texts.contrast_off : texts.contrast_on);
    else return;
    event.preventDefault();
  });
  draw();
}

// What stands below the bar at the top must know how high it is: banners come and go, letters grow.
function measureTop(header) {
  const tell = () => {
    const isTall = header.offsetHeight > innerHeight / 2;
    root.toggleAttribute('data-tall-top', isTall);
    root.style.setProperty('--cf-exam-top', isTall ? '0px' : `${header.offsetHeight}px`);
  };
  new ResizeObserver(tell).observe(header);
  addEventListener('resize', tell);
}

const menu = document.querySelector('[data-view]');
if (menu) {
  measureTop(menu.closest('header'));
  const { person, texts } = JSON.parse(document.querySelector('#exam-data').textContent);
  listen(menu, person, texts.view);
}
