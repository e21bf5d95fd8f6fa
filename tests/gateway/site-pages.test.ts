import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { expectSecurityHeaders } from './expect-problem';
import { rawRequest } from './raw-http';

const id = '01a217fd-cd77-784c-8df5-a3154eab061c';
const ofMails = [
  ...['/verify-email', '/confirm-email', '/undo-email', '/unsubscribe'],
  ...['/reset-password', '/claim', '/offers', '/invitations'],
];
const others = [
  '/',
  '/e/camp',
  '/e/camp/schedule',
  '/e/camp/door',
  `/e/camp/sessions/${id}`,
  `/speakers/${id}`,
  '/tickets',
  '/account',
  '/notifications',
  '/sign-in',
];

describe('the pages', () => {
  test.each([...ofMails, ...others])('%s runs its own files alone, and refers to nobody', async path => {
    const page = await rawRequest(path);
    expect({ status: page.status, type: page.header('content-type') }).toEqual({ status: 200, type: 'text/html' });
    expectSecurityHeaders(page);
    // Those to which mails lead are kept by nobody.
    expect(page.header('cache-control')).toBe(ofMails.includes(path) ? 'no-store' : 'no-cache');
    const policy = page.header('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(page.body).not.toMatch(/<style|style=|<script(?![^>]* src=)|\son\w+=|javascript:|action=|<!--/);
  });

  test('load no more than 60 kB, of names that change with their content', async () => {
    const { body: page } = await rawRequest('/');
    const named = Array.from(page.matchAll(/(?:src|href)="(\/site\/[^"]*)"/g), ([, file = '']) => file);
    expect(named).toHaveLength(2);
    let bytes = gzipSync(page).length;
    const loaded = new Set(named);
    for (const file of loaded) {
      const reply = await rawRequest(file);
      expect({ file, status: reply.status, kept: reply.header('cache-control') }).toEqual({
        file,
        status: 200,
        kept: 'public, max-age=31536000, immutable',
      });
      bytes += gzipSync(reply.body).length;
      // All languages, of which a reader loads one.
      for (const [, chunk = ''] of reply.body.matchAll(/["']\.\/([\w-]+\.js)["']/g)) loaded.add(`/site/${chunk}`);
    }
    expect(loaded.size).toBeGreaterThan(3);
    expect(bytes).toBeLessThan(60_000);
  });

  test('nothing but these, and only to be read', async () => {
    expect((await rawRequest('/verify-email', { method: 'POST' })).status).toBe(405);
    for (const path of ['/verify-email/more', '/site/none.js', '/e/camp/else', '/pages/shell.html', '/_page-head'])
      expect({ path, status: (await rawRequest(path)).status }).toEqual({ path, status: 404 });
    expect((await rawRequest('/site/none.js')).header('cache-control')).toBe('no-store');
  });
});
