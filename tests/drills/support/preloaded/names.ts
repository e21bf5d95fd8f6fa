/**
 * Loaded by Node.js in front of a service whose peers a drill moves: the one name of DRILL_NAME has the addresses that the file DRILL_ADDRESSES
 * says at each look-up, one a line, as if a server of names did.
 */
import { type LookupAllOptions, promises } from 'node:dns';
import { readFileSync } from 'node:fs';

const { DRILL_NAME: name, DRILL_ADDRESSES: file = '' } = process.env;
const lookUp = promises.lookup;

promises.lookup = Object.assign(async (asked: string, options: LookupAllOptions) => {
  if (asked !== name) return lookUp(asked, options);
  const addresses = readFileSync(file, 'utf8').trim().split('\n');
  return addresses.map(address => ({ address, family: 4 }));
}) as typeof promises.lookup;
