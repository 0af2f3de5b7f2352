import type { Collection, Want } from '../platform.ts';
import { shownPlatform } from '../shared/cisco-claims.ts';
import { collectCisco } from '../shared/cisco-collect.ts';
import { ciscoForms } from '../shared/cisco-commands.ts';
import type { InstallKnowledge } from '../shared/cisco-traits.ts';
import type { Asking } from '../shared/collect-kit.ts';
import { listField } from '../shared/read-kit.ts';
import { askMemory } from './memory.ts';
import { iosVersions } from './versions.ts';

/** The questions for IOS; see `collectCisco`. Fixed switches know `show boot` only, the others `show bootvar`. */
export function collectIos(want: Want): Collection {
  return collectCisco(want, {
    platform: 'ios',
    versions: iosVersions,
    standbyPrefix: 'slave',
    bootForms: (version) =>
      listField(version, 'members').length > 0
        ? [ciscoForms.boot, ciscoForms.bootvar]
        : [ciscoForms.bootvar, ciscoForms.boot],
    shown: shownPlatform,
    askMemory,
    askInstall: noInstallMode,
  });
}

/** An IOS image is one file: no packages, and a fix is a new release, so that there are no patches to lose. */
function* noInstallMode(): Asking<InstallKnowledge> {
  return {
    release: () => ({ version: null, versionFrom: null }),
    member: () => ({
      version: null,
      mode: null,
      patches: [],
      packages: [],
      inactive: [],
      commit: null,
      autoAbort: null,
    }),
    files: () => [],
    tellings: () => [],
    missing: [],
    notes: [],
  };
}
