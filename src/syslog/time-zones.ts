/**
 * Offsets from UTC in minutes of the zone names that devices print. A name with several offsets is ambiguous; the first
 * is the commonest in device logs. The text is the operator's choice on most devices (`clock timezone NAME hours`), so a
 * known name is a good guess and never proof. Source: the names of the IANA time zone database, 2024 edition.
 */
const zones: Readonly<Record<string, readonly number[]>> = {
  UTC: [0],
  GMT: [0],
  UCT: [0],
  Z: [0],
  WET: [0],
  WEST: [60],
  BST: [60, 360],
  IST: [330, 60, 120],
  CET: [60],
  MET: [60],
  MEZ: [60],
  CEST: [120],
  MEST: [120],
  MESZ: [120],
  METDST: [120],
  CEDT: [120],
  EET: [120],
  EEST: [180],
  EEDT: [180],
  SAST: [120],
  CAT: [120],
  WAT: [60],
  EAT: [180],
  MSK: [180],
  MSD: [240],
  TRT: [180],
  AST: [-240, 180],
  ADT: [-180],
  NST: [-210],
  NDT: [-150],
  EST: [-300, 600],
  EDT: [-240, 660],
  CST: [-360, 480, -300, 570],
  CDT: [-300, -240],
  MST: [-420, 480],
  MDT: [-360],
  PST: [-480, 480],
  PDT: [-420],
  AKST: [-540],
  AKDT: [-480],
  HST: [-600],
  BRT: [-180],
  BRST: [-120],
  ART: [-180],
  CLT: [-240],
  CLST: [-180],
  COT: [-300],
  PET: [-300],
  VET: [-240],
  GST: [240],
  PKT: [300],
  NPT: [345],
  ICT: [420],
  WIB: [420],
  WITA: [480],
  WIT: [540],
  HKT: [480],
  SGT: [480],
  MYT: [480],
  PHT: [480],
  JST: [540],
  KST: [540],
  AWST: [480],
  ACST: [570],
  ACDT: [630],
  AEST: [600],
  AEDT: [660],
  NZST: [720],
  NZDT: [780],
};

const zoneMap: ReadonlyMap<string, readonly number[]> = new Map(Object.entries(zones));
const numeric = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i;

/**
 * All offsets in minutes that a zone text can mean, the commonest first: `Z`, `+0200`, `UTC+07:30`, `CEST`, `mdt`.
 * Empty for a name that is not known. `UTC+2` is read as two hours east of Greenwich.
 */
export function zoneOffsets(text: string): readonly number[] {
  const known = zoneMap.get(text) ?? zoneMap.get(text.toUpperCase());
  if (known !== undefined) return known;
  const match = text.length <= 10 ? numeric.exec(text) : null;
  if (match === null) return [];
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 14 * 60) return [];
  return [match[1] === '-' ? -minutes : minutes];
}

/** True for a name of the table in any case; false for a numeric offset. */
export const isZoneName = (text: string): boolean => zoneMap.has(text) || zoneMap.has(text.toUpperCase());
