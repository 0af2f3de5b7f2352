import type { ComplianceReport } from './compliance-model.ts';
export const complianceMarkdown = (report: ComplianceReport): string => report.scope.program;
export const summaryMarkdown = complianceMarkdown;
