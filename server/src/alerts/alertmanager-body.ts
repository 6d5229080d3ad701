import { visible } from '@perf/profile/markdown/text.js';
import type { Message } from './message.js';

const mostOfLabel = 200;
const mostOfSummary = 600;
const mostOfDescription = 4_000;

const names: Readonly<Record<Message['kind'], string>> = {
  regression: 'PerfRegression',
  leak: 'PerfLeak',
  change: 'PerfChange',
  budget: 'PerfBudget',
  test: 'PerfTest',
};

/**
 * One alert for `POST /api/v2/alerts`. What was found is an event, and Alertmanager knows states alone: it fires until `untilMs`,
 * since without that Alertmanager would take it for resolved within minutes. Its id keeps functions of the same name apart.
 */
export function alertmanagerBody(message: Message, untilMs: number) {
  const { kind, service, env, version, title, details, url, foundMs, messageId } = message;
  const labels = { service, env, version: version ?? '', function: message.function ?? '', kind };
  // An empty label is as good as none there.
  const written = Object.entries(labels).filter(([, value]) => value !== '');
  return [
    {
      labels: {
        alertname: names[kind],
        ...Object.fromEntries(written.map(([name, value]) => [name, visible(value, mostOfLabel)])),
        perf_alert: messageId,
      },
      annotations: {
        summary: visible(title, mostOfSummary),
        description: details
          .map((line) => visible(line, mostOfSummary))
          .join('\n')
          .slice(0, mostOfDescription),
      },
      startsAt: new Date(foundMs).toISOString(),
      endsAt: new Date(untilMs).toISOString(),
      generatorURL: url,
    },
  ];
}
