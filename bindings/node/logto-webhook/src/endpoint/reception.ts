import type { AnyDelivery, Real, Test } from '../delivery.js';
import { WebhookError } from '../errors.js';
import { knownHeaders, type HeadersLike, type KnownHeaders } from '../headers.js';
import type { RawBody } from '../body.js';
import type { Lease } from '../replay/lease.js';
import type { ReplayGuard } from '../replay/guard.js';
import { duration } from '../types-of-values.js';
import type { WebhookOf } from '../webhook.js';
import { answerOf, OK, type Answer } from './answer.js';
import { announcedLength, checkHead } from './head.js';
import { Outcome, type OutcomeKind } from './outcome.js';

/** What a reception asks of its endpoint. */
export interface Observed<Delivery extends AnyDelivery> {
  readonly webhook: WebhookOf<Delivery>;
  readonly bodyTimeLimitMs: number;
  tellTest(test: Test<Delivery>): void;
  tell(outcome: Outcome<Delivery>): void;
}

/** A request from its head to its end. What became of it is told exactly once. */
export class Reception<Delivery extends AnyDelivery> {
  private readonly started = performance.now();
  private readonly known: KnownHeaders;
  private delivery: Delivery | null = null;
  private size: number | null = null;
  private collected: Uint8Array[] = [];
  private length = 0;

  constructor(
    private readonly endpoint: Observed<Delivery>,
    private readonly method: string,
    private readonly headers: HeadersLike,
  ) {
    this.known = knownHeaders(headers, endpoint.webhook.signatureHeader);
  }

  /**
   * Refuses what cannot be a delivery before any of its body is read.
   *
   * @throws {WebhookError} `redirected_delivery`, `method_not_allowed`, `body_encoded`, `body_too_large`.
   */
  check(): void {
    checkHead(this.method, this.known);
    this.endpoint.webhook.checkSize(announcedLength(this.known));
  }

  /**
   * Adds a piece of the body.
   *
   * @throws {BodyError} `body_too_large`.
   */
  add(chunk: Uint8Array): void {
    this.endpoint.webhook.checkSize((this.length += chunk.length));
    this.collected.push(chunk);
  }

  /** Makes a delivery of what was added, or of a body that was read already, and lets it through if it is no test. */
  take(body: unknown = this.whole()): Admitted<Delivery> | Answer {
    try {
      const delivery = this.verified(body);
      if (delivery.kind !== 'test') return new Admitted(this, delivery as Real<Delivery>);
      this.endpoint.tellTest(delivery as Test<Delivery>);
    } catch (error) {
      return this.refuse(error);
    }
    this.end('test');
    return OK;
  }

  /** Ends it with an error. What is none of this package's is rethrown. */
  refuse(error: unknown): Answer {
    if (!(error instanceof WebhookError)) throw error;
    this.tell(error.code === 'handler_failed' ? 'failed' : 'refused', error);
    return answerOf(error.code);
  }

  /** Ends it well. The error says why nothing protects what was delivered from being handled again. */
  end(kind: OutcomeKind, unguarded: WebhookError | null = null): void {
    this.tell(kind, unguarded);
  }

  private verified(body: unknown): Delivery {
    this.size = sizeOf(body);
    if (this.size === 0 && announcedLength(this.known) > 0) throw alreadyRead();
    const delivery = this.endpoint.webhook.verify(this.headers, body as RawBody);
    this.delivery = delivery;
    // To ask what is no webhook for its event throws.
    return delivery.kind === 'invalid' ? (delivery.event as never) : delivery;
  }

  private whole(): Uint8Array {
    const [only] = this.collected;
    if (only !== undefined && this.collected.length === 1) return only;
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.collected) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  private tell(kind: OutcomeKind, error: WebhookError | null): void {
    const { delivery, size } = this;
    this.endpoint.tell(new Outcome({ kind, error, delivery, size, timeMs: performance.now() - this.started }));
  }
}

/** A request whose delivery is genuine and real: the handler is next. */
export class Admitted<Delivery extends AnyDelivery> {
  constructor(
    private readonly reception: Reception<Delivery>,
    readonly delivery: Real<Delivery>,
    private readonly lease?: Lease,
  ) {}

  /** Goes on where a replay guard lets it. It answers itself what was handled before, and what it refuses. */
  async guarded(guard: ReplayGuard): Promise<Admitted<Delivery> | Answer> {
    try {
      const lease = await guard.begin(this.delivery);
      if (lease !== null) return new Admitted(this.reception, this.delivery, lease);
    } catch (error) {
      return this.reception.refuse(error);
    }
    this.reception.end('repeated');
    return OK;
  }

  /** Leaves the delivery to a handler whose end will not be seen: no replay guard could hear of it. */
  handOver(): Real<Delivery> {
    if (this.lease !== undefined) throw unseen();
    this.reception.end('delivered');
    return this.delivery;
  }

  /**
   * Ends it as its handler answered, when the replay guard has heard of it. If that says that the work is not done, the
   * refusal is given: send the handler's own answer all the same, with the refusal's header `logto-webhook-error`.
   */
  async answered(status: number): Promise<Answer | null> {
    const isHandled = status >= 200 && status <= 299;
    if (!isHandled) return this.failed(`it answered ${status}`);
    this.reception.end('delivered', await this.remembered());
    return null;
  }

  /** Ends it with a handler that gave no answer: what it did instead, and nothing of what it says of itself. */
  async failed(found: string): Promise<Answer> {
    // A lease that cannot be given back runs out; what is told is the handler's failure.
    await this.lease?.release().catch(() => undefined);
    const message = `expected the handler to answer 2xx, but ${found}; the delivery was not handled`;
    return this.reception.refuse(WebhookError.of('handler_failed', message));
  }

  /** Completes the lease, and gives what keeps a store from knowing of it. */
  private async remembered(): Promise<WebhookError | null> {
    if (this.lease === undefined) return null;
    try {
      await this.lease.complete();
    } catch (error) {
      return error as WebhookError;
    }
    return this.lease.unguarded;
  }
}

function sizeOf(body: unknown): number | null {
  if (typeof body === 'string') return new TextEncoder().encode(body).length;
  const size = (body as { byteLength?: unknown } | null | undefined)?.byteLength;
  return typeof size === 'number' ? size : null;
}

function unseen(): TypeError {
  return new TypeError(
    'expected no `replay` where what handles the delivery is not seen to its end, found one; give the adapter an `onEvent`',
  );
}

/** A body that is gone: the request tells of one, and nothing was there to read. */
export function alreadyRead(
  remedy = 'put the endpoint before extractors and middleware that read bodies',
): WebhookError {
  return WebhookError.of(
    'body_already_read',
    `expected the raw body, found nothing left of it; something in front of this endpoint read it: ${remedy}`,
  );
}

/** A body that takes longer than it may. */
export function late(limitMs: number): WebhookError {
  return WebhookError.of(
    'body_incomplete',
    `expected the whole body within ${duration(limitMs)}, found it still coming; it is sent at once`,
  );
}

/** A body that could not be read to its end. What the transport says is left out: it is not ours to repeat. */
export function broken(): WebhookError {
  return WebhookError.of(
    'body_incomplete',
    'expected the whole body, but it broke off: its sender went away, or framed it wrongly',
  );
}

/** A body that a layer in front refused for its size. */
export function overALimitInFront(bodyLimit: number): WebhookError {
  return WebhookError.of(
    'body_too_large',
    `expected at most what a layer in front of this endpoint allows, found more; the endpoint itself takes ${bodyLimit} bytes: raise that layer's limit for this route`,
  );
}
