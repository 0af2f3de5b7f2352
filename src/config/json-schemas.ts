import { z } from 'zod';
import { agentSchema } from './agent-schema.ts';
import { baselineSchema } from './baseline-schema.ts';
import { defaultsSchema, groupsSchema, hostsSchema } from './inventory-schema.ts';
import { deviceReportSchema, reportSchema, reportSummarySchema } from './report-schema.ts';

const sources = {
  hosts: { schema: hostsSchema, title: 'pawl inventory/hosts.yaml' },
  groups: { schema: groupsSchema, title: 'pawl inventory/groups.yaml' },
  defaults: { schema: defaultsSchema, title: 'pawl inventory/defaults.yaml' },
  agent: { schema: agentSchema, title: 'pawl inventory/agent.yaml' },
  baseline: { schema: baselineSchema, title: 'pawl baselines/*.yaml' },
  report: { schema: reportSchema, title: 'pawl report --format json' },
  'report-summary': { schema: reportSummarySchema, title: 'pawl report summary --format json' },
  'report-device': { schema: deviceReportSchema, title: 'pawl report device NAME --format json' },
};

/**
 * JSON Schemas (draft 7, which editors know best) of every file that an operator writes, and of the reports, by the
 * name of the shipped file: `hosts.json`, … Those of the operator's files are wider than `pawl check`: an editor reads
 * `17.10` as a number, pawl as text.
 */
export function jsonSchemas(): Readonly<Record<string, string>> {
  const named = Object.entries(sources).map(([name, { schema, title }]) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
    return [`${name}.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`] as const;
  });
  return Object.fromEntries(named);
}
