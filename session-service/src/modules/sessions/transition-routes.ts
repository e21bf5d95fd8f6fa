import type { RequireVerifiedEmail } from '@ems/chassis/auth';
import { idParams, ok } from '@ems/chassis/http';
import { route } from '../../shared/route';
import * as schemas from './schemas';
import { transitionSession } from './transition-session';
import { actionNames, isDecision } from './transitions';

/** One route per action: `POST /sessions/:id/accept` and so on. */
export const transitionRoutes = ({ requireVerifiedEmail }: { requireVerifiedEmail: RequireVerifiedEmail }) =>
  actionNames.map(action =>
    route({
      method: 'post',
      path: `/sessions/:id/${action}`,
      operationId: `${action}Session`,
      tag: 'Sessions',
      summary: `${action[0]?.toUpperCase()}${action.slice(1)} a session`,
      description: isDecision(action)
        ? 'By the team. Whoever proposed it learns of it, with the `message`, once it is announced; what the team itself has proposed, or takes back, is announced at once.'
        : 'Who may do so from which status is in `allowedActions`; a team may `override` with a `note`.',
      access: 'user',
      params: idParams,
      body: schemas.transitionBodies[action],
      replies: { 200: schemas.sessionView },
      problems: [
        'forbidden',
        'precondition-failed',
        'session.illegal-transition',
        ...(action === 'submit' ? (['cfp.closed', 'user.email-unverified'] as const) : []),
      ],
      handle: ({ params, body, transact, ...change }) =>
        transact(async tx => {
          const session = await transitionSession(tx, params.id, change, action, body, requireVerifiedEmail);
          return ok(schemas.toSessionView(session, change));
        }),
    }),
  );
