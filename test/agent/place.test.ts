import { describe, expect, it } from '@jest/globals';
import { containerId, placeLabels } from '../../agent/dist/place.js';

const ID = '3f29c1d4a5b6978812345678901234567890abcdefabcdefabcdefabcdefabcd';
const SHORT_ID = '3f29c1d4a5b6';

/** Files by path; no other one can be read. */
function files(texts: Record<string, string> = {}): (path: string) => string | undefined {
  return (path) => texts[path];
}

describe('where a process runs', () => {
  it('is not known outside of containers and clouds', () => {
    expect(placeLabels({ HOSTNAME: 'laptop', NODE_NAME: 'jenkins-3' }, {}, files())).toEqual({});
  });

  it('is told by Kubernetes, in variables and files', () => {
    const environment = { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'shop-7f9c-k3x9', NODE_NAME: 'node-a' };
    const namespaceFile = { '/var/run/secrets/kubernetes.io/serviceaccount/namespace': 'production\n' };
    expect(placeLabels(environment, {}, files(namespaceFile))).toEqual({
      pod: 'shop-7f9c-k3x9',
      namespace: 'production',
      node: 'node-a',
    });
    expect(placeLabels({ ...environment, POD_NAME: 'shop-1', POD_NAMESPACE: 'blue' }, {}, files())).toMatchObject({
      pod: 'shop-1',
      namespace: 'blue',
    });
  });

  it('is told by the cloud', () => {
    expect(placeLabels({ AWS_REGION: 'eu-central-1' }, {}, files())).toEqual({ region: 'eu-central-1' });
    expect(placeLabels({ FLY_REGION: 'fra' }, {}, files())).toEqual({ region: 'fra' });
  });

  it('is told by the control group', () => {
    expect(placeLabels({}, {}, files({ '/proc/self/cgroup': `0::/docker/${ID}\n` }))).toEqual({ container: SHORT_ID });
  });

  it('is told by the resource attributes of OpenTelemetry before that', () => {
    const environment = {
      OTEL_RESOURCE_ATTRIBUTES: `service.namespace=shop,k8s.pod.name=p%2D1,cloud.region=eu,container.id=${ID},team=blue`,
      AWS_REGION: 'us-east-1',
    };
    expect(placeLabels(environment, {}, files())).toEqual({
      service_namespace: 'shop',
      pod: 'p-1',
      region: 'eu',
      container: SHORT_ID,
    });
  });

  it('is what the options say before all', () => {
    expect(placeLabels({ AWS_REGION: 'us-east-1' }, { region: 'home' }, files())).toEqual({ region: 'home' });
  });

  it('is left out where there is no room for more labels', () => {
    const given = Object.fromEntries(Array.from({ length: 27 }, (_, at) => [`label${at}`, 'x']));
    expect(placeLabels({ AWS_REGION: 'eu' }, given, files())).toEqual(given);
  });
});

describe('the id of a container', () => {
  it.each([
    ['docker, version 1', `12:pids:/docker/${ID}\n11:cpu:/docker/${ID}\n`, ''],
    ['docker under systemd', `0::/system.slice/docker-${ID}.scope\n`, ''],
    ['containerd in Kubernetes', `0::/kubepods/burstable/pod71c1/${ID}\n`, ''],
    ['containerd under systemd', `0::/kubepods.slice/kubepods-pod71.slice/cri-containerd-${ID}.scope\n`, ''],
    ['cri-o', `0::/kubepods.slice/crio-${ID}.scope\n`, ''],
    [
      'docker, version 2',
      '0::/\n',
      `473 456 254:1 /docker/volumes/x /x\n480 456 0:5 /lib/docker/containers/${ID}/hostname /etc/hostname rw\n`,
    ],
    [
      'podman',
      '0::/\n',
      `1 2 0:3 /run/containers/storage/overlay-containers/${ID}/userdata/hostname /etc/hostname rw\n`,
    ],
  ])('is found for %s', (_runtime, cgroup, mountinfo) => {
    expect(containerId(cgroup, mountinfo)).toBe(SHORT_ID);
  });

  it.each([
    ['outside of one', '0::/user.slice/user-1000.slice/session-2.scope\n', '22 1 8:1 / / rw\n'],
    [
      'where only the sandbox is named',
      '0::/\n',
      `1 2 0:3 /run/containerd/sandboxes/${ID}/hostname /etc/hostname rw\n`,
    ],
    ['without the files', '', ''],
  ])('is not known %s', (_where, cgroup, mountinfo) => {
    expect(containerId(cgroup, mountinfo)).toBeUndefined();
  });
});
