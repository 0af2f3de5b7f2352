import type { ConfigProblem } from '../config/problem.ts';
import type { Place } from '../core/baseline.ts';
import type { Foreign } from './foreign-yaml.ts';

/** Groups and hosts of an Ansible inventory as they are written, before variables are merged. */
export type AnsibleTree = {
  readonly groups: Map<string, AnsibleGroup>;
  readonly hosts: Map<string, AnsibleHost>;
  readonly problems: ConfigProblem[];
};

export type AnsibleVars = Map<string, Foreign>;
export type AnsibleGroup = {
  readonly place: Place;
  readonly vars: AnsibleVars;
  readonly hosts: Set<string>;
  readonly children: Set<string>;
};
export type AnsibleHost = { readonly place: Place; readonly vars: AnsibleVars };

export const emptyTree = (): AnsibleTree => ({ groups: new Map(), hosts: new Map(), problems: [] });

export function groupOf(tree: AnsibleTree, name: string, place: Place): AnsibleGroup {
  const known = tree.groups.get(name);
  if (known !== undefined) return known;
  const group: AnsibleGroup = { place, vars: new Map(), hosts: new Set(), children: new Set() };
  tree.groups.set(name, group);
  return group;
}

export function hostOf(tree: AnsibleTree, name: string, place: Place): AnsibleHost {
  const known = tree.hosts.get(name);
  if (known !== undefined) return known;
  const host: AnsibleHost = { place, vars: new Map() };
  tree.hosts.set(name, host);
  return host;
}
