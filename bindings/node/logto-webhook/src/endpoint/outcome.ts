import type { AnyDelivery, MatchedKey } from '../delivery.js';
import type { Code, WebhookError } from '../errors.js';
import { INSPECT } from '../inspect.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';

/** In which way a request ended. */
export type OutcomeKind = 'delivered' | 'test' | 'repeated' | 'refused' | 'failed';

/** What an `Outcome` is made of. */
export interface OutcomeParts<Delivery extends AnyDelivery = OfLogto> {
  readonly kind: OutcomeKind;
  readonly error: WebhookError | null;
  readonly delivery: Delivery | null;
  readonly size: number | null;
  readonly timeMs: number;
}

/**
 * What became of a request: what `onOutcome` is told, once for each. Nothing that it prints or writes as JSON is secret or
 * a person's. As text it is a line for a log: `delivered User.Created of hook 3x48h88z6wbqkd6iezzn7 in 12 ms`.
 */
export class Outcome<Delivery extends AnyDelivery = OfLogto> implements OutcomeParts<Delivery> {
  /** In which way it ended. */
  readonly kind: OutcomeKind;
  /** Why it was refused, in words for the operator's log. */
  readonly error: WebhookError | null;
  /** The delivery; `null` for what was not verified. What was not handled is seen here for the last time. */
  readonly delivery: Delivery | null;
  /** How many bytes the body has; `null` where it was not read to its end. */
  readonly size: number | null;
  /** How long it took, in milliseconds: the handler's time is in it. */
  readonly timeMs: number;

  constructor(parts: OutcomeParts<Delivery>) {
    this.kind = parts.kind;
    this.error = parts.error;
    this.delivery = parts.delivery;
    this.size = parts.size;
    this.timeMs = parts.timeMs;
  }

  /** One word for a metric's label: the kind, or the code of what was refused or failed. */
  get label(): string {
    return this.kind === 'delivered' ? this.kind : (this.code ?? this.kind);
  }

  /** The code of the error. */
  get code(): Code | null {
    return this.error?.code ?? null;
  }

  /** The event's name; `null` for what was not verified. */
  get name(): string | null {
    return this.delivery?.name ?? null;
  }

  /** The hook's id; `null` for what was not verified, and where the system tells none. */
  get hookId(): string | null {
    return this.delivery?.hookId ?? null;
  }

  /** The delivery's id; `null` for what was not verified. */
  get deliveryId(): string | null {
    return this.delivery?.id ?? null;
  }

  /** Which key matched; `null` for what was not verified. */
  get key(): MatchedKey | null {
    return this.delivery?.key ?? null;
  }

  /**
   * How loud a log is to be of it: an error where the endpoint's own people must act on what is genuine, a warning for
   * whatever else was refused. Anybody can send what looks redirected or too large: nobody is to be woken for that.
   */
  get level(): 'info' | 'warn' | 'error' {
    if (this.error === null) return 'info';
    const { action } = this.error;
    if (action === 'refuse' || action === 'retry') return 'warn';
    return action === 'fix_configuration' && this.delivery === null ? 'warn' : 'error';
  }

  toString(): string {
    const shown = (text: string) => JSON.stringify(text).slice(1, -1);
    const name = this.name === null ? '' : ` ${shown(this.name)}`;
    const hook = this.hookId === null ? '' : ` of hook ${shown(this.hookId)}`;
    const unguarded = this.kind === 'delivered' ? ', unguarded' : '';
    const error = this.error === null ? '' : `${unguarded}: ${this.error.code}: ${this.error.message}`;
    return `${this.kind}${name}${hook} in ${Math.round(this.timeMs)} ms${error}`;
  }

  toJSON(): object {
    const { kind, code, name, hookId, deliveryId, key, size, timeMs } = this;
    return { kind, code, name, hookId, deliveryId, key, size, timeMs };
  }

  [INSPECT](): string {
    return `Outcome(${this.toString()})`;
  }
}
