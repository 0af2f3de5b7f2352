import ipaddr from 'ipaddr.js';
import { err, ok, type Result } from '../core/result.ts';

export type HostAddress = { readonly host: string; readonly port: number | null };

/**
 * Reads a name, an IPv4 or IPv6 address, or one of them with a port (`192.0.2.1:2222`, `[2001:db8::7]:2222`).
 * An IPv6 address with a port needs its brackets: without them nobody can tell where the address ends.
 * Addresses with leading zeros (octal in some programs), with a prefix length and URLs are refused.
 */
export function readHostAddress(text: string): Result<HostAddress, string> {
  const bracketed = /^\[([^\]]{1,64})\](?::(\d{1,5}))?$/.exec(text);
  if (bracketed !== null) {
    const [, inner = '', port] = bracketed;
    return isIpv6(inner) ? withPort(inner, port) : err(`"${inner}" is no IPv6 address`);
  }
  if (isIpv6(text)) return ok({ host: text, port: null });
  if (text.includes('/')) return err(`"${text.slice(0, 80)}": give the address alone, without prefix length or scheme`);
  const [, host = text, port] = /^([^:]*):(\d{1,5})$/.exec(text) ?? [];
  if (host.includes(':')) return err(`"${text.slice(0, 80)}" is no IPv6 address; with a port write [address]:port`);
  if (/^[\d.]+$/.test(host))
    return ipaddr.IPv4.isValidFourPartDecimal(host)
      ? withPort(host, port)
      : err(`"${host.slice(0, 80)}" is no IPv4 address`);
  const name = /^(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?$/;
  return host.length <= 253 && name.test(host)
    ? withPort(host, port)
    : err(`"${text.slice(0, 80)}" is no host name or address`);
}

function withPort(host: string, port: string | undefined): Result<HostAddress, string> {
  if (port === undefined) return ok({ host, port: null });
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? ok({ host, port: number }) : err(`"${port}" is no port`);
}

const isIpv6 = (text: string): boolean => text.includes(':') && ipaddr.IPv6.isValid(text);

/** The one spelling that equal names and addresses share: `2001:DB8::0:7` and `2001:db8::7`, `::ffff:192.0.2.1` and `192.0.2.1`. */
export function canonicalHost(host: string): string {
  // Four decimal parts without leading zeros have one spelling.
  if (ipaddr.IPv4.isValidFourPartDecimal(host)) return host;
  if (isIpv6(host)) return ipaddr.process(host).toString();
  return host.toLowerCase().replace(/\.$/, '');
}
