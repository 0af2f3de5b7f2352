import type { z } from 'zod';
import type { AgentApi, ApiCollection } from '../../agent-ports.ts';
import {
  alertDetailSchema,
  alertSchema,
  auditDetailSchema,
  auditRequestedSchema,
  auditSchema,
  deviceSchema,
  findingSchema,
  listOf,
  notificationSchema,
  senderSchema,
  verificationSchema,
  windowSchema,
} from './answer-schemas.ts';
import { answerOf, problemOf } from './problem.ts';
import { auditBody, listQuery, nothing, verificationBody, windowBody } from './request-schemas.ts';
import { noBody, type Route, route } from './route.ts';

type Filters = Parameters<typeof listQuery>[0];

/** `GET /api/v1/NAME`, and one by id where `one` says what that is. */
function collection(
  api: AgentApi,
  what: ApiCollection,
  order: string,
  filters: Filters,
  item: z.ZodType,
  one: z.ZodType | null,
): readonly Route[] {
  const list = route({
    method: 'GET',
    url: `/api/v1/${what}`,
    summary: `List ${what}: ${order}.`,
    access: 'read',
    query: listQuery(filters),
    body: noBody,
    answers: { 200: { says: 'One page.', schema: listOf(`pawl/${what}/v1`, item) } },
    handle: async ({ query }) => answerOf(await api.list(what, query)),
  });
  if (one === null) return [list];
  const single = route({
    method: 'GET',
    url: `/api/v1/${what}/:id`,
    summary: `One of the ${what}.`,
    access: 'read',
    query: nothing,
    body: noBody,
    answers: { 200: { says: 'It.', schema: one } },
    handle: ({ params }) => answerOf(api.one(what, params['id'] ?? '')),
  });
  return [list, single];
}

/** The routes under `/api/v1`. */
export const apiRoutes = (api: AgentApi): readonly Route[] => [
  ...collection(api, 'devices', 'by name', ['device', 'status', 'since'], deviceSchema, deviceSchema),
  ...collection(api, 'findings', 'oldest first', ['device', 'type', 'status', 'since'], findingSchema, findingSchema),
  ...collection(api, 'alerts', 'oldest first', ['device', 'disposition', 'since'], alertSchema, alertDetailSchema),
  ...collection(api, 'audits', 'newest first', ['device', 'type', 'status', 'since'], auditSchema, auditDetailSchema),
  ...collection(api, 'windows', 'by start', ['since'], windowSchema, windowSchema),
  ...collection(
    api,
    'notifications',
    'those that wait or were given up, oldest first',
    ['status'],
    notificationSchema,
    null,
  ),
  ...collection(
    api,
    'senders',
    'senders that no device names, then devices that sent nothing for a week',
    ['status'],
    senderSchema,
    null,
  ),
  route({
    method: 'POST',
    url: '/api/v1/verifications',
    summary: 'Have one device verified over SSH now. The same alert of the same device again is the same verification.',
    access: 'verify',
    query: nothing,
    body: verificationBody,
    answers: { 202: { says: 'Accepted; ask again at Location.', schema: verificationSchema } },
    handle: ({ body: { device, alert }, caller }) => {
      const requested = api.requestVerification({ device, alert: alert ?? null, by: caller });
      if (!requested.ok) return problemOf(requested.error);
      const { id } = requested.value;
      const headers = { location: `/api/v1/verifications/${encodeURIComponent(id)}` };
      return { ...answerOf(api.verification(id), 202), headers };
    },
  }),
  route({
    method: 'GET',
    url: '/api/v1/verifications/:id',
    summary: 'How a verification stands, and its verdict.',
    access: 'read',
    query: nothing,
    body: noBody,
    answers: { 200: { says: 'It.', schema: verificationSchema } },
    handle: ({ params }) => answerOf(api.verification(params['id'] ?? '')),
  }),
  route({
    method: 'POST',
    url: '/api/v1/audits',
    summary: 'Audit the selected devices.',
    access: 'audit',
    query: nothing,
    body: auditBody,
    answers: { 202: { says: 'Accepted; the audit is at Location.', schema: auditRequestedSchema } },
    handle: ({ body: { select, hash }, caller }) => {
      const requested = api.requestAudit({ select: select ?? {}, hash: hash ?? true, by: caller });
      if (!requested.ok) return problemOf(requested.error);
      const { id, devices } = requested.value;
      return {
        status: 202,
        body: { schema: 'pawl/audit-request/v1', id, devices },
        headers: { location: `/api/v1/audits/${encodeURIComponent(id)}` },
      };
    },
  }),
  route({
    method: 'POST',
    url: '/api/v1/windows',
    summary: 'Enter a change window: it authorises a step to its target, it mutes nothing.',
    access: 'window',
    query: nothing,
    body: windowBody,
    answers: { 201: { says: 'Entered.', schema: windowSchema } },
    handle: ({ body: { name, select, from, to, ticket, approvedBy, target }, caller }) => {
      const { version = null, patch = null, image = null } = target;
      const window = { name, select, from, to, ticket, approvedBy, target: { version, patch, image }, enteredAt: null };
      const added = answerOf(api.addWindow(window, caller), 201);
      return added.status === 201
        ? { ...added, headers: { location: `/api/v1/windows/${encodeURIComponent(name)}` } }
        : added;
    },
  }),
];
