import { readFileSync, statSync } from 'node:fs';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { mistakeText } from '../mistakes.js';
import { dayMs, parseDurationMs } from '../time.js';
import { type AlertsConfig, alertKinds, type Webhook, webhookTypes } from './webhook.js';

const mostBytes = 1024 * 1024;
const mostWebhooks = 32;
const mostMistakes = 5;
/** What Standard Webhooks asks of a secret. */
const secretBytes = { least: 24, most: 64 };

const name = z.string().regex(/^[\w.-]{1,64}$/, 'Write 1 to 64 letters, digits and _ . -');
const variable = z.string().min(1);
const names = z.array(z.string().max(1_024)).min(1, 'Name at least one, or leave it out for all').max(1_000);

const webhookShape = z.strictObject({
  name,
  type: z.enum(webhookTypes, { error: `Write one of ${webhookTypes.join(', ')}` }),
  url: z.string().optional(),
  urlEnv: variable.optional(),
  secret: z.string().optional(),
  secretEnv: variable.optional(),
  headers: z.record(z.string(), z.string()).optional(),
  headersEnv: z.record(z.string(), variable).optional(),
  kinds: z
    .array(z.enum(alertKinds, { error: `Write some of ${alertKinds.join(', ')}` }))
    .min(1, 'Name at least one, or leave it out for all')
    .optional(),
  services: names.optional(),
  envs: names.optional(),
  activeFor: z.string().optional(),
});

const fileShape = z.strictObject({
  publicUrl: z.string().optional(),
  webhooks: z.array(webhookShape).max(mostWebhooks),
});

type WebhookJson = z.infer<typeof webhookShape>;
type Environment = Readonly<Record<string, string | undefined>>;

/** A mistake of the file, at a place in it. */
class Mistake extends Error {}

/**
 * Whom to tell, as the operator wrote it.
 *
 * @param env where `urlEnv`, `secretEnv` and `headersEnv` are read from.
 * @throws with the file, and each mistake with its place, such as `webhooks[1].url`.
 */
export function readAlertsFile(path: string, env: Environment): AlertsConfig {
  try {
    if (statSync(path).size > mostBytes) throw new Mistake(`The file has more than ${mostBytes} bytes.`);
    return alertsConfig(JSON.parse(readFileSync(path, 'utf8')), env);
  } catch (error) {
    const reason = error instanceof SyntaxError ? `This is not JSON: ${error.message}.` : (error as Error).message;
    throw new Error(`--alerts ${path}: ${reason}`);
  }
}

function alertsConfig(json: unknown, env: Environment): AlertsConfig {
  const parsed = fileShape.safeParse(json);
  if (!parsed.success) {
    const known = (at: readonly PropertyKey[]) => Object.keys((at.length === 0 ? fileShape : webhookShape).shape);
    const mistakes = parsed.error.issues.map((issue) => mistakeText(issue, '', known));
    throw new Mistake(mistakes.slice(0, mostMistakes).join('\n'));
  }
  const { publicUrl, webhooks } = parsed.data;
  const mistakes: string[] = [];
  const tell = (place: string) => (mistake: string) => void mistakes.push(`${place}${mistake}`);
  const config = {
    publicUrl: publicUrl === undefined ? null : publicUrlOf(publicUrl, tell('publicUrl: ')),
    webhooks: webhooks.map((webhook, at) => webhookOf(webhook, env, tell(`webhooks[${at}].`))),
  };
  for (const [at, { name }] of webhooks.entries()) {
    const first = webhooks.findIndex((other) => other.name === name);
    if (first < at) tell(`webhooks[${at}].`)(`name: ${name} is the name of webhooks[${first}]: choose another.`);
  }
  if (mistakes.length > 0) throw new Mistake(mistakes.slice(0, mostMistakes).join('\n'));
  return config;
}

type Tell = (mistake: string) => void;

function publicUrlOf(text: string, tell: Tell): string {
  const url = httpUrl(text, tell);
  if (url !== null && (url.search !== '' || url.hash !== '')) tell('Leave out what begins with ? or #.');
  return (url?.href ?? '').replace(/\/+$/, '');
}

function webhookOf(json: WebhookJson, env: Environment, tell: Tell): Webhook {
  const { name, type, kinds, services, envs } = json;
  const url = either(json, env, 'url', tell);
  if (url === null) tell('url: It is missing: write the address that alerts are sent to, or urlEnv.');
  else httpUrl(url, (mistake) => tell(`${json.url === undefined ? 'urlEnv' : 'url'}: ${mistake}`));
  const secret = either(json, env, 'secret', tell);
  if (secret !== null && type !== 'json') tell(`secret: Only json is signed, and this is ${type}: leave it out.`);
  return {
    name,
    type,
    url: url ?? '',
    secret: secret === null ? null : secretOf(secret, tell),
    headers: headersOf(json, env, tell),
    kinds: kinds ?? null,
    services: services ?? null,
    envs: envs ?? null,
    activeForMs: activeForOf(json, tell),
  };
}

/** What is written in the file or in the environment; null where it is in neither, and '' where that is a mistake. */
function either(json: WebhookJson, env: Environment, key: 'url' | 'secret', tell: Tell): string | null {
  const [written, variable] = [json[key], json[`${key}Env`]];
  if (written !== undefined && variable !== undefined) tell(`${key}Env: There is ${key} as well: leave one.`);
  if (written !== undefined || variable === undefined) return written ?? null;
  return fromEnvironment(env, variable, `${key}Env`, tell);
}

function fromEnvironment(env: Environment, variable: string, place: string, tell: Tell): string | null {
  const value = env[variable];
  if (value !== undefined && value !== '') return value;
  tell(`${place}: The environment has no ${variable}.`);
  return null;
}

/** null, and a mistake told, where it is none. The address itself may be a secret: it is not repeated. */
function httpUrl(text: string, tell: Tell): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) tell('Write an address that begins with http:// or https://.');
  else if (url.username !== '' || url.password !== '') {
    tell('Leave name and password out of the address: write them as headers, such as Authorization.');
  }
  return url;
}

function secretOf(text: string, tell: Tell): Buffer {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1] ?? '';
  const secret = Buffer.from(base64, 'base64');
  if (secret.length < secretBytes.least || secret.length > secretBytes.most) {
    const bytes = `${secretBytes.least} to ${secretBytes.most} bytes`;
    tell(`secret: Write whsec_ and ${bytes} in base64, such as: echo whsec_$(head -c 32 /dev/urandom | base64).`);
  }
  return secret;
}

function headersOf({ headers = {}, headersEnv = {} }: WebhookJson, env: Environment, tell: Tell) {
  const read = Object.entries(headersEnv).map(([name, variable]) => {
    return [name, fromEnvironment(env, variable, `headersEnv.${name}`, tell) ?? ''] as const;
  });
  const all = [...Object.entries(headers), ...read].map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of all) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      tell(`headers: ${JSON.stringify(name.slice(0, 60))} is not a header, or its value cannot be sent.`);
    }
    if (/^(content-|webhook-|host$|connection$|transfer-encoding$|idempotency-key$)/.test(name)) {
      tell(`headers: ${name} is set by perf: leave it out.`);
    }
  }
  return Object.fromEntries(all);
}

function activeForOf({ activeFor, type }: WebhookJson, tell: Tell): number {
  if (activeFor === undefined) return dayMs;
  if (type !== 'alertmanager') tell(`activeFor: Only alertmanager has it, and this is ${type}: leave it out.`);
  try {
    return parseDurationMs(activeFor, 'activeFor');
  } catch (error) {
    tell((error as Error).message);
    return dayMs;
  }
}
