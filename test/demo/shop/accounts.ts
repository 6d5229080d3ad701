/** Signs customers in: slow hashing on purpose, as everywhere. */
import { createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

const SECRET = 'the demo has no secrets';
const ITERATIONS = 1200;

export interface Session {
  readonly user: string;
  readonly token: string;
}

/** Null for a wrong password. In this shop the password is the name. */
export function signIn(user: string, password: string): Session | null {
  return verifyPassword(password, hashPassword(user)) ? { user, token: signToken(user) } : null;
}

function verifyPassword(password: string, expected: Buffer): boolean {
  return timingSafeEqual(hashPassword(password), expected);
}

function hashPassword(password: string): Buffer {
  return pbkdf2Sync(password, SECRET, ITERATIONS, 32, 'sha256');
}

function signToken(user: string): string {
  const payload = Buffer.from(JSON.stringify({ user, scope: ['cart', 'orders'] })).toString('base64url');
  return `${payload}.${createHmac('sha256', SECRET).update(payload).digest('base64url')}`;
}
