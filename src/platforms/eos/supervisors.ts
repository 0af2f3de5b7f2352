import type { Fields } from '../shared/read-kit.ts';
import { listField, textField } from '../shared/read-kit.ts';

/** One supervisor: `self` on a fixed switch, its slot on a modular one. */
export type EosSupervisor = {
  readonly id: string;
  readonly member: string | null;
  readonly active: boolean;
  readonly card: Fields;
};

/** The supervisors that are active or standby, the active one first; one without a name where no list was shown. */
export function eosSupervisors(modules: Fields): readonly EosSupervisor[] {
  const cards = listField(modules, 'members').filter((card) =>
    /^(?:active|standby)$/.test(textField(card, 'state') ?? ''),
  );
  if (cards.length < 2) return [{ id: 'self', member: null, active: true, card: {} }];
  return cards
    .map((card) => {
      const id = textField(card, 'id') ?? '';
      return { id, member: id, active: card['active'] === true, card };
    })
    .sort((a, b) => Number(b.active) - Number(a.active));
}

/** Supervisors that the chassis lists and that are neither active nor standby. */
export function absentEosSupervisors(modules: Fields): readonly { readonly id: string; readonly why: string }[] {
  return listField(modules, 'members')
    .filter((card) => !/^(?:active|standby)$/.test(textField(card, 'state') ?? ''))
    .map((card) => ({ id: textField(card, 'id') ?? '', why: textField(card, 'state') ?? 'no state' }));
}

/** Chassis of the 7300, 7500 and 7800 series take two supervisors. */
export const isModular = (model: string | null): boolean =>
  model !== null && /^DCS-7(?:3(?:04|08|16)|5(?:04|08|12|16)|8(?:04|08|12|16))/.test(model);
