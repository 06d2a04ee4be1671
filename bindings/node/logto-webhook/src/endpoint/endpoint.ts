import { DEFAULT_BODY_TIME_LIMIT_MS } from '../core/tables.js';
import type { AnyDelivery, Test } from '../delivery.js';
import { WebhookError } from '../errors.js';
import type { HeadersLike } from '../headers.js';
import type { Delivery as OfLogto } from '../logto/delivery.js';
import { Webhook } from '../logto/webhook.js';
import type { ReplayGuard } from '../replay/guard.js';
import type { WebhookOf } from '../webhook.js';
import type { Answer } from './answer.js';
import type { Outcome } from './outcome.js';
import { Admitted, broken, late, Reception, type Observed } from './reception.js';

/** What every adapter can be told. */
export interface EndpointOptions<Delivery extends AnyDelivery = OfLogto> {
  /**
   * What verifies, of Logto or of `logto-webhook/platform`: the handler gets what it proves genuine. Without one it is
   * Logto's, with the key in `LOGTO_WEBHOOK_SIGNING_KEY`, which is looked for at the first request.
   */
  readonly webhook?: WebhookOf<Delivery> | undefined;
  /** Who is told of Logto's test payloads. They are answered 200, told or not, and reach no handler. The platform has none. */
  readonly onTest?: ((test: Test<Delivery>) => void) | undefined;
  /**
   * Who is told what became of each request, once, when it has ended. Else `console` is, of what was refused or failed.
   * It runs before the answer, so it must not block. What it throws changes no answer.
   */
  readonly onOutcome?: ((outcome: Outcome<Delivery>) => void) | undefined;
  /**
   * Lets each delivery reach the handler once: what was handled before is answered 200 without it, and a copy of what is
   * being handled 503. Of `logto-webhook/replay`.
   */
  readonly replay?: ReplayGuard | undefined;
  /** How long a body may take to come, for adapters that read it themselves: 10 s, after which Logto has given up. */
  readonly bodyTimeLimitMs?: number | undefined;
}

/** Reads a body: gives each piece to `add`, and stops where that throws, or where the signal says so. */
export type ReadBody = (add: (chunk: Uint8Array) => void, signal: AbortSignal) => Promise<void>;

/** A `Webhook` where requests arrive: what every adapter is built of. */
export class Endpoint<Delivery extends AnyDelivery = OfLogto> implements Observed<Delivery> {
  readonly webhook: WebhookOf<Delivery>;
  readonly bodyTimeLimitMs: number;
  private readonly options: EndpointOptions<Delivery>;
  private readonly guard: ReplayGuard | undefined;

  constructor(options: EndpointOptions<Delivery> = {}) {
    this.options = options;
    // As the types have it: they are Logto's deliveries unless a webhook says otherwise.
    this.webhook = options.webhook ?? (new Webhook() as WebhookOf<AnyDelivery> as WebhookOf<Delivery>);
    this.guard = options.replay?.covering(this.webhook);
    this.bodyTimeLimitMs = options.bodyTimeLimitMs ?? DEFAULT_BODY_TIME_LIMIT_MS;
  }

  /** Takes a request as far as its handler, and reads its body only if its head is that of a delivery. */
  async receive(method: string, headers: HeadersLike, read: ReadBody): Promise<Admitted<Delivery> | Answer> {
    const reception = new Reception(this, method, headers);
    try {
      reception.check();
      await this.readInTime(reception, read);
    } catch (error) {
      return reception.refuse(error);
    }
    return this.guarded(reception.take());
  }

  /** Takes a request whose body is there already, as from a server that reads it for you. */
  async receiveWhole(method: string, headers: HeadersLike, body: unknown): Promise<Admitted<Delivery> | Answer> {
    const reception = new Reception(this, method, headers);
    try {
      reception.check();
    } catch (error) {
      return reception.refuse(error);
    }
    return this.guarded(reception.take(body));
  }

  tellTest(test: Test<Delivery>): void {
    whateverItDoes(() => this.options.onTest?.(test));
  }

  tell(outcome: Outcome<Delivery>): void {
    whateverItDoes(() => (this.options.onOutcome ?? log)(outcome));
  }

  private guarded(
    received: Admitted<Delivery> | Answer,
  ): Promise<Admitted<Delivery> | Answer> | Admitted<Delivery> | Answer {
    return this.guard !== undefined && received instanceof Admitted ? received.guarded(this.guard) : received;
  }

  private async readInTime(reception: Reception<Delivery>, read: ReadBody): Promise<void> {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(late(this.bodyTimeLimitMs)), this.bodyTimeLimitMs);
    });
    try {
      await Promise.race([read((chunk) => reception.add(chunk), abort.signal), tooLate]);
    } catch (error) {
      abort.abort();
      throw error instanceof WebhookError ? error : broken();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** An observer that throws changes no answer. It may be asynchronous against what its type says. */
function whateverItDoes(observe: () => unknown): void {
  const report = (error: unknown) => console.error('logto-webhook: an observer threw', error);
  try {
    Promise.resolve(observe()).catch(report);
  } catch (error) {
    report(error);
  }
}

function log(outcome: Outcome<AnyDelivery>): void {
  if (outcome.level !== 'info') console[outcome.level](`logto-webhook: ${outcome.toString()}`);
}
