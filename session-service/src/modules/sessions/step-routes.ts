import { idParams, ok } from '@ems/chassis/http';
import { route } from '../../shared/route';
import { sessionView, stepBody } from './schemas';
import { takeStep } from './take-step';
import { actionNames } from './transitions';
import { toSessionView } from './view';

/** One route per action: `POST /sessions/:id/accept` and so on. */
export const stepRoutes = () =>
  actionNames.map(action =>
    route({
      method: 'post',
      path: `/sessions/:id/${action}`,
      summary: `${action[0]?.toUpperCase()}${action.slice(1)} a session`,
      description: 'Who may do so from which state is in `allowedActions`; a team may `override` with a `reason`.',
      access: 'user',
      params: idParams,
      body: stepBody,
      replies: { 200: sessionView },
      handle: ({ params, body, caller, requireFresh, transact }) =>
        transact(async tx =>
          ok(toSessionView(await takeStep(tx, { id: params.id, caller, requireFresh }, action, body), caller)),
        ),
    }),
  );
