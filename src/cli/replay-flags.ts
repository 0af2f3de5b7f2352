/** What `pawl replay` was told. */
export type ReplayFlags = {
  readonly input?: 'raw' | 'tacacs' | 'cef' | 'table';
  readonly format: 'table' | 'json' | 'ndjson' | 'csv';
  readonly alerts?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly explain?: string;
  readonly inventory?: string;
  readonly baselines?: string;
  readonly db?: string;
  readonly ruleset: 'pawl' | 'sentinel';
  readonly now?: string;
  readonly edges: 'literal' | 'trim';
  readonly output?: string;
  readonly unparsed?: boolean;
  readonly prefilter: boolean;
  readonly quiet?: boolean;
  readonly exitZero?: boolean;
};
