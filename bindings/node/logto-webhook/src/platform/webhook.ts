import { WebhookOf, type KeySource, type WebhookOptions } from '../webhook.js';
import type { Delivery } from './delivery.js';
import { PLATFORM } from './system.js';

/**
 * Proves that deliveries come from the platform. Make one at start and share it.
 *
 * ```ts
 * const webhook = new Webhook(process.env.PLATFORM_WEBHOOK_SECRET);
 * const delivery = webhook.verify(request.headers, rawBody);
 * ```
 */
export class Webhook extends WebhookOf<Delivery> {
  /**
   * Takes the secret of a webhook as it was shown, whole; several of them, up to 16; or a function that gives them at each
   * delivery. No variable of the environment has it by itself.
   *
   * @throws {SigningKeyError} `signing_key_empty`, also for `undefined`: a variable that somebody forgot to set;
   * `signing_key_whitespace`, `signing_keys_too_many`.
   */
  constructor(keys: KeySource, options?: WebhookOptions) {
    super(PLATFORM, keys, options);
  }
}
