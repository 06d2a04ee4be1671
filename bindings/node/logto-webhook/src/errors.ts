import { CODES } from './core/tables.js';

/** The stable name of an error: the same in every language, and in an endpoint's answer. */
export type Code = keyof typeof CODES;

/** What the one who meets an error does next. */
export type Action = (typeof CODES)[Code]['action'];

/** Set on every error, and the same in every copy of this package: `instanceof` knows those of another copy by it. */
const KINDS = Symbol.for('logto-webhook.error');

/**
 * Why a verifier could not be built, or why a delivery was not accepted.
 *
 * Its message says what was expected, what was found and what to do. It is meant for the operator's log: answer the peer
 * with `code` and `status` alone. No key, signature or body ever stands in it.
 */
export class WebhookError extends Error {
  protected static readonly kind: string = 'WebhookError';

  /** The stable name of the reason, as `signature_mismatch`. */
  readonly code: Code;
  /** The HTTP status with which an endpoint answers. */
  readonly status: number;
  /** Who acts: `fix_configuration`, `fix_code`, `refuse`, `report` or `retry`. */
  readonly action: Action;

  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
    this.status = CODES[code].status;
    this.action = CODES[code].action;
    const kinds = kindsOf(new.target);
    Object.defineProperty(this, 'name', { value: kinds[0], configurable: true, writable: true });
    Object.defineProperty(this, KINDS, { value: kinds });
  }

  /** Makes the error of the class that the code has. */
  static of(code: Code, message: string): WebhookError {
    return new CLASSES[code](code, message);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!Object.hasOwn(this, 'kind')) return Function.prototype[Symbol.hasInstance].call(this, value);
    const kinds: unknown = (value as { [KINDS]?: unknown } | null | undefined)?.[KINDS];
    return Array.isArray(kinds) && kinds.includes(this.kind);
  }
}

/** A key, or the lack of one, of which no verifier is made. */
export class SigningKeyError extends WebhookError {
  protected static override readonly kind = 'SigningKeyError';
}

/** The request is no POST; with a signature, something redirected the delivery. */
export class MethodError extends WebhookError {
  protected static override readonly kind = 'MethodError';
}

/** The body is too large, encoded, not whole, or gone. */
export class BodyError extends WebhookError {
  protected static override readonly kind: string = 'BodyError';
}

/** What was handed over as the body is not the raw body: it was parsed, or it is something else. */
export class BodyTypeError extends BodyError {
  protected static override readonly kind = 'BodyTypeError';
}

/** The signature is missing, malformed, ambiguous, or of something else: do not trust the request. */
export class SignatureError extends WebhookError {
  protected static override readonly kind = 'SignatureError';
}

/** Genuine, but told at another time than the window allows. */
export class TimestampError extends WebhookError {
  protected static override readonly kind = 'TimestampError';
}

/** Genuine, but not a webhook. */
export class PayloadError extends WebhookError {
  protected static override readonly kind = 'PayloadError';
}

/** The delivery is being handled, its store could not say, or a guard cannot be made. */
export class ReplayError extends WebhookError {
  protected static override readonly kind = 'ReplayError';
}

/** Genuine, and the handler did not succeed. */
export class HandlerError extends WebhookError {
  protected static override readonly kind = 'HandlerError';
}

const CLASSES: Readonly<Record<Code, new (code: Code, message: string) => WebhookError>> = {
  signing_key_empty: SigningKeyError,
  signing_key_whitespace: SigningKeyError,
  signing_keys_too_many: SigningKeyError,
  retention_too_short: ReplayError,
  namespace_empty: ReplayError,
  redirected_delivery: MethodError,
  method_not_allowed: MethodError,
  body_encoded: BodyError,
  body_too_large: BodyError,
  body_incomplete: BodyError,
  body_already_parsed: BodyTypeError,
  body_not_bytes: BodyTypeError,
  body_already_read: BodyError,
  signature_missing: SignatureError,
  signature_malformed: SignatureError,
  signature_ambiguous: SignatureError,
  signature_mismatch: SignatureError,
  timestamp_out_of_window: TimestampError,
  payload_invalid: PayloadError,
  delivery_in_progress: ReplayError,
  store_unavailable: ReplayError,
  handler_failed: HandlerError,
};

/** The names of a class and of those that it extends. A bundler may rename classes, and leaves these. */
function kindsOf(class_: unknown): string[] {
  const kinds: string[] = [];
  for (let one = class_; typeof one === 'function' && one !== Error; one = Object.getPrototypeOf(one)) {
    if (Object.hasOwn(one, 'kind')) kinds.push((one as unknown as { kind: string }).kind);
  }
  return kinds;
}

/** A `content-encoding`: something on the way changed what is sent plain. @internal */
export function bodyEncoded(): WebhookError {
  return WebhookError.of(
    'body_encoded',
    'expected a plain body, found a `content-encoding`; deliveries have none: tell the proxy that compresses requests to leave this route alone',
  );
}
