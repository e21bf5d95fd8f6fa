import { expect, test } from '@jest/globals';
import { openSealed, sealWith } from './seal';

const passphrase = 'crème brûlée, for two';
/** Once, as scrypt takes its time. */
const sealed = sealWith(passphrase, Buffer.from('a signing key'));

test('what is sealed opens with its passphrase, however its accents are typed, and with no other', () => {
  expect(openSealed(passphrase.normalize('NFD'), sealed).toString()).toBe('a signing key');
  expect(() => openSealed('creme brulee, for two', sealed)).toThrow('not the one');
  expect(sealed.includes('signing')).toBe(false);
  expect(sealWith(passphrase, Buffer.from('a signing key'))).not.toEqual(sealed);
});

test.each(['a byte of its head', 'a byte of its content', 'its end'])('%s cannot be changed unnoticed', what => {
  const changed = Buffer.from(sealed);
  const at = { 'a byte of its head': 14, 'a byte of its content': sealed.length - 20, 'its end': sealed.length - 1 };
  const index = at[what as keyof typeof at];
  changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
  expect(() => openSealed(passphrase, changed)).toThrow('was changed');
});

test('a short passphrase is refused, and what is no sealed file', () => {
  expect(() => sealWith('short', Buffer.from('key'))).toThrow('too short');
  expect(() => openSealed(passphrase, Buffer.from('{}'))).toThrow('no sealed file');
});
