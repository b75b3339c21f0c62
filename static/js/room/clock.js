// The server's clock in this browser, and times as the page writes them. The same shapes as in certify/delivery/routes/room_words.py.
import { fill } from '../exam/chip.js';

export class RoomClock {
  constructor(serverNow, monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    this.sync(serverNow);
  }

  sync(serverNow) {
    this.offset = serverNow - this.monotonic();
  }

  now() { return this.monotonic() + this.offset; }
}

const two = (number) => String(number).padStart(2, '0');

// 40 秒, 2 分 10 秒, 12 分钟, 1 小时 5 分
export function age(seconds, texts) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  if (whole < 60) return fill(texts.seconds, { n: whole });
  if (minutes < 10) return fill(texts.minutes_seconds, { m: minutes, s: whole % 60 });
  if (minutes < 60) return fill(texts.minutes, { m: minutes });
  return fill(texts.hours_minutes, { h: Math.floor(minutes / 60), m: minutes % 60 });
}

// On a seat, where seconds would only flicker: 40 秒, 2 分钟
const roughAge = (seconds, texts) => (seconds >= 60 && seconds < 600 ? fill(texts.minutes, { m: Math.floor(seconds / 60) }) : age(seconds, texts));

// A text with its age filled in; `since` and `now` in milliseconds.
export function aged(text, since, now, texts) {
  if (!since) return text;
  const seconds = (now - since) / 1000;
  return text.replace('%(age)s', () => age(seconds, texts)).replace('%(rough)s', () => roughAge(seconds, texts));
}

// Time left: minutes, below ten with the seconds.
export function left(seconds, texts) {
  const whole = Math.max(0, Math.floor(seconds));
  return whole >= 600 ? fill(texts.minutes, { m: Math.floor(whole / 60) }) : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

// 59:12, over an hour 1:12:04
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
