import { approvedEntry, forbiddenEntry, isBelowApproved } from '../compare/approval.ts';
import type { Alert, AlertStep } from '../core/alert.ts';
import type { ChangeWindow } from '../core/baseline.ts';
import { type EpochMs, epochMs } from '../core/brands.ts';
import type { Device } from '../core/inventory.ts';
import { findBaseline, matches, subjectOf } from '../core/match.ts';
import { compareTexts, type Order } from '../core/version.ts';
import { type Correlator, correlator, type Subject } from '../correlate/correlator.ts';
import { type MarkMemory, markMemory } from '../correlate/mark-memory.ts';
import { type VersionMemory, versionMemory } from '../correlate/version-memory.ts';
import { platforms } from '../platforms/index.ts';
import type { FoundIndicator } from '../report/indicator-json.ts';
import type { Configuration } from './configuration.ts';
import type { Judged } from './judge-line.ts';
import { lineMarks } from './line-marks.ts';

export const maxDevices = 50_000;
/** Where no inventory was given. */
export const defaultThreshold = 35;
/** A hundred megabytes of lines of the usual length; of the longest that are kept two gigabytes. */
const maxOpenSteps = 250_000;

export type AlertJoiner = {
  /** The indicator as it weighs after what its device told before. */
  readonly weigh: (judged: Judged) => Judged;
  /** Alerts that ended by this indicator. */
  readonly add: (judged: Judged) => readonly Alert[];
  /**
   * The same for a line that came just now: the time of its receipt orders it, whatever the clock of its device says.
   * Null: set aside.
   */
  readonly receive: (judged: Judged, receivedAt: EpochMs) => Received | null;
  /** Goes on with alerts of an earlier run; further indicators of their devices extend them. */
  readonly restore: (alerts: readonly Alert[]) => void;
  /** The next indicator of its device begins a new alert. */
  readonly end: (id: string) => void;
  /** What a device is known to run: the next version that it tells is weighed against it. */
  readonly runs: (device: string, version: string) => void;
  readonly open: () => readonly Alert[];
  readonly threshold: number;
  readonly memory: VersionMemory;
};

/** A step that was joined; `alert` is made when asked for. */
export type Received = { readonly id: string; readonly step: AlertStep; readonly alert: () => Alert };

export type JoinerOptions = {
  /** Null: no inventory was given. */
  readonly configuration: Configuration | null;
  /** Windows on record, beside those of agent.yaml. */
  readonly recordedWindows: readonly ChangeWindow[] | (() => readonly ChangeWindow[]);
  /** Addresses of the machine that pawl runs on: its own account from elsewhere is an alarm. */
  readonly ownAddresses: readonly string[];
  /** That of the joiner whose place this one takes. */
  readonly memory?: VersionMemory;
};

/** Joins indicators to alerts with what the operator's files say of the devices. */
export function alertJoiner({ configuration, recordedWindows, ownAddresses, ...given }: JoinerOptions): AlertJoiner {
  const devices = new Map<string, Device>(configuration?.inventory.devices.map((device) => [device.name, device]));
  const threshold = configuration?.settings.verification.threshold ?? defaultThreshold;
  const settled = configuration?.settings.windows ?? [];
  const recorded = typeof recordedWindows === 'function' ? recordedWindows : () => recordedWindows;
  const memory = given.memory ?? versionMemory(maxDevices);
  const marks: MarkMemory = markMemory(maxDevices);
  const signed = (judged: Judged, subject: Subject): AlertStep => {
    const step = stepOf(judged);
    const signs = marks.signs(subject.key, step.kind, lineMarks(judged.event));
    return signs.length === 0 ? step : { ...step, signs };
  };
  const joined: Correlator = correlator({
    automation: configuration?.settings.automation ?? [],
    threshold,
    maxDevices,
    maxOpenSteps,
    contextOf(subject) {
      const device = subject.name === null ? undefined : devices.get(subject.name);
      const asked = device === undefined ? null : subjectOf(device, { platform: null, models: [], serials: [] });
      return {
        windows:
          asked === null
            ? []
            : [...settled, ...recorded()].filter(({ select }) => matches(select, asked).matched === 'yes'),
        isLab: device?.environment === 'lab',
        order: orderOf(subject.platform),
      };
    },
    isOwn({ name }, { user, source }) {
      const device = name === null ? undefined : devices.get(name);
      if (device === undefined || user === null || device.username !== user || ownAddresses.length === 0)
        return 'other';
      if (source === null) return 'other';
      return ownAddresses.includes(source) ? 'own' : 'own-account-elsewhere';
    },
  });
  /** What the baseline of the device says of a release at the line's time. */
  const approvalOf = ({ name, platform }: Subject, version: string, at: number | null): 'approved' | 'older' | null => {
    const device = name === null ? undefined : devices.get(name);
    if (configuration === null || device === undefined || at === null) return null;
    const asked = subjectOf(device, { platform, models: [], serials: [] });
    const { baseline } = findBaseline(asked, configuration.baselines);
    const scheme = platforms.find(({ id }) => id === asked.platform)?.versions;
    if (baseline === null || scheme === undefined) return null;
    if (
      forbiddenEntry(baseline, scheme, version) === null &&
      approvedEntry(baseline, scheme, version, epochMs(at)) !== null
    )
      return 'approved';
    return isBelowApproved(baseline, scheme, version) ? 'older' : null;
  };
  return {
    threshold,
    weigh: (judged) => {
      const subject = subjectIn(judged.found);
      const hit = memory.weigh(subject.key, judged.found.hit, {
        order: orderOf(subject.platform),
        approval: (version) => approvalOf(subject, version, judged.at),
      });
      return hit === judged.found.hit ? judged : { ...judged, found: { ...judged.found, hit } };
    },
    add(judged) {
      const subject = subjectIn(judged.found);
      return joined.add(subject, signed(judged, subject)).ended;
    },
    receive(judged, receivedAt) {
      const subject = subjectIn(judged.found);
      const step = { ...signed(judged, subject), at: receivedAt };
      const { joinedTo } = joined.add(subject, step);
      return joinedTo === null ? null : { ...joinedTo, step };
    },
    restore(alerts) {
      for (const alert of alerts) joined.restore(subjectOfAlert(alert, devices), alert);
    },
    end: (id) => joined.end(id),
    runs: (device, version) => memory.runs(`device ${device}`, version),
    open: () => joined.open(),
    memory,
  };
}

/** Versions that no platform is known for are ordered where every platform that can read both says the same. */
function orderOf(platform: string | null): (a: string, b: string) => Order {
  const schemes = platforms.filter(({ id }) => platform === null || id === platform).map(({ versions }) => versions);
  return (a, b) => {
    const orders = new Set(
      schemes.map((scheme) => compareTexts(scheme, a, b).order).filter((order) => order !== 'incomparable'),
    );
    const [only] = orders;
    return orders.size === 1 && only !== undefined ? only : 'incomparable';
  };
}

/** Lines that name no device are joined by the file that they stand in. */
function subjectIn({ device, hit, file }: FoundIndicator): Subject {
  if (device !== null) return { key: `device ${device}`, name: device, platform: hit.platform };
  if (hit.host !== null) return { key: `host ${hostKey(hit.host)}`, name: hit.host, platform: hit.platform };
  return { key: `file ${file}`, name: null, platform: hit.platform };
}

/** The subject that the alert's lines had. */
function subjectOfAlert({ device, platform, steps }: Alert, devices: ReadonlyMap<string, Device>): Subject {
  if (device === null) return { key: `file ${steps[0]?.file ?? ''}`, name: null, platform };
  return { key: devices.has(device) ? `device ${device}` : `host ${hostKey(device)}`, name: device, platform };
}

const hostKey = (host: string): string => host.toLowerCase();

/** A clock that was never set tells no time: the step follows at once on the one before it. */
function stepOf({ found: { file, lineNumber, line, hit }, event, at: told }: Judged): AlertStep {
  const at = event.time?.clock === 'unsynchronised' ? (event.relayTime?.at ?? null) : told;
  const { kind, detail, score, rule, user, source, command, image, version, direction, outcome } = hit;
  return {
    file,
    lineNumber,
    at,
    kind,
    detail,
    score,
    rule,
    user,
    source,
    command,
    image,
    version,
    direction,
    outcome,
    line,
  };
}
