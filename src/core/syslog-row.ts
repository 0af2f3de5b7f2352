/** The four columns of the table Syslog that the public Sentinel rule reads; a missing value is the empty string. */
export type SyslogRow = {
  /** ISO 8601 in UTC with as many digits of the fraction as the input has. */
  readonly TimeGenerated: string;
  readonly Facility: string;
  readonly Computer: string;
  readonly SyslogMessage: string;
};
