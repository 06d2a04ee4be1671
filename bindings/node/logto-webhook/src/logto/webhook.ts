import { fromEnvironment, WebhookOf, type KeySource, type WebhookOptions } from '../webhook.js';
import type { Delivery } from './delivery.js';
import { LOGTO } from './system.js';

/**
 * Proves that deliveries come from Logto. Make one at start and share it.
 *
 * ```ts
 * const webhook = new Webhook('9w7TxJdLwVcsbFhBrmTJLCGbsBQDpGWP');
 * const delivery = webhook.verify(request.headers, rawBody);
 * ```
 */
export class Webhook extends WebhookOf<Delivery> {
  /** Takes the key from the environment variable `LOGTO_WEBHOOK_SIGNING_KEY`, when the first delivery comes. */
  constructor();
  /**
   * Takes one key or several, up to 16, or a function that gives them.
   *
   * @throws {SigningKeyError} `signing_key_empty`, also for `undefined`: a variable that somebody forgot to set;
   * `signing_key_whitespace`, `signing_keys_too_many`.
   */
  constructor(keys: KeySource, options?: WebhookOptions);
  constructor(...given: [keys?: KeySource, options?: WebhookOptions | undefined]) {
    super(LOGTO, given.length === 0 ? fromEnvironment : given[0], given[1]);
  }

  /** As `new Webhook()`, with options. */
  static fromEnv(options?: WebhookOptions): Webhook {
    return new Webhook(fromEnvironment, options);
  }
}
