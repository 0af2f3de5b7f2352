import type { Collection, Want } from '../platform.ts';
import { shownPlatform } from '../shared/cisco-claims.ts';
import { collectCisco } from '../shared/cisco-collect.ts';
import { ciscoForms } from '../shared/cisco-commands.ts';
import { type Fields, listField, textField } from '../shared/read-kit.ts';
import { askInstall } from './ask-install.ts';
import { iosxeForms } from './commands.ts';
import { iosxeVersions } from './versions.ts';

/** The questions for IOS-XE; see `collectCisco`. Switches know `show boot`, routers and controllers `show bootvar`. */
export function collectIosxe(want: Want): Collection {
  return collectCisco(want, {
    platform: 'iosxe',
    versions: iosxeVersions,
    standbyPrefix: 'stby-',
    bootForms: (version) =>
      isSwitch(version)
        ? [ciscoForms.boot, iosxeForms.bootSystem, ciscoForms.bootvar]
        : [ciscoForms.bootvar, ciscoForms.boot],
    shown: shownPlatform,
    measurement: { integrity: iosxeForms.signedIntegrity, certificates: iosxeForms.identity },
    askInstall,
  });
}

function isSwitch(version: Fields): boolean {
  return (
    listField(version, 'members').length > 0 ||
    /^(?:CAT|IE|ESS|S5200)/i.test(textField(version, 'software_image') ?? '') ||
    /^(?:WS-C|C9[2-6]|IE-|ESS)/i.test(textField(version, 'model') ?? '')
  );
}
