import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expectStatus } from '@ems/testing';
import { describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { api, gateway } from './support/api';
import { root } from './support/services';
import { registerUser } from './support/users';

const run = promisify(execFile);

/** The command as an operator gives it, on processes or in the container. */
const rotate = () => {
  const stack = process.env.E2E_STACK_DIRECTORY;
  return stack
    ? run(process.execPath, [join(root, 'scripts/keys.ts'), 'rotate'], {
        env: { ...process.env, KEYS_DIR: join(stack, 'keys') },
      })
    : run('docker', ['compose', 'exec', '-T', 'user-service', 'node', 'dist/src/keys-command.js', 'rotate'], {
        cwd: root,
      });
};

const kidOf = (token: string) => JSON.parse(Buffer.from(String(token.split('.')[0]), 'base64url').toString()).kid;

describe('rotating the signing key', () => {
  test('costs not one request in any service, the new key signs when the command ends, and the old one verifies on', async () => {
    const person = await registerUser();
    const reads = ['/users/me', '/events?mine=true', '/sessions?limit=1', '/speakers?mine=true'];
    const failed: string[] = [];
    let refreshToken = person.refreshToken;
    let accessToken = person.accessToken;
    let calls = 0;
    let over = false;
    const refreshing = async () => {
      while (!over) {
        const { status, body } = await api()('post', '/auth/refresh', { refreshToken });
        calls++;
        if (status !== 200) failed.push(`refresh ${status}`);
        else ({ refreshToken, accessToken } = body);
      }
    };
    const reading = async (path: string) => {
      while (!over) {
        const { status } = await api(accessToken)('get', path);
        calls++;
        if (status !== 200) failed.push(`${path} ${status}`);
      }
    };
    const load = [refreshing(), ...reads.map(reading)];
    const { stdout } = await rotate();
    const kid = stdout.split(' ')[0] ?? '';
    const before = calls;
    while (calls < before + 50 && failed.length === 0) await new Promise(resolve => setTimeout(resolve, 20));
    over = true;
    await Promise.all(load);
    expect(failed).toEqual([]);
    expect(kidOf(accessToken)).toBe(kid);
    expect(kidOf(person.accessToken)).not.toBe(kid);
    for (const path of reads) expectStatus(await person.api('get', path), 200);
    const { body } = await request(gateway()).get('/.well-known/jwks.json');
    const kids = body.keys.map((key: { kid: string }) => key.kid);
    expect(kids).toEqual(expect.arrayContaining([kid, kidOf(person.accessToken)]));
  });
});
