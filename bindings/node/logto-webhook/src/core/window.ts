import { WebhookError } from '../errors.js';

/** How far a delivery's `createdAt` may lie from now, in milliseconds. Both edges belong to it. */
export interface Window {
  /** How old a delivery may be. */
  readonly pastMs: number;
  /** How far ahead the sender's clock may be. */
  readonly futureMs: number;
}

/** Refuses what was made at another time than the window around now allows. Where that stands is told by its key. */
export function checkWindow(window: Window, createdAt: number | null, key: string, now: number): void {
  if (createdAt === null) throw outside(`no readable \`${key}\``);
  const age = Math.trunc(now) - createdAt;
  if (age > window.pastMs) throw outside(`one made ${age} ms ago, ${age - window.pastMs} ms too old`);
  if (-age > window.futureMs) {
    throw outside(`one made ${-age} ms from now, ${-age - window.futureMs} ms too far ahead`);
  }
}

function outside(found: string): WebhookError {
  return WebhookError.of(
    'timestamp_out_of_window',
    `expected a delivery within the window, found ${found}; are both clocks right, and did it wait in a queue?`,
  );
}
