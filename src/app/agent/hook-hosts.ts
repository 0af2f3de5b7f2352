import ipaddr from 'ipaddr.js';
import { isObject, member, textOf } from './json-walk.ts';

/**
 * A name or address as the inventory may have it: without port, brackets, domain of an account, trailing dot; addresses
 * in their one spelling. Null: it is neither. It is looked up and never contacted.
 */
export function hostText(value: unknown): string | null {
  const text = textOf(value, 300);
  if (text === null) return null;
  const bare =
    /^\[([0-9a-f:.]{2,45})\](?::\d{1,5})?$/i.exec(text)?.[1] ?? /^([^:\s]{1,253}):\d{1,5}$/.exec(text)?.[1] ?? text;
  const account = bare.lastIndexOf('\\');
  const name = (account < 0 ? bare : bare.slice(account + 1)).replace(/\.$/, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(name)) return name;
  if (name.includes(':')) return ipaddr.IPv6.isValid(name) ? ipaddr.process(name).toString() : null;
  return name.length <= 253 && /^[\p{L}\p{N}_.() /-]+$/u.test(name) ? name : null;
}

/** What stands behind so many is not looked at; an alert may name far fewer. */
const mostItems = 5000;

/** One host or a list of them; an object is called by its name or address. A list in one text is split at commas. */
export function hostsIn(value: unknown): readonly string[] {
  if (Array.isArray(value))
    return value.slice(0, mostItems).flatMap((item) => (Array.isArray(item) ? [] : hostsIn(item)));
  if (isObject(value))
    return ['name', 'hostname', 'host', 'ip', 'address'].flatMap((key) => {
      const inner = member(value, key);
      return isObject(inner) ? [] : hostsIn(inner);
    });
  if (typeof value === 'string' && value.includes(','))
    return value.split(',', mostItems).flatMap((part) => hostsIn(part));
  const host = hostText(value);
  return host === null ? [] : [host];
}

/** Each once, without regard to case. */
export function distinct(hosts: readonly string[]): readonly string[] {
  return [...new Map(hosts.map((host) => [host.toLowerCase(), host])).values()];
}
