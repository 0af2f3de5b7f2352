// The layers of src/: which folder may import which (src/README.md has the map).
const layers = {
  core: [],
  'known-good': ['core', 'platforms'],
  platforms: ['core'],
  config: ['core', 'platforms'],
  import: ['core', 'platforms', 'config'],
  syslog: ['core'],
  detect: ['core', 'platforms'],
  correlate: ['core'],
  collect: ['core', 'platforms'],
  compare: ['core', 'known-good', 'platforms'],
  report: ['core'],
  edge: ['core'],
  cli: ['core', 'app', 'report'],
  demo: ['core', 'platforms', 'config', 'compare', 'edge', 'app', 'report'],
  app: ['known-good', 'core', 'platforms', 'config', 'import', 'syslog', 'detect', 'correlate', 'collect', 'compare', 'report'],
};
const pure = '^src/(core|known-good|platforms|syslog|detect|correlate|collect|compare|report)/';
const purePackages = 'semver|csv-stringify|csv-parse|cli-table3|canonicalize|ipaddr\\.js|picomatch|preact|preact-render-to-string';
module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, below]) => ({
      name: `${layer}-layer`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^src/', pathNot: `^src/(${[layer, ...below].join('|')})/|^src/((record|report|agent)-)?ports\\.ts$` },
    })),
    {
      name: 'pure-folders-do-no-io',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['core', 'npm'], pathNot: `node_modules/(${purePackages})/|^(node:)?crypto$` },
    },
    {
      name: 'import-does-no-io',
      severity: 'error',
      from: { path: '^src/import/' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: `node_modules/(${purePackages}|yaml)/|^(node:)?crypto$` },
    },
    {
      name: 'platforms-are-islands',
      severity: 'error',
      from: { path: '^src/platforms/([^/]+)/' },
      to: { path: '^src/platforms/[^/]+/', pathNot: '^src/platforms/($1|shared)/' },
    },
    {
      name: 'nobody-names-a-platform',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platforms/' },
      to: { path: '^src/platforms/[^/]+/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' } },
};
