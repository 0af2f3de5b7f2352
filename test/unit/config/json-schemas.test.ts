import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../../src/config/json-schemas.ts';

const shipped = (name: string): string => fileURLToPath(new URL(`../../../schemas/${name}`, import.meta.url));
const schemas = Object.entries(jsonSchemas());

describe('the shipped JSON Schemas', () => {
  it('are those of the files and of the reports', () => {
    expect(schemas.map(([name]) => name)).toEqual([
      'hosts.json',
      'groups.json',
      'defaults.json',
      'agent.json',
      'baseline.json',
      'report.json',
      'report-summary.json',
      'report-device.json',
    ]);
  });

  it.each(schemas)('%s is what the program reads (UPDATE_GOLDEN=1 writes it)', (name, text) => {
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(shipped(name), text);
    expect(readFileSync(shipped(name), 'utf8')).toBe(text);
  });

  it('lets an editor read a version as a number and a list as absent', () => {
    const { properties } = JSON.parse(jsonSchemas()['baseline.json'] ?? '{}');
    expect(properties.approved.anyOf.map(({ type }: { type: string }) => type)).toEqual(['array', 'null']);
    expect(properties.approved.anyOf[0].items.properties.version.type).toContain('number');
  });
});
