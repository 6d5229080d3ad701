import { readFileSync } from 'node:fs';
import { resourceAttributes } from './identity.js';

type Environment = Readonly<Record<string, string | undefined>>;
/** The text of a file, undefined if it cannot be read. */
type ReadText = (path: string) => string | undefined;

/** OpenTelemetry's resource attributes that become labels, and what the labels are called. */
const ATTRIBUTES = [
  ['service.namespace', 'service_namespace'],
  ['k8s.cluster.name', 'cluster'],
  ['k8s.namespace.name', 'namespace'],
  ['k8s.deployment.name', 'deployment'],
  ['k8s.pod.name', 'pod'],
  ['k8s.node.name', 'node'],
  ['container.id', 'container'],
  ['cloud.region', 'region'],
  ['cloud.availability_zone', 'zone'],
] as const;

/** Where platforms put the region of this process. */
const REGION_VARIABLES = [
  'AWS_REGION',
  'GOOGLE_CLOUD_REGION',
  'CLOUD_RUN_REGION',
  'AZURE_REGION',
  'REGION_NAME',
  'FLY_REGION',
  'VERCEL_REGION',
  'RAILWAY_REPLICA_REGION',
  'AWS_DEFAULT_REGION',
];

const NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** As container runtimes show them. */
const CONTAINER_ID_LENGTH = 12;

/** The server takes 32 labels, five of which are the agent's own. */
const MOST_LABELS = 27;

/**
 * The labels given, and what can be found out about where the process runs, as far as there is room: what OpenTelemetry's
 * resource attributes say, Kubernetes' pod, namespace and node, the container, the cloud's region. What was given wins.
 */
export function placeLabels(
  environment: Environment,
  given: Readonly<Record<string, string>>,
  readText: ReadText = readIfThere,
): Record<string, string> {
  const attributes = resourceAttributes(environment);
  const told = ATTRIBUTES.flatMap(([attribute, label]) => {
    const value = attributes.get(attribute);
    return value === undefined ? [] : [[label, label === 'container' ? value.slice(0, CONTAINER_ID_LENGTH) : value]];
  });
  const found: Record<string, string | undefined> = {
    ...kubernetesLabels(environment, readText),
    container: containerId(readText('/proc/self/cgroup') ?? '', readText('/proc/self/mountinfo') ?? ''),
    region: firstOf(environment, REGION_VARIABLES),
    ...Object.fromEntries(told),
  };
  const labels = { ...given };
  for (const [name, value] of Object.entries(found)) {
    if (value !== undefined && !(name in labels) && Object.keys(labels).length < MOST_LABELS) labels[name] = value;
  }
  return labels;
}

/** Other programs use `NODE_NAME` and the like too: nothing is taken for Kubernetes' unless Kubernetes is there. */
function kubernetesLabels(environment: Environment, readText: ReadText): Record<string, string | undefined> {
  if (firstOf(environment, ['KUBERNETES_SERVICE_HOST']) === undefined) return {};
  return {
    pod: firstOf(environment, ['POD_NAME', 'K8S_POD_NAME', 'KUBERNETES_POD_NAME', 'HOSTNAME']),
    namespace:
      firstOf(environment, ['POD_NAMESPACE', 'K8S_NAMESPACE', 'KUBERNETES_NAMESPACE']) ??
      (readText(NAMESPACE_FILE)?.trim() || undefined),
    node: firstOf(environment, ['NODE_NAME', 'K8S_NODE_NAME', 'KUBERNETES_NODE_NAME']),
  };
}

/**
 * The short id of the container this process runs in, undefined outside of one.
 *
 * @param cgroup `/proc/self/cgroup`. Control groups version 1 name the container there:
 *   `4:cpu:/kubepods/burstable/pod71c1.../3f29...`, `0::/system.slice/docker-3f29....scope`.
 * @param mountinfo `/proc/self/mountinfo`. With version 2 only the files that runtimes mount tell:
 *   `... /var/lib/docker/containers/3f29.../hostname /etc/hostname ...`. Those of containerd tell the sandbox alone.
 */
export function containerId(cgroup: string, mountinfo: string): string | undefined {
  const ofCgroup = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?$/m.exec(cgroup)?.[1];
  const ofMount = /\/(?:containers|overlay-containers)\/([0-9a-f]{64})\//.exec(mountinfo)?.[1];
  return (ofCgroup ?? ofMount)?.slice(0, CONTAINER_ID_LENGTH);
}

function firstOf(environment: Environment, variables: readonly string[]): string | undefined {
  return variables.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== '');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
