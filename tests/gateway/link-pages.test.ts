import { describe, expect, test } from '@jest/globals';
import { expectSecurityHeaders } from './expect-problem';
import { rawRequest } from './raw-http';

const pages = ['/verify-email', '/reset-password', '/claim', '/offers'];

describe('the pages that links in mails lead to', () => {
  test.each(pages)('%s runs its own files alone, is kept by nobody and refers to nobody', async path => {
    const page = await rawRequest(path);
    expect({ status: page.status, type: page.header('content-type') }).toEqual({ status: 200, type: 'text/html' });
    expectSecurityHeaders(page);
    expect(page.header('cache-control')).toBe('no-store');
    expect(page.header('referrer-policy')).toBe('no-referrer');
    const policy = page.header('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(page.body).not.toMatch(/<style|style=|<script(?![^>]* src=)|\son\w+=|javascript:|action=/);
    const files = Array.from(page.body.matchAll(/(?:src|href)="(\/[^"]*)"/g), ([, file = '']) => file);
    expect(files).toContain(`/links${path}.js`);
    for (const file of files) {
      const { status, body, header } = await rawRequest(file);
      expect({ file, status }).toEqual({ file, status: 200 });
      expect(header('content-type')).toBe(file.endsWith('.js') ? 'text/javascript' : 'text/css');
      for (const [, imported] of body.matchAll(/from '\.(\/[^']*)'/g))
        expect((await rawRequest(`/links${imported}`)).status).toBe(200);
    }
  });

  test('nothing but these, and only to be read', async () => {
    expect((await rawRequest('/verify-email', { method: 'POST' })).status).toBe(405);
    expect((await rawRequest('/verify-email/more')).status).toBe(404);
    expect((await rawRequest('/links/none.js')).status).toBe(404);
  });
});
