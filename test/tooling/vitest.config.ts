import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Suites with servers that are not ours run only where somebody says that the servers are installed. */
const servers = {
  root,
  test: {
    name: 'servers',
    include: ['test/servers/**/*.test.ts'],
    pool: 'forks' as const,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'pure',
          include: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts', 'test/*.test.ts'],
          pool: 'threads',
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'edges',
          include: ['test/integration/**/*.test.ts', 'test/cli/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      ...(process.env['PAWL_SERVERS'] === undefined ? [] : [servers]),
    ],
  },
});
