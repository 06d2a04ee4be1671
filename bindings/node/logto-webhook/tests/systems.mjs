// What a receiver is sent by each system, told apart by what becomes of it at a `Site`.

import * as logto from 'logto-webhook';
import * as platform from 'logto-webhook/platform';

import { eventBody, KEY, signed } from './recordings.mjs';

export const LOGTO = {
  name: 'logto',
  Webhook: logto.Webhook,
  isDefault: true,
  header: 'logto-signature-sha-256',
  key: KEY,
  /** What stands in a line of a log behind the event's name. */
  ofHook: ' of hook hook1',
  hookId: 'hook1',
  events: {
    answered: 'User.Created',
    silent: 'User.Deleted',
    refused: 'Role.Created',
    thrown: 'Scope.Created',
    awaited: 'Role.Deleted',
    unknown: 'Moon.Landed',
  },
  /** The body of an event of such a fate. */
  body(fate) {
    return eventBody(
      this.events[fate],
      fate === 'answered' ? { hookId: 'hook1', data: { id: 'u1', name: 'Ada' } } : {},
    );
  },
  test: eventBody('User.Created', { path: '/fake-path/:id', hookId: 'hook1' }),
  signed(body) {
    return signed(body, this.key);
  },
};

export const PLATFORM = {
  ...LOGTO,
  name: 'platform',
  Webhook: platform.Webhook,
  isDefault: false,
  header: 'x-webhook-signature',
  key: 'whsec_abcdefghijklmnopqrstuvwxyz1234',
  ofHook: '',
  hookId: null,
  events: {
    answered: 'user.created',
    silent: 'user.deleted',
    refused: 'data.created',
    thrown: 'report.generated',
    awaited: 'data.deleted',
    unknown: 'moon.landed',
  },
  body(fate) {
    const type = this.events[fate];
    return JSON.stringify({
      id: `evt_${fate}`,
      type,
      created: '2023-06-21T09:15:30Z',
      data: { id: 'u1', name: 'Ada' },
    });
  },
  /** It has none. */
  test: null,
};

export const SYSTEMS = [LOGTO, PLATFORM];
