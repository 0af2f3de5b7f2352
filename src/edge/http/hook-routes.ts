import type { AgentApi, HookKind } from '../../agent-ports.ts';
import { hookAnswerSchema } from './answer-schemas.ts';
import { answerOf } from './problem.ts';
import { hookBody, nothing } from './request-schemas.ts';
import { type Route, type RouteAccess, route } from './route.ts';

/** Where other systems post their alerts. */
export const hookRoutes = (api: AgentApi): readonly Route[] =>
  (
    [
      ['/hooks/sentinel', 'sentinel', 'verify', 'An incident or alert of Microsoft Sentinel.'],
      ['/hooks/alert', 'any', 'verify', 'An alert of another system: generic, Splunk, Elastic, Alertmanager.'],
      ['/hooks/alert/:name/:secret', 'any', 'hook-secret', 'The same, for senders that cannot set a header.'],
    ] as const satisfies readonly (readonly [string, HookKind, RouteAccess, string])[]
  ).map(([url, kind, access, summary]) =>
    route({
      method: 'POST',
      url,
      summary,
      access,
      query: nothing,
      body: hookBody,
      answers: { 202: { says: 'Each known device is verified.', schema: hookAnswerSchema } },
      handle: ({ body, caller }) => answerOf(api.hook(kind, body, caller), 202),
    }),
  );
