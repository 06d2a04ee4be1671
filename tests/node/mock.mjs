// A mock of each test's own, and Logto's own client for it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createManagementApi } from '@logto/api/management';

const program =
  process.env.LOGTO_MOCK ?? fileURLToPath(new URL('../../target/debug/logto-mock', import.meta.url));

/** Starts a mock that is gone with the test. */
export async function startMock(t) {
  assert.ok(
    existsSync(program),
    `there is no ${program}: build it with \`cargo build -p logto-mock\`, or say in LOGTO_MOCK where it is`,
  );
  const child = spawn(program, ['serve', '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  t.after(() => {
    child.kill();
    return ended;
  });
  return new Mock(JSON.parse(await firstLine(child)));
}

async function firstLine(child) {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('logto-mock ended before it was ready; it says why above');
}

class Mock {
  constructor(ready) {
    this.url = ready.url;
    this.controlUrl = ready.controlUrl;
    this.client = ready.client;
    this.platform = { url: ready.platformUrl, keys: ready.platformKeys };
    Object.assign(this, this.managementApi());
  }

  /** The client as Logto's documentation has it for a Logto of one's own. */
  managementApi(clientSecret = this.client.secret) {
    return createManagementApi('default', {
      clientId: this.client.id,
      clientSecret,
      baseUrl: this.url,
      apiIndicator: 'https://default.logto.app/api',
    });
  }

  /** Makes an event happen, of Logto unless another system is named, and gives back its one delivery when that has ended. */
  async deliver(event, system = 'logto') {
    const body = JSON.stringify({ event, system });
    const triggered = await fetch(`${this.controlUrl}/trigger`, { method: 'POST', body });
    const { deliveries } = await triggered.json();
    assert.equal(deliveries.length, 1);
    const ended = await fetch(`${this.controlUrl}/deliveries/${deliveries[0].id}?wait=20000`);
    const delivery = await ended.json();
    assert.notEqual(delivery.state, 'pending');
    return delivery;
  }
}

/** What the client gives of an answer of this status. */
export function answered(status, { response, data, error }) {
  assert.equal(response.status, status, JSON.stringify(error));
  return data ?? error;
}
