import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PORT_SETTINGS, portOf } from '../ports/port-settings.ts';
import { findService } from '../services.ts';
import { DEFAULT_GATEWAY, DEFAULT_LOGINS, parsePorts, refuseOpenDefault } from './config.ts';

test('a port has its default unless a setting changes it', () => {
  const ports = parsePorts({ USER_SERVICE_PORT: '4001' });
  assert.equal(portOf({ ports }, findService('user-service').http), 4001);
  for (const setting of PORT_SETTINGS.filter(({ variable }) => variable !== 'USER_SERVICE_PORT'))
    assert.equal(portOf({ ports }, setting), setting.port);
});

test('all settings that are no ports are named at once', () => {
  assert.throws(() => parsePorts({ USER_DB_PORT: 'abc', RABBITMQ_PORT: '0', GATEWAY_PORT: '65536' }), {
    message: 'Not a port between 1 and 65535: GATEWAY_PORT, USER_DB_PORT, RABBITMQ_PORT. Correct it in .env.',
  });
});

test('the default password of the administrator is for a gateway that this machine alone can reach', () => {
  const { admin } = DEFAULT_LOGINS;
  const at = (host: string) => ({ ...DEFAULT_GATEWAY, host });
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '[::1]']) refuseOpenDefault({ gateway: at(host), admin });
  for (const host of ['0.0.0.0', '[::]', '192.0.2.1', '127.0.0.1.example.org'])
    assert.throws(() => refuseOpenDefault({ gateway: at(host), admin }), {
      message: `GATEWAY_HOST=${host} opens the gateway to others than this machine, but ADMIN_PASSWORD is the default, which everybody knows: set another one in .env.`,
    });
  refuseOpenDefault({ gateway: at('0.0.0.0'), admin: { ...admin, password: 'of my own, and long' } });
});
