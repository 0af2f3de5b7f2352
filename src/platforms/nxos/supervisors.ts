import { type Fields, listField, textField } from '../shared/read-kit.ts';
import type { NxosReplies } from './replies.ts';

/** One supervisor that can boot: its place in the chassis and what is saved for it. */
export type Supervisor = {
  /** `self` on a device with one. */
  readonly id: string;
  /** Null on a device with one. */
  readonly member: string | null;
  /** `sup-1` or `sup-2`, the word of the boot variables. */
  readonly block: string;
  readonly active: boolean;
  readonly serial: string | null;
  readonly version: string | null;
  readonly shown: Fields | null;
  readonly saved: Fields | null;
};

const running = /^(?:active|ha-standby|standby)$/;

/**
 * The supervisors of the chassis, the active one first. Slots come in pairs on every chassis (1/2, 3/4, 5/6, 7/8, 9/10,
 * 27/28), so an odd slot is `sup-1`. Without a module list there is one.
 */
export function supervisorsOf(replies: Pick<NxosReplies, 'modules' | 'boot' | 'startup'>): readonly Supervisor[] {
  const listed = listField(replies.modules.fields, 'members').filter((module) => module['supervisor'] === true);
  const present = listed.filter((module) => running.test(textField(module, 'state') ?? ''));
  if (present.length < 2) {
    const slot = textField(present[0] ?? {}, 'id');
    return [
      supervisor(replies, { id: 'self', block: slot === null ? 'sup-1' : blockOf(slot), active: true, module: {} }),
    ];
  }
  return present
    .map((module) => {
      const block = blockOf(textField(module, 'id') ?? '');
      return supervisor(replies, { id: block, block, active: module['active'] === true, module });
    })
    .sort((a, b) => Number(b.active) - Number(a.active));
}

/** Supervisors that the chassis lists and that are neither active nor standby. */
export function absentSupervisors(
  modules: NxosReplies['modules'],
): readonly { readonly id: string; readonly why: string }[] {
  return listField(modules.fields, 'members')
    .filter((module) => module['supervisor'] === true && !running.test(textField(module, 'state') ?? ''))
    .map((module) => ({ id: blockOf(textField(module, 'id') ?? ''), why: textField(module, 'state') ?? 'no state' }));
}

const blockOf = (slot: string): string => (Number(slot) % 2 === 0 ? 'sup-2' : 'sup-1');

function supervisor(
  { boot, startup }: Pick<NxosReplies, 'boot' | 'startup'>,
  {
    id,
    block,
    active,
    module,
  }: { readonly id: string; readonly block: string; readonly active: boolean; readonly module: Fields },
): Supervisor {
  return {
    id,
    member: id === 'self' ? null : id,
    block,
    active,
    serial: textField(module, 'serial'),
    version: textField(module, 'version'),
    shown: blockFields(boot.fields, block),
    saved: blockFields(startup.fields, block),
  };
}

/** The block of this supervisor; where the output has none for it, what holds for all. */
function blockFields(fields: Fields, block: string): Fields | null {
  if (Object.keys(fields).length === 0) return null;
  const members = listField(fields, 'members');
  return members.find((member) => member['id'] === block) ?? members.find((member) => member['id'] === '') ?? fields;
}
