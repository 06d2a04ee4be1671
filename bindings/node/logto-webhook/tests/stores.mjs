// Stores for tests: a memory whose line can be cut.

import { MemoryStore } from 'logto-webhook/replay';

export class Remote {
  memory = new MemoryStore();
  isDown = false;
  /** What it was asked, and how long it is to keep something. */
  asked = [];

  begin(id, holder, leaseMs) {
    return this.#line('begin', leaseMs, () => this.memory.begin(id, holder, leaseMs));
  }

  complete(id, retentionMs) {
    return this.#line('complete', retentionMs, () => this.memory.complete(id, retentionMs));
  }

  release(id, holder) {
    return this.#line('release', undefined, () => this.memory.release(id, holder));
  }

  async #line(step, timeMs, ask) {
    this.asked.push(timeMs === undefined ? [step] : [step, timeMs]);
    if (this.isDown) throw new Error('the line is cut');
    return ask();
  }
}
