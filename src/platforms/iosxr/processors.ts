import { type Fields, listField, textField } from '../shared/read-kit.ts';

/** One route processor: `self` on a device with one, its node name (`0/RP0/CPU0`) elsewhere. */
export type XrProcessor = {
  readonly id: string;
  readonly member: string | null;
  /** Null where no output tells it. */
  readonly node: string | null;
  readonly role: 'active' | 'standby' | null;
};

const isProcessor = (node: string): boolean => /^\d{1,3}\/R(?:S?P)\d{1,2}(?:\/CPU\d)?$/i.test(node);
const runs = /^(?:IOS XR RUN|OPERATIONAL|UP|RUN)$/i;

/** Route processors that run, the active one first; from the platform list, else from the nodes of the package lists. */
export function xrProcessors(platform: Fields, active: Fields): readonly XrProcessor[] {
  const listed = listField(platform, 'members').filter(
    (node) => node['processor'] === true && isCpu(textField(node, 'id')),
  );
  const present = listed.filter((node) => runs.test(textField(node, 'state') ?? '') || node['active'] === true);
  const named =
    listed.length > 0
      ? present.map((node) => ({ node: textField(node, 'id') ?? '', role: roleOf(node) }))
      : [...new Set(listField(active, 'packages').map((one) => textField(one, 'where') ?? ''))]
          .filter(isProcessor)
          .map((node) => ({ node, role: null }));
  const [first] = named;
  if (named.length < 2) return [{ id: 'self', member: null, node: first?.node ?? null, role: null }];
  const rank = (role: XrProcessor['role']): number => (role === 'active' ? 0 : 1);
  return named
    .map(({ node, role }) => ({ id: node, member: node, node, role }))
    .sort((a, b) => rank(a.role) - rank(b.role));
}

const isCpu = (id: string | null): boolean => id !== null && /\/CPU\d$/i.test(id) && isProcessor(id);

function roleOf(node: Fields): XrProcessor['role'] {
  const role = textField(node, 'role');
  return role === 'active' || role === 'standby' ? role : null;
}

/** Route processors that the chassis lists and that do not run XR. */
export function absentProcessors(platform: Fields): readonly { readonly id: string; readonly why: string }[] {
  return listField(platform, 'members')
    .filter(
      (node) => isCpu(textField(node, 'id')) && node['active'] !== true && !runs.test(textField(node, 'state') ?? ''),
    )
    .map((node) => ({ id: textField(node, 'id') ?? '', why: textField(node, 'state') ?? 'no state' }));
}

/** Serial of a route processor (`0/RP0`, `0/RP0/CPU0`, `module 0/RSP0/CPU0`), on a device with one of the chassis. */
export function serialOf(inventory: Fields, { member, node }: XrProcessor): string | null {
  const items = listField(inventory, 'items');
  const slot = node?.replace(/\/CPU\d$/i, '').toLowerCase() ?? null;
  const names = (item: Fields): string =>
    (textField(item, 'name') ?? '')
      .toLowerCase()
      .replace(/^(?:module|node) /, '')
      .replace(/\/cpu\d$/, '');
  const own = slot === null ? undefined : items.find((item) => names(item) === slot && item['serial'] !== undefined);
  if (member !== null) return textField(own ?? {}, 'serial');
  return textField(inventory, 'serial') ?? textField(own ?? {}, 'serial');
}
