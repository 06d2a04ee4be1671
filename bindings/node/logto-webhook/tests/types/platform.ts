// The platform's deliveries: narrowed as Logto's are, and never taken for one of them.

import * as logto from 'logto-webhook';
import { logtoFetch } from 'logto-webhook/fetch';
import { Delivery, SigningKey, SignatureError, Webhook } from 'logto-webhook/platform';
import type {
  Alert,
  AnyDelivery,
  Event,
  EventName,
  EventOf,
  Outcome,
  RealDelivery,
  User,
} from 'logto-webhook/platform';
import { fakeDelivery, KEY } from 'logto-webhook/platform/testing';
import { ReplayGuard } from 'logto-webhook/replay';

declare function welcome(user: User | null | undefined): void;
declare function page(alert: Alert | null | undefined): void;
declare const request: { headers: Record<string, string | string[] | undefined>; body: Buffer };

const webhook = new Webhook([KEY, new SigningKey('whsec_old', { name: 'old' })], {
  window: { pastMs: 3_600_000, futureMs: 60_000 },
});
webhook.signatureHeader satisfies string;
new Webhook(() => process.env['PLATFORM_WEBHOOK_SECRET'], { bodyLimit: 65_536 });
// @ts-expect-error No variable of the environment has the secret by itself.
new Webhook();

const delivery = webhook.verify(request.headers, request.body);
delivery.id satisfies string;
// @ts-expect-error The platform tells no hook.
delivery.hookId;

if (delivery.known) {
  switch (delivery.event.type) {
    case 'user.created':
      welcome(delivery.event.data);
      delivery.event.data?.created_at satisfies string | null | undefined;
      // @ts-expect-error A user has no severity.
      delivery.event.data?.severity;
      break;
    case 'system.alert':
      page(delivery.event.data);
      break;
    // @ts-expect-error There is no such event.
    case 'User.Created':
      break;
  }
} else {
  // @ts-expect-error It has no payload for tests.
  delivery.kind === 'test';
  // @ts-expect-error What is not known has no data.
  delivery.event.data;
  if (delivery.kind === 'unreadable') console.log(delivery.event.path, delivery.event.payload['data']);
}

function told(event: Event): string | null | undefined {
  switch (event.type) {
    case 'user.created':
    case 'user.updated':
    case 'user.deleted':
      return event.data?.email;
    case 'data.created':
    case 'data.updated':
    case 'data.deleted':
      return event.data?.kind;
    case 'report.generated':
      return event.data?.format;
    case 'system.alert':
      return event.data?.severity;
    default:
      return event satisfies never;
  }
}

const names: Record<EventName, true> = {} as Record<Event['name'], true>;
const alert: EventOf<'system.alert'> = {} as EventOf<'SystemAlert'>;
const severity: NonNullable<Alert['severity']>[] = ['info', 'warning', 'critical', 'a word of a later version'];
// @ts-expect-error There is no such event.
type None = EventOf<'User.Created'>;

try {
  webhook.verify(null, '');
} catch (error) {
  if (error instanceof SignatureError) error.code satisfies logto.Code;
}

logtoFetch({
  webhook,
  replay: new ReplayGuard({ webhook }),
  onEvent(delivery) {
    delivery satisfies RealDelivery;
    if (delivery.known) delivery.event.type satisfies EventName;
    // @ts-expect-error That is an event of Logto's.
    if (delivery.known && delivery.name === 'User.Created') return;
  },
  onTest: (test) => test satisfies never,
  onOutcome: (outcome) => outcome satisfies Outcome,
});
const observe = (outcome: logto.Outcome<AnyDelivery>) => console.log(outcome.label, outcome.hookId);
logtoFetch({ webhook, onEvent: () => undefined, onOutcome: observe });
logtoFetch({ webhook: new logto.Webhook(KEY), onEvent: () => undefined, onOutcome: observe });
logtoFetch({
  webhook,
  // @ts-expect-error A handler of Logto's deliveries takes none of the platform's.
  onEvent: (delivery: logto.RealDelivery) => console.log(delivery.hookId),
});
// @ts-expect-error One system's verifier is not the other's.
const mistaken: logto.Webhook = webhook;
// @ts-expect-error Nor are their deliveries.
const taken: logto.Delivery = Delivery.parseAlreadyVerified('{}');

fakeDelivery('UserCreated', { id: 'evt_1', createdAt: new Date(), merge: { data: { role: 'admin' } } });
// @ts-expect-error It has no payload for tests.
fakeDelivery('user.created', { test: true });

export { alert, mistaken, names, severity, taken, told, type None };
