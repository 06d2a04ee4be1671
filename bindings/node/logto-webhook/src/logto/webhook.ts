import { WebhookOf } from '../webhook.js';
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
  /** @internal */
  protected static override readonly system = LOGTO;
}
