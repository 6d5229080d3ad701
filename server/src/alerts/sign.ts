import { createHmac } from 'node:crypto';

/**
 * A signature as Standard Webhooks has it, of what is sent at this moment under this id.
 *
 * @param secret the bytes behind `whsec_`.
 */
export function signature(secret: Uint8Array, id: string, timestampSeconds: number, body: string): string {
  const hmac = createHmac('sha256', secret).update(`${id}.${timestampSeconds}.${body}`);
  return `v1,${hmac.digest('base64')}`;
}
