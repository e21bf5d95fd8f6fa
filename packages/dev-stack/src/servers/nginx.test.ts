import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../stack/config.ts';
import { derivedVariables, substitute } from './nginx.ts';

test('a template gets the known variables in both spellings and keeps those of nginx', () => {
  const template = `listen \${GATEWAY_PORT}; server $USER_SERVICE; set $upstream "$host\${uri}";`;
  const text = substitute(template, { GATEWAY_PORT: '8080', USER_SERVICE: '127.0.0.1:3001' });
  assert.equal(text, `listen 8080; server 127.0.0.1:3001; set $upstream "$host\${uri}";`);
});

const loopback = ' "~^https?://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]+)?$" 1;';

test('trusted proxies become directives of nginx, and what is no address is refused', () => {
  const derive = (trustedProxies: string) => {
    const { REAL_IP_FROM, TRUSTED_NETWORKS } = derivedVariables({ trustedProxies, corsOrigins: 'none' });
    return { REAL_IP_FROM, TRUSTED_NETWORKS };
  };
  assert.deepEqual(derive('10.0.0.0/8, ::1'), {
    REAL_IP_FROM: ' set_real_ip_from 10.0.0.0/8; set_real_ip_from ::1;',
    TRUSTED_NETWORKS: ' 10.0.0.0/8 1; ::1 1;',
  });
  assert.deepEqual(derive(''), { REAL_IP_FROM: '', TRUSTED_NETWORKS: '' });
  for (const wrong of ['proxy.example', '10.0.0.1;include', '*', '$(id)'])
    assert.throws(() => derive(wrong), /^UserError: TRUSTED_PROXIES holds .*, which is no address.*\.env\.$/);
});

test('origins become entries of a map, each once, and what no browser sends as one is refused', () => {
  const derive = (corsOrigins: string) => derivedVariables({ trustedProxies: '', corsOrigins }).ALLOWED_ORIGINS;
  assert.equal(
    derive('https://app.example,http://10.0.0.1:8080, https://app.example'),
    ' "http://10.0.0.1:8080" 1; "https://app.example" 1;',
  );
  assert.equal(derive('http://[::1]:3000'), ' "http://[::1]:3000" 1;');
  assert.equal(derive(''), loopback);
  assert.equal(derive('loopback https://app.example'), ` "https://app.example" 1;${loopback}`);
  assert.equal(derive('none'), '');
  const wrong = [
    ...['*', 'null', 'app.example', 'https://*.example', 'https://app.example/', 'https://App.example'],
    ...['https://app.example:443', 'http://app.example:80', 'https://a@app.example', 'https://app.example;}', '$(id)'],
  ];
  for (const origin of wrong)
    assert.throws(() => derive(origin), /^UserError: CORS_ORIGINS holds .*, which is no origin.*\.env\.$/);
});

test('the image allows no origin but where it is told to be of development', () => {
  const derive = (NODE_ENV: string) =>
    execFileSync('sh', ['-c', '. "$0"; printf %s "$ALLOWED_ORIGINS"', join(root, 'api-gateway/variables.envsh')], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, NODE_ENV, CORS_ORIGINS: '' },
    });
  assert.equal(derive('production'), '');
  assert.equal(derive(''), '');
  assert.equal(derive('development'), loopback);
});
