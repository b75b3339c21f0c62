// Which page this is: a random client id (rule 3). A tab keeps its id over reloads; the last writer's id is kept beside the
// queue, so that a browser that crashed writes on as itself. A lock lets one page at a time use an id: a cloned tab gets a
// new one and is read-only until "continue here".

const slotName = (attempt) => `certify-client-${attempt}`;
export const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
export const newClientId = () => `p-${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

// Resolves to true once this page holds the lock (as long as it lives), to false when another page does.
function hold(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    }).catch(() => resolve(true));
  });
}

// A reloaded page may come before its former self has let go: on a slow computer by a second.
const isReload = performance.getEntriesByType('navigation')[0]?.type === 'reload';
async function holdSoon(name) {
  for (let left = isReload ? 20 : 3; left > 0; left -= 1) {
    if (await hold(name)) return true;
    await pause(100);
  }
  return false;
}

export async function identify(attempt, queue) {
  const known = new Set([sessionStorage.getItem(slotName(attempt)), queue.clientId].filter(Boolean));
  for (const id of known) if (await holdSoon(`certify-${id}`)) return remember(attempt, id);
  return renewIdentity(attempt);
}

// A fresh id for this page, kept by the tab.
export async function renewIdentity(attempt) {
  const id = newClientId();
  await hold(`certify-${id}`);
  return remember(attempt, id);
}

function remember(attempt, id) {
  sessionStorage.setItem(slotName(attempt), id);
  return id;
}
