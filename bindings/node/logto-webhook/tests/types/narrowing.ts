// A program that must compile, and in it what must not: each `@ts-expect-error` fails where the compiler lets it through.

import { Delivery, engine, SignatureError, SigningKey, Webhook, WebhookError } from 'logto-webhook';
import type { Code, EngineName, Event, EventName, EventOf, JsonObject, Outcome, User } from 'logto-webhook';
import { logtoFetch } from 'logto-webhook/fetch';
import { fakeDelivery } from 'logto-webhook/testing';

declare function welcome(user: User | null | undefined): void;
declare function purge(id: string | null | undefined): void;
declare function log(name: string | null, kind: 'unknown' | 'unreadable' | 'test' | 'invalid'): void;
declare const request: { headers: Record<string, string | string[] | undefined>; body: Buffer };

const webhook = new Webhook();
new Webhook('key');
new Webhook(process.env['KEY']);
new Webhook(['new', new SigningKey('old', { name: 'old' })], { window: { pastMs: 3_600_000, futureMs: 60_000 } });
new Webhook(() => ['new', 'old']);
// @ts-expect-error An asynchronous function gives no keys.
new Webhook(async () => 'key');
// @ts-expect-error Raw bytes are a key only where that is said.
new Webhook(Buffer.from('key'));

const delivery = webhook.verify(request.headers, request.body);
webhook.verify(new Headers(), new ArrayBuffer(0), { now: new Date() });
webhook.verify('00', '{}', { now: 0 });
// @ts-expect-error What was parsed is no raw body.
webhook.verify(request.headers, { event: 'User.Created' });
// @ts-expect-error It is no promise: nobody can forget to await it.
webhook.verify('00', '{}').then(() => undefined);

if (delivery.known) {
  switch (delivery.event.name) {
    case 'PostRegister':
      welcome(delivery.event.user);
      // @ts-expect-error An interaction has no data.
      delivery.event.data;
      break;
    case 'User.Deleted':
      purge(delivery.event.userId);
      break;
    // @ts-expect-error There is no such event.
    case 'User.deleted':
      break;
  }
} else {
  log(delivery.name, delivery.kind);
  // @ts-expect-error What is not known has no user.
  delivery.event.user;
}

// @ts-expect-error Before it is narrowed, it may be no event at all.
delivery.event.variant;

switch (delivery.kind) {
  case 'known':
  case 'test':
  case 'unknown':
    break;
  case 'unreadable':
    console.log(delivery.event.path, delivery.event.reason, delivery.event.payload['data']);
    break;
  case 'invalid':
    delivery.event satisfies never;
    break;
  default:
    delivery satisfies never;
}

function exhaustive(event: EventOf<'User.Data.Updated'>): string | null | undefined {
  switch (event.variant) {
    case 'UserDataUpdated':
      return event.data?.primaryEmail;
    case 'UserCustomDataUpdated':
      event.data satisfies JsonObject | null | undefined;
      // @ts-expect-error Custom data is no user.
      event.data?.primaryEmail satisfies string | null | undefined;
      return event.matchedRoute;
    case 'UserProfileUpdated':
      return event.userId;
    default:
      return event satisfies never;
  }
}

function missesOne(event: EventOf<'User.Data.Updated'>): void {
  if (event.variant === 'UserDataUpdated') return;
  // @ts-expect-error Two variants are left.
  event satisfies never;
}

const created: EventOf<'User.Created'> = {} as EventOf<'UserCreated'>;
created.data?.lastSignInAt satisfies number | null | undefined;
created.createdAt satisfies string | null | undefined;
// @ts-expect-error Any member may be absent or null.
created.data.id;
// @ts-expect-error What Logto told is not changed.
created.name = 'User.Created';
// @ts-expect-error There is no such event.
type None = EventOf<'User.Gone'>;

const interaction: EventOf<'PostSignIn'>['interactionEvent'] = 'SignIn';
const later: EventOf<'PostSignIn'>['interactionEvent'] = 'a word of a later Logto';

const everyName: Record<EventName, true> = {} as Record<Event['name'], true>;
engine satisfies EngineName;
Delivery.parseAlreadyVerified('{}') satisfies Delivery;

try {
  webhook.verify(null, '');
} catch (error) {
  if (error instanceof SignatureError) {
    error.code satisfies Code;
    // @ts-expect-error There is no such code.
    error.code === 'signature_wrong';
  } else if (error instanceof WebhookError) {
    error.status satisfies number;
  }
}

const handler = logtoFetch({
  onEvent(delivery) {
    // @ts-expect-error No test payload reaches a handler.
    if (delivery.kind === 'test') return;
    if (delivery.kind === 'unreadable') console.log(delivery.event.path);
  },
  onTest: (test) => test.kind satisfies 'test',
  onOutcome: (outcome: Outcome) => console.log(outcome.label, `${outcome}`),
});
handler(
  fakeDelivery('UserCustomDataUpdated', { merge: { data: {} }, test: false }).request('https://example.com'),
) satisfies Promise<Response>;
// @ts-expect-error There is no such event.
fakeDelivery('User.created');

export { created, everyName, exhaustive, interaction, later, missesOne, type None };
