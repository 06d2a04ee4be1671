import type { AnyDelivery } from '../delivery.js';
import { typeName } from '../types-of-values.js';
import type { Answer } from './answer.js';
import type { Admitted } from './reception.js';

/** What a handler gave, and the refusal that goes with it where it says that the work is not done. */
export interface Handled<Result> {
  readonly result: Result;
  readonly refusal: Answer | null;
}

/**
 * Runs a handler, and tells how it ended. What it throws is told as such and thrown on: the framework shows it to whoever
 * looks after it.
 */
export async function handle<Result>(
  admitted: Admitted<AnyDelivery>,
  handler: () => Result | Promise<Result>,
  statusOf: (result: Result) => number,
): Promise<Handled<Result>> {
  let result: Result;
  try {
    result = await handler();
  } catch (error) {
    await admitted.failed(`it threw ${typeName(error)}`);
    throw error;
  }
  return { result, refusal: await admitted.answered(statusOf(result)) };
}

/** Lets a runtime wait for what goes on after the answer: `ctx.waitUntil` of Workers, `after` of Next. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** Handles after the answer. What the handler throws is told as an outcome, and shown on `console`: nobody else sees it. */
export function handleLater<Result>(
  admitted: Admitted<AnyDelivery>,
  handler: () => Result | Promise<Result>,
  statusOf: (result: Result) => number,
  waitUntil?: WaitUntil,
): void {
  const work = handle(admitted, handler, statusOf).catch((error: unknown) => console.error(error));
  waitUntil?.(work);
}
