import { WebhookOf } from '../webhook.js';
import type { Delivery } from './delivery.js';
import { PLATFORM } from './system.js';

/**
 * Proves that deliveries come from the platform: takes the secret of a webhook as it was shown, whole, or several of
 * them. Make one at start and share it.
 *
 * ```ts
 * const webhook = new Webhook('whsec_abcdefghijklmnopqrstuvwxyz1234');
 * const delivery = webhook.verify(request.headers, rawBody);
 * ```
 */
export class Webhook extends WebhookOf<Delivery> {
  /** @internal */
  protected static override readonly system = PLATFORM;
}
