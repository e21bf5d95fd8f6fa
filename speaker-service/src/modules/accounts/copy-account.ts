import type { Message } from '@ems/chassis/messaging';
import type { AccountState } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/** Keeps whether an account is disabled, and since when its tokens count, unless something newer is known of it. */
export async function copyAccount(tx: Tx, { data, sequence }: Message<AccountState>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO user_copies AS held (id, version, disabled, signed_out_at)
    VALUES (${data.id}::uuid, ${sequence}, ${data.status === 'disabled'}, ${data.signedOutAt ?? null}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, disabled = excluded.disabled,
      signed_out_at = excluded.signed_out_at
    WHERE held.version < excluded.version`;
}
