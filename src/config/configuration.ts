import type { AgentSettings } from '../core/agent.ts';
import type { Baseline } from '../core/baseline.ts';
import type { Inventory } from '../core/inventory.ts';
import { checkWindows, readAgentSettings } from './agent-settings.ts';
import { readBaselines } from './baselines.ts';
import { checkBaselines } from './fleet-checks.ts';
import { type InventoryFiles, readInventory } from './inventory.ts';
import type { PlatformRules } from './platform-rules.ts';
import { type ConfigProblem, inOrder } from './problem.ts';
import type { SourceFile } from './yaml-document.ts';

/** The text of every file that an operator writes; null where a file is absent. */
export type ConfigurationFiles = {
  readonly inventory: InventoryFiles;
  readonly agent: SourceFile | null;
  readonly baselines: readonly SourceFile[];
};

export type Configuration = {
  readonly inventory: Inventory;
  readonly baselines: readonly Baseline[];
  readonly settings: AgentSettings;
};

/**
 * Reads everything and tells all problems at once, in the order of files and lines. With an error among them nothing
 * may be contacted: the configuration then lacks what could not be read.
 */
export function readConfiguration(
  files: ConfigurationFiles,
  rules: PlatformRules,
): { readonly configuration: Configuration; readonly problems: readonly ConfigProblem[] } {
  const { inventory, problems: inventoryProblems } = readInventory(files.inventory, rules.platformId);
  const { baselines, problems: baselineProblems } = readBaselines(files.baselines, rules);
  const agent = readAgentSettings(files.agent, rules);
  const problems = inOrder([
    ...inventoryProblems,
    ...baselineProblems,
    ...agent.problems,
    ...checkBaselines(baselines, inventory),
    ...checkWindows(agent, inventory, rules),
  ]);
  return { configuration: { inventory, baselines, settings: agent.settings }, problems };
}
