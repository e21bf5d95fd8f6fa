import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sealedName } from '@ems/operations';
import { readSettings } from '../stack/settings.ts';
import { collectSecrets, envText, openSecrets, passphraseOf, refuseOtherSecrets, sealSecrets } from './secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'ems-secrets-'));
after(() => rmSync(folder, { recursive: true }));

writeFileSync(join(folder, 'ticket-key'), "it's of a file\n");
writeFileSync(join(folder, '.env'), 'TICKET_KEY_FILE=ticket-key\nEMAIL_DIGEST_KEY=of-the-file\nLOG_LEVEL=warn\n');
const settings = readSettings(folder, { BACKUP_PASSPHRASE: 'a long passphrase' });
const secrets = collectSecrets(folder, settings, { keys: { 'a.pem': 'a2V5' }, brokerDefinitions: { queues: [] } });

test('what was sealed comes back by its passphrase, which is not in it', async () => {
  writeFileSync(join(folder, sealedName), sealSecrets(passphraseOf(settings), secrets));
  assert.deepEqual(await openSecrets(folder, 'a long passphrase'), secrets);
  await assert.rejects(openSecrets(folder, 'another passphrase'), /not the one/);
  assert.equal('BACKUP_PASSPHRASE' in secrets.secrets, false);
  assert.throws(() => passphraseOf({}), /Set BACKUP_PASSPHRASE/);
});

test('.env comes back with the secrets that were in files, which are gone', () => {
  const env = envText(secrets) ?? '';
  writeFileSync(join(folder, '.env'), env);
  rmSync(join(folder, 'ticket-key'));
  const restored = readSettings(folder, {});
  assert.deepEqual(
    [restored.TICKET_KEY, restored.EMAIL_DIGEST_KEY, restored.LOG_LEVEL],
    ["it's of a file", 'of-the-file', 'warn'],
  );
  refuseOtherSecrets(secrets, restored);
});

test('settings by which the rows could not be read are refused by name', () => {
  assert.throws(() => refuseOtherSecrets(secrets, { ...settings, EMAIL_DIGEST_KEY: 'another' }), {
    message: /^Other than in the backup: EMAIL_DIGEST_KEY\./,
  });
});
