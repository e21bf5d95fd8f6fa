import { expect, test } from '@jest/globals';
import { openSealed, sealWith } from './seal';

const passphrase = 'crème brûlée, for two';

test('what is sealed opens with its passphrase, however its accents are typed, and with no other', () => {
  const sealed = sealWith(passphrase, Buffer.from('key'));
  expect(openSealed(passphrase.normalize('NFD'), sealed).toString()).toBe('key');
  expect(() => openSealed('creme brulee, for two', sealed)).toThrow('not the one');
  expect(sealed.includes('key')).toBe(false);
  expect(sealWith(passphrase, Buffer.from('key'))).not.toEqual(sealed);
});

test.each(['a byte of its head', 'a byte of its content', 'its end'])('%s cannot be changed unnoticed', what => {
  const sealed = sealWith(passphrase, Buffer.from('a signing key'));
  const at = { 'a byte of its head': 14, 'a byte of its content': sealed.length - 20, 'its end': sealed.length - 1 };
  const index = at[what as keyof typeof at];
  sealed.writeUInt8(sealed.readUInt8(index) ^ 1, index);
  expect(() => openSealed(passphrase, sealed)).toThrow('was changed');
});

test('a short passphrase is refused, and what is no sealed file', () => {
  expect(() => sealWith('short', Buffer.from('key'))).toThrow('too short');
  expect(() => openSealed(passphrase, Buffer.from('{}'))).toThrow('no sealed file');
});
