import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient, memoryTokens, type Tokens } from '@ems/client';
import type { EventService } from '@ems/event-service/service';
import type { SessionService } from '@ems/session-service/service';
import type { SpeakerService } from '@ems/speaker-service/service';
import { type Api as ApiOf, api as apiAt, checkedFetch, checkReplies, replyCheck } from '@ems/testing';
import type { UserService } from '@ems/user-service/service';
import { root } from './services';

type Route = (UserService | EventService | SessionService | SpeakerService)['routes'][number];
export type Api = ApiOf<Route>;

export const gateway = (): string => process.env.E2E_GATEWAY_URL ?? 'http://127.0.0.1';

const check = replyCheck(JSON.parse(readFileSync(join(root, 'api-gateway/site/openapi.json'), 'utf8')));
checkReplies(gateway(), check);

/** Each reply is checked by the published OpenAPI. @param token access token; anonymous without one */
export const api = (token?: string): Api => apiAt<Route>(gateway(), token);

/** The client of the API, each reply checked likewise. @param tokens of a login; anonymous without them */
export const clientWith = (tokens?: Tokens): Client =>
  createClient({ baseUrl: gateway(), tokens: memoryTokens(tokens), fetch: checkedFetch(check) });
