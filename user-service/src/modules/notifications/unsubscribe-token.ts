import type { Seal } from '@ems/chassis/auth';
import type { NoticeKind, Recipient } from '../mail';
import { kindOf, nameOf } from './kinds';

/** What a mail's link ends: mails of a kind to a recipient. */
export interface Subscription {
  recipient: string;
  kind: NoticeKind;
}

/** @param seal of a use of its own: the token does nothing else, and nobody else makes one */
export const unsubscribeToken = (seal: Seal, { key }: Recipient, kind: NoticeKind): string =>
  seal.seal(`${nameOf(kind)} ${key}`);

/** @returns undefined for what is no such token */
export function readUnsubscribeToken(seal: Seal, token: string): Subscription | undefined {
  try {
    const [, name = '', recipient = ''] = /^(\S+) (.+)$/.exec(seal.open(token)) ?? [];
    const kind = kindOf(name);
    return kind && { recipient, kind };
  } catch {
    return undefined;
  }
}
