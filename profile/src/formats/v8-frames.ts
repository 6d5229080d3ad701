import type { ProfileBuilder } from './builder.js';
import { wrong } from './error.js';
import { isObject } from './json.js';

/** What V8's profiles name a function by; lines and columns count from 0, and are -1 where there are none. */
interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** The root of every profile, which stands for no function. */
export const ROOT = '(root)';

/** @param place says where the node is, such as `nodes[3]`. @throws FormatError naming the field. */
export function callFrameOf(node: unknown, place: () => string): CallFrame {
  if (!isObject(node)) wrong(place(), node, 'a node: an object');
  const { callFrame } = node;
  if (!isObject(callFrame)) wrong(`${place()}.callFrame`, callFrame, 'an object');
  const { functionName, url = '', lineNumber = -1, columnNumber = -1 } = callFrame;
  if (typeof functionName !== 'string') wrong(`${place()}.callFrame.functionName`, functionName, 'a name');
  if (typeof url !== 'string') wrong(`${place()}.callFrame.url`, url, 'a path or URL');
  if (!isLine(lineNumber)) wrong(`${place()}.callFrame.lineNumber`, lineNumber, 'a whole number from -1 on');
  if (!isLine(columnNumber)) wrong(`${place()}.callFrame.columnNumber`, columnNumber, 'a whole number from -1 on');
  return { functionName, url, lineNumber, columnNumber };
}

export function internCallFrame({ functionName, url, lineNumber, columnNumber }: CallFrame, into: ProfileBuilder) {
  return into.frame(functionName, url, lineNumber + 1, columnNumber + 1);
}

function isLine(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= -1;
}
