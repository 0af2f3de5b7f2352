export type MetricKind = 'counter' | 'gauge' | 'histogram';

type Metric = {
  readonly kind: MetricKind;
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[];
};

/** Every metric of the agent, by its name in the Prometheus text format. */
export const metrics = {
  pawl_lines_received_total: {
    kind: 'counter',
    help: 'Log messages received, by channel (udp, tcp, tls, accounting) and what became of them (indicator, plain, shed).',
    labels: ['channel', 'result'],
  },
  pawl_kernel_drops_total: {
    kind: 'counter',
    help: 'Datagrams that the kernel dropped because the receive buffer was full.',
    labels: ['channel'],
  },
  pawl_connections_total: {
    kind: 'counter',
    help: 'Connections of log senders, by channel and result (taken, refused, no-tls, idle).',
    labels: ['channel', 'result'],
  },
  pawl_indicators_total: { kind: 'counter', help: 'Indicators, by kind.', labels: ['kind'] },
  pawl_indicators_lost_total: {
    kind: 'counter',
    help: 'Indicators that could not be stored; anything but 0 is an alarm.',
    labels: [],
  },
  pawl_queue_depth: { kind: 'gauge', help: 'Entries that wait, by queue.', labels: ['queue'] },
  pawl_unknown_senders: {
    kind: 'gauge',
    help: 'Senders of log messages that no device of the inventory names.',
    labels: [],
  },
  pawl_silent_devices: {
    kind: 'gauge',
    help: 'Devices that sent no log message for a week: detection is blind there.',
    labels: [],
  },
  pawl_receipt_delay_seconds: {
    kind: 'histogram',
    help: "From the device's own stamp of an indicator to its receipt.",
    labels: [],
    buckets: [0.1, 1, 5, 30, 300, 3600],
  },
  pawl_alerts_total: { kind: 'counter', help: 'Alerts opened.', labels: [] },
  pawl_alert_dispositions_total: {
    kind: 'counter',
    help: 'Alerts that came to a disposition.',
    labels: ['disposition'],
  },
  pawl_alerts: { kind: 'gauge', help: 'Alerts that are not ended, by disposition.', labels: ['disposition'] },
  pawl_alert_to_verdict_seconds: {
    kind: 'histogram',
    help: 'From the last indicator of an alert to the verdict of its verification.',
    labels: [],
    buckets: [5, 15, 30, 60, 120, 300, 900, 3600],
  },
  pawl_verifications_total: { kind: 'counter', help: 'Verifications that ended, by verdict.', labels: ['verdict'] },
  pawl_audits_total: {
    kind: 'counter',
    help: 'Audits that ended, by trigger and outcome.',
    labels: ['trigger', 'outcome'],
  },
  pawl_schedule_missed_total: {
    kind: 'counter',
    help: 'Runs of a schedule that did not begin when due.',
    labels: ['schedule'],
  },
  pawl_verdicts_total: { kind: 'counter', help: 'Devices judged, by verdict.', labels: ['verdict'] },
  pawl_devices: { kind: 'gauge', help: 'Devices by their last verdict; `none`: never audited.', labels: ['verdict'] },
  pawl_device_last_audit_timestamp_seconds: {
    kind: 'gauge',
    help: 'When a device was last verified with a verdict other than unverified.',
    labels: ['device'],
  },
  pawl_ssh_sessions_total: {
    kind: 'counter',
    help: 'SSH sessions to devices, by result: `ok`, or the code of the reason.',
    labels: ['result'],
  },
  pawl_notifications_total: {
    kind: 'counter',
    help: 'Notifications, by receiver and result (sent, retried, dead).',
    labels: ['receiver', 'result'],
  },
  pawl_database_bytes: { kind: 'gauge', help: 'Size of the database with its write-ahead log.', labels: [] },
  pawl_database_writable: { kind: 'gauge', help: '1 while the database takes writes.', labels: [] },
  pawl_config_reloads_total: {
    kind: 'counter',
    help: 'Reloads of the configuration, by result (ok, refused).',
    labels: ['result'],
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;
