// A real Redis that a test has to itself, and may kill.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class RedisServer {
  folder = mkdtempSync(join(tmpdir(), 'redis-'));
  socket = join(this.folder, 'redis.sock');
  #process;

  /** Starts it, and waits until it listens. */
  async start() {
    const options = ['--port', '0', '--save', '', '--dir', this.folder, '--unixsocket', this.socket];
    this.#process = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process.on('error', () => console.error('these tests need a real Redis: `make test` installs redis-server'));
    this.#process.stdout.setEncoding('utf8');
    for await (const line of this.#process.stdout.iterator({ destroyOnReturn: false })) {
      if (/ready to accept connections/i.test(line)) break;
    }
    this.#process.stdout.resume();
    return this;
  }

  /** Kills it as a crash does: it says good-bye to nobody. */
  async kill() {
    const process = this.#process;
    if (process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    process.kill('SIGCONT');
    await once(process, 'exit');
  }

  /** Lets it hang: it stays connected, takes new connections, and answers nobody. */
  hang() {
    this.#process.kill('SIGSTOP');
  }

  goOn() {
    this.#process.kill('SIGCONT');
  }

  /** Asks it past the store, as an operator does. */
  ask(...words) {
    return execFileSync('redis-cli', ['-s', this.socket, ...words], { encoding: 'utf8' }).trim();
  }

  async stop() {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }
}
