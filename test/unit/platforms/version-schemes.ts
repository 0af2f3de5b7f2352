import type { VersionScheme } from '../../../src/core/version.ts';
import { eosVersions } from '../../../src/platforms/eos/versions.ts';
import { fortiosVersions } from '../../../src/platforms/fortios/versions.ts';
import { iosVersions } from '../../../src/platforms/ios/versions.ts';
import { iosxeVersions } from '../../../src/platforms/iosxe/versions.ts';
import { iosxrVersions } from '../../../src/platforms/iosxr/versions.ts';
import { junosVersions } from '../../../src/platforms/junos/versions.ts';
import { nxosVersions } from '../../../src/platforms/nxos/versions.ts';
import { panosVersions } from '../../../src/platforms/panos/versions.ts';

/** The schemes by the name of their fixture file. */
export const schemes: Readonly<Record<string, VersionScheme>> = {
  ios: iosVersions,
  iosxe: iosxeVersions,
  iosxr: iosxrVersions,
  nxos: nxosVersions,
  junos: junosVersions,
  panos: panosVersions,
  fortios: fortiosVersions,
  eos: eosVersions,
};
