// The latest lines of the room's record; what is new comes on top.
export class Record {
  constructor({ list, empty }) {
    Object.assign(this, { list, empty });
  }

  patch(lines) {
    const ids = lines.map((line) => line.id).join();
    if ([...this.list.children].map((item) => item.dataset.id).join() === ids) return;
    const known = new Map([...this.list.children].map((item) => [item.dataset.id, item]));
    this.list.replaceChildren(...lines.map((line) => known.get(line.id) ?? this.#item(line)));
    this.empty.hidden = lines.length > 0;
  }

  #item(line) {
    const item = document.createElement('li');
    item.dataset.id = line.id;
    const time = document.createElement('time');
    time.textContent = `${line.time}　${line.by}`;
    const who = document.createElement('b');
    who.textContent = line.who;
    const reason = document.createElement('span');
    reason.className = 'cf-2nd';
    reason.textContent = line.reason;
    item.append(time, line.act);
    if (line.who) item.append('　', who);
    if (line.details) item.append(`　${line.details}`);
    if (line.reason) item.append('　', reason);
    return item;
  }
}
