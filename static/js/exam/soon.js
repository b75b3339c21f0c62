// The server is about to write the time-out down: ask from time to time, and show the receipt once it is there.
import { pause } from './identity.js';

const WAIT = 3000;

for (;;) {
  await pause(WAIT);
  const reply = await fetch(location.href, { cache: 'no-store', redirect: 'follow' }).catch(() => null); // offline: asked again
  if (reply && reply.status !== 202 && reply.status < 500) {
    location.replace(reply.url);
    break;
  }
}
