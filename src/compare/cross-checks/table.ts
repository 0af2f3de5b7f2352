import { type CrossCheck, judgedBy } from './check.ts';
import { knownCommands, listedAndUsed } from './files-and-commands.ts';
import { asCollected } from './log-collector.ts';
import { asTwins, codeIsReadOnly } from './memory-and-twins.ts';
import { memoryAndRunning, nameAndBanner, runningAndNext, runningFile } from './running-image.ts';
import { builtAsBefore, outputsAlike, startTwice } from './told-twice.ts';

/**
 * The checks that expose a lying or changed device, in the order of their numbers. X08 (SNMP) and X09 (what neighbours
 * heard) are not there: pawl asks for neither. No check names a platform; one whose facts are not there cannot tell.
 */
export const crossChecks: readonly CrossCheck[] = [
  {
    id: 'X01',
    inputs: 'running release, path of the running image',
    weight: 'weak',
    against: 'word',
    rule: nameAndBanner,
  },
  {
    id: 'X02',
    inputs: 'path of the running image, complete listing',
    weight: 'weak',
    against: 'state',
    rule: runningFile,
  },
  {
    id: 'X03',
    inputs: 'running release, resolved next boot',
    weight: 'strong',
    against: 'state',
    rule: runningAndNext,
  },
  {
    id: 'X04',
    inputs: 'uptime, stated start, clock of the device',
    weight: 'strong',
    against: 'word',
    rule: startTwice,
  },
  {
    id: 'X05',
    inputs: 'clock of the device',
    weight: 'weak',
    against: 'state',
    rule: judgedBy('clock-skew'),
  },
  {
    id: 'X06',
    inputs: 'memory of the last reset, other slot, rollback points',
    weight: 'strong',
    against: 'state',
    rule: memoryAndRunning,
  },
  {
    id: 'X07',
    inputs: 'build date, build date of the last audit',
    weight: 'strong',
    against: 'word',
    rule: builtAsBefore,
  },
  {
    id: 'X10',
    inputs: 'complete listings, baseline',
    weight: 'weak',
    against: 'state',
    rule: judgedBy('image-unknown', 'os-downgrade-staged'),
  },
  {
    id: 'X11',
    inputs: 'signer of the running image and of its file',
    weight: 'strong',
    against: 'word',
    rule: judgedBy('image-cert-changed'),
  },
  {
    id: 'X12',
    inputs: 'digest of the device, digest off the box',
    weight: 'strong',
    against: 'word',
    rule: judgedBy('device-hash-lies'),
  },
  {
    id: 'X13',
    inputs: 'digests of image, packages and code in memory; two other devices of the model with the release',
    weight: 'strong',
    against: 'word',
    rule: asTwins,
  },
  {
    id: 'X14',
    inputs: 'memory regions',
    weight: 'strong',
    against: 'word',
    rule: codeIsReadOnly,
  },
  {
    id: 'X15',
    inputs: 'policies and aliases; release and register from two commands',
    weight: 'strong',
    against: 'word',
    rule: outputsAlike,
  },
  {
    id: 'X16',
    inputs: 'release of each member',
    weight: 'strong',
    against: 'state',
    rule: judgedBy('os-member-mismatch'),
  },
  {
    id: 'X17',
    inputs: 'release of the peer',
    weight: 'weak',
    against: 'state',
    rule: judgedBy('os-peer-mismatch'),
  },
  {
    id: 'X18',
    inputs: 'header of the saved configuration',
    weight: 'weak',
    against: 'state',
    rule: judgedBy('config-newer-than-os'),
  },
  {
    id: 'X19',
    inputs: 'SSH handshake of this and of the last audit',
    weight: 'weak',
    against: 'word',
    rule: judgedBy('ssh-crypto-weakened', 'hostkey-changed'),
  },
  {
    id: 'X20',
    inputs: 'running release, refusals',
    weight: 'weak',
    against: 'word',
    rule: knownCommands,
  },
  {
    id: 'X21',
    inputs: 'complete listing without folders, size of the file system',
    weight: 'weak',
    against: 'word',
    rule: listedAndUsed,
  },
  {
    id: 'X22',
    inputs: 'serial numbers, history, inventory',
    weight: 'strong',
    against: 'state',
    rule: judgedBy('identity-changed'),
  },
  {
    id: 'X23',
    inputs: 'version of the boot loader',
    weight: 'strong',
    against: 'state',
    rule: judgedBy('bootloader-changed'),
  },
  {
    id: 'X24',
    inputs: 'lines about the device in alerts of the record',
    weight: 'strong',
    against: 'word',
    rule: asCollected,
  },
];
