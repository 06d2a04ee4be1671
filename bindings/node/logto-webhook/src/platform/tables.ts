// What the crate knows of the platform, for runtimes without native code.
//
// Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

import type { EventRow, Structs } from '../core/tables.js';

/** The header that holds the signature. */
export const SIGNATURE_HEADER = 'x-webhook-signature';

/** The structs with what they are made of. */
export const STRUCTS: Structs = {
  Alert: {
    id: 'string',
    severity: null,
    message: null,
    created_at: null,
  },
  DataItem: {
    id: 'string',
    name: null,
    kind: null,
    created_at: null,
    updated_at: null,
  },
  'Happening<Alert>': {
    id: null,
    created: null,
    data: { struct: 'Alert' },
  },
  'Happening<DataItem>': {
    id: null,
    created: null,
    data: { struct: 'DataItem' },
  },
  'Happening<Report>': {
    id: null,
    created: null,
    data: { struct: 'Report' },
  },
  'Happening<User>': {
    id: null,
    created: null,
    data: { struct: 'User' },
  },
  Report: {
    id: 'string',
    name: null,
    format: null,
    url: null,
    created_at: null,
  },
  User: {
    id: 'string',
    email: null,
    name: null,
    role: null,
    status: null,
    created_at: null,
  },
};

/** Every payload, in the sender's own order of the events. */
export const EVENTS: readonly EventRow[] = [
  { name: 'user.created', variant: 'UserCreated', route: null, payload: 'Happening<User>' },
  { name: 'user.updated', variant: 'UserUpdated', route: null, payload: 'Happening<User>' },
  { name: 'user.deleted', variant: 'UserDeleted', route: null, payload: 'Happening<User>' },
  { name: 'data.created', variant: 'DataCreated', route: null, payload: 'Happening<DataItem>' },
  { name: 'data.updated', variant: 'DataUpdated', route: null, payload: 'Happening<DataItem>' },
  { name: 'data.deleted', variant: 'DataDeleted', route: null, payload: 'Happening<DataItem>' },
  { name: 'report.generated', variant: 'ReportGenerated', route: null, payload: 'Happening<Report>' },
  { name: 'system.alert', variant: 'SystemAlert', route: null, payload: 'Happening<Alert>' },
];
