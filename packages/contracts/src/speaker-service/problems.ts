import { z } from 'zod';
import { exampleIds, type ProblemRegistry, withFacts } from '../define-problems';

/** All that speaker-service refuses for a reason of its own. */
export const speakerProblems = {
  'speaker.in-use': {
    kind: 'conflict',
    meaning: 'The speaker is on a session.',
    advice: 'Take the speaker off the sessions first.',
    ...withFacts({ sessionIds: z.array(z.uuid()).describe('Of the sessions') }, { sessionIds: [exampleIds.session] }),
  },
  'speaker.already-claimed': {
    kind: 'conflict',
    meaning: 'The profile is claimed, so nobody can be invited to it.',
    advice: 'Only the person who claimed it changes it now; ask them.',
  },
  'speaker.both-claimed': {
    kind: 'conflict',
    meaning: "Each of the two profiles is claimed by an account of its own, so they are two people's.",
    advice: 'Merge neither; where it is one person with two accounts, let one of them be erased first.',
  },
  'speaker.not-claimed': {
    kind: 'conflict',
    meaning: 'Nobody has claimed the profile, so there is nobody to suggest changes to.',
    advice: 'Change it yourself, as the team of an event that it is on may.',
  },
  'speaker.too-many-suggestions': {
    kind: 'conflict',
    meaning: 'Twenty suggestions for the profile wait for an answer already.',
    advice: 'Wait until the person has answered some of them.',
  },
  'suggestion.decided': {
    kind: 'conflict',
    meaning: 'The suggestion was accepted or declined before.',
    advice: 'Read it again; `status` says which. What was accepted can be changed in the profile.',
  },
  'invitation.not-found': {
    kind: 'not-found',
    meaning:
      'No open invitation has the token: it was used, has expired, was revoked, or the profile got another address.',
    advice: 'Ask the person who invited you for a new invitation.',
  },
  'invitation.not-claimed': {
    kind: 'conflict',
    meaning: 'The invitation is not claimed by this account, or somebody else has claimed it since.',
    advice: 'Read the invitation: `claimedBy` says who has claimed it.',
  },
  'user.has-speaker': {
    kind: 'conflict',
    meaning: "Your account has a speaker's profile, and has one at most; `speakerId` names it.",
    advice: 'Claim the other with another account, or ask for the two to be merged.',
    ...withFacts(
      { speakerId: z.uuid().optional().describe('Of the profile that the account has') },
      { speakerId: exampleIds.speaker },
    ),
  },
} as const satisfies ProblemRegistry;
