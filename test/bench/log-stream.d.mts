type Templates = { readonly quiet: readonly unknown[]; readonly loud: readonly unknown[] };
export function seeded(seed: number): () => number;
export function logStream(options: {
  readonly seed: number;
  readonly lines: number;
  readonly interesting?: number;
  readonly templates?: Templates;
}): Generator<string>;
export const otherTemplates: Templates;
