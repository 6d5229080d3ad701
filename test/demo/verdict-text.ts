import type { DeployVerdict } from '@perf/profile/api.js';
import { formatShare } from '@perf/profile/units.js';

/** A verdict in a few lines. */
export function verdictText({ version, previous, result }: DeployVerdict): string {
  const { outcome, findings, missing, detectable, base, comparison } = result;
  const basis = `${base.instances} and ${comparison.instances} instances, ${base.samples.toFixed(0)} and ${comparison.samples.toFixed(0)} samples`;
  const rows = findings.map(
    ({ label, function: { name, file }, delta, low, high }) =>
      `  ${label} ${name} ${file}: ${signed(delta)} of the CPU of ${previous} (${signed(low)} to ${signed(high)})`,
  );
  const { service } = result;
  const cost =
    service === null
      ? []
      : [
          `  CPU per request ${service.outcome}: ${signed(service.change)} (${signed(service.low)} to ${signed(service.high)})`,
        ];
  const unseen =
    detectable === null
      ? []
      : [`  A change of ${formatShare(detectable)} of CPU would have been found four times in five.`];
  return [
    `${version} after ${previous}: ${outcome} (${basis})`,
    ...cost,
    ...rows,
    ...missing.map((one) => `  ${one}`),
    ...(outcome === 'unchanged' ? unseen : []),
  ].join('\n');
}

function signed(share: number): string {
  return `${share < 0 ? '' : '+'}${formatShare(share)}`;
}
