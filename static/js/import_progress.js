// How far the job process is with a large file: asked for every second, longer apart while nothing moves; done, the page comes anew.
const box = document.querySelector('[data-progress]');
const part = (name) => box.querySelector(`[data-${name}]`);
let pause = 1000;
let last = '';
let said = 0;

const show = (state) => {
  const bar = part('bar');
  part('label').textContent = state.label;
  part('counted').textContent = state.counted;
  part('again').hidden = !state.again;
  if (state.total) { bar.max = state.total; bar.value = state.done; } else { bar.removeAttribute('value'); }
  const tenth = state.total ? Math.floor((10 * state.done) / state.total) : 0;
  if (tenth !== said) { said = tenth; part('said').textContent = `${state.label} ${state.counted}`; } // a tenth at a time is enough to hear
};

const ask = async () => {
  try {
    const reply = await fetch(box.dataset.progress, { headers: { Accept: 'application/json' } });
    if (reply.ok) {
      const state = await reply.json();
      if (!state.busy) { location.reload(); return; }
      const now = `${state.stage} ${state.done}`;
      pause = now === last ? Math.min(pause * 1.5, 5000) : 1000;
      last = now;
      show(state);
    }
  } catch { pause = 5000; } // offline: asked again
  setTimeout(ask, pause);
};
if (box) setTimeout(ask, pause);
