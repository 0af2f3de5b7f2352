import { isIP } from 'node:net';
import type { LogEvent } from '../../core/indicator.ts';
import type { Device } from '../../core/inventory.ts';
import type { DeviceDirectory } from '../device-directory.ts';
import type { Sender } from './senders.ts';

/**
 * The device that a line is about: the one that the line names; else the one that sent it, unless the line came through
 * a relay, names another address, or is an AAA server's of the devices that it serves.
 */
export function deviceOfLine(event: LogEvent, sender: Sender | null, directory: DeviceDirectory): Device | null {
  const named = directory(event);
  if (named !== null || sender === null || sender.device === null) return named;
  const { host, relay, fields } = event;
  if (sender.relays || relay !== null || fields['server'] !== undefined) return null;
  return host !== null && isIP(host) !== 0 && host !== sender.address ? null : sender.device;
}
