import { KnownError } from './known-error.mjs';
import { openSession } from './session.mjs';

const DUPLICATE_DATABASE = '42P04';

/**
 * What the CLI asks on the command line rather than over JSON-RPC, by name.
 *
 * @type {Record<string, (url: string) => Promise<void>>}
 */
export const commands = {
  'can-connect-to-database': async url => {
    const session = await openSession(url);
    await session.close();
  },
  'create-database': async url => {
    const name = decodeURIComponent(new URL(url).pathname.slice(1));
    const admin = await openAdminSession(url);
    try {
      await admin.query(`CREATE DATABASE "${name.replaceAll('"', '""')}"`);
    } catch (cause) {
      const { code, message } = /** @type {import('pg').DatabaseError} */ (cause);
      if (code === DUPLICATE_DATABASE) throw new KnownError('P1009', `Database \`${name}\` already exists.`);
      throw new KnownError('P3000', `Failed to create database: ${message}`);
    } finally {
      await admin.close();
    }
  },
};

/** @param {string} url */
const openAdminSession = url =>
  openSession(url, 'postgres').catch(error => {
    if (error.code === 'P1003' || error.code === 'P1010') return openSession(url, 'template1');
    throw error;
  });
