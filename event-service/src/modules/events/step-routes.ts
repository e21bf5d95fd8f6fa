import { ok } from '@ems/chassis/http';
import { z } from 'zod';
import { route } from '../../shared/route';
import { requireTeam } from './access';
import { lockEvent } from './repository';
import { cancelBody, eventParams } from './schemas';
import { takeStep } from './take-step';
import type { EventAction } from './transitions';
import { eventView, toEventView } from './view';

const nothing = z.strictObject({});

const step = <Body>(
  action: EventAction,
  summary: string,
  body: z.ZodType<Body>,
  reasonIn: (body: Body) => string | null = () => null,
) =>
  route({
    method: 'post',
    path: `/events/:id/${action}`,
    summary,
    access: 'user',
    params: eventParams,
    body,
    replies: { 200: eventView },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(async tx => {
        const event = await lockEvent(tx, params.id);
        requireTeam(event, caller);
        requireFresh(toEventView(event, caller));
        return ok(toEventView(await takeStep(tx, event, action, reasonIn(body)), caller));
      }),
  });

/** The steps of an event's life, one route each. */
export const stepRoutes = () => [
  step('publish', 'Show a draft to everybody', nothing),
  step('unpublish', 'Make a published event a draft again', nothing),
  step('complete', 'Close an event that is over', nothing),
  step('cancel', 'Call an event off', cancelBody, ({ reason }) => reason),
];
