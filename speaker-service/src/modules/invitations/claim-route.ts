import { conflict } from '@ems/chassis/errors';
import { ok } from '@ems/chassis/http';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findProfileOf, speakerView, viewSpeaker } from '../speakers';
import { claimSpeaker } from './claim-speaker';
import { claimBody } from './schemas';

export const claimRoute = ({ database }: { database: SpeakerDatabase }) =>
  route({
    method: 'post',
    path: '/speakers/claims',
    summary: 'Take over my profile',
    description: 'With the token of an invitation. The profile is linked to my account, and mine alone to change.',
    access: 'user',
    body: claimBody,
    replies: { 200: speakerView },
    handle: ({ body, caller, transact }) =>
      transact(async tx => ok(await viewSpeaker(tx, await claimSpeaker(tx, body.token, caller), caller)), {
        // The transaction is undone, so the token still opens the profile for another account.
        speakers_user_id_key: async () => {
          const speaker = await findProfileOf(database.read, caller.userId);
          return conflict('speaker.account-has-profile', 'Your account has a profile.', { speakerId: speaker?.id });
        },
      }),
  });
