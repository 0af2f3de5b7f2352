import type { ComplianceReport } from './compliance-model.ts';
export const complianceHtml = (report: ComplianceReport): string => report.scope.program;
