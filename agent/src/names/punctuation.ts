import { type Frame, Place, type SourceFunction } from './frame.js';
import { Kind } from './lexer.js';
import type { Reader } from './reader.js';
import { computedKey } from './text.js';
import { BEFORE_CONDITION } from './words.js';

const BRACES = [Place.Block, Place.Body, Place.Class, Place.Object, Place.Template, Place.JsxExpression];
const PARENTHESES = [Place.Parameters, Place.Call, Place.Group, Place.Control];
const SQUARES = [Place.Array, Place.Index];

/** `<` where an operand is expected: an element, unless these are the type parameters of an arrow function. */
const ELEMENT = /^<(?:>|[A-Za-z_$][\w$.:-]*(?!\s*,|\s+extends\s)[\s/>])/;

/** Reads brackets and what separates expressions. `fresh`: a statement begins here; `closed`: what ended just before. */
export function readPunctuation(
  reader: Reader,
  char: string,
  fresh: boolean,
  closed: SourceFunction | undefined,
  jsx: boolean,
): void {
  const { top, lexer } = reader;
  switch (char) {
    case '(':
      openParenthesis(reader, closed);
      return;
    case ')':
      closeParenthesis(reader, closed);
      return;
    case '{':
      openBrace(reader, fresh);
      return;
    case '}':
      closeBrace(reader);
      return;
    case '[':
      if (top.keys && top.memberStart === -1) top.memberStart = lexer.start;
      reader.push(reader.operand || top.keys ? Place.Index : Place.Array, lexer.start);
      return;
    case ']':
      closeSquare(reader);
      return;
    case ';':
      reader.endStatement();
      return;
    case ',':
      if (top.inTypes || top.place === Place.Class) {
        reader.expectOperand();
        return;
      }
      reader.endArrows();
      reader.top.endItem();
      reader.expectOperand();
      return;
    case ':':
      readColon(reader);
      return;
    case '?':
      if (!top.keys) top.conditionals++;
      reader.expectOperand();
      return;
    case '@':
      if (top.keys) top.decorator = 'name';
      if (top.keys && top.memberStart === -1) top.memberStart = lexer.start;
      reader.expectOperand();
      return;
    case '<':
      openAngle(reader, jsx);
      return;
    case '>':
      closeAngle(reader);
      return;
    default:
      reader.expectOperand();
  }
}

function openParenthesis(reader: Reader, closed: SourceFunction | undefined): void {
  const { top, lexer } = reader;
  const { pending } = top;
  if (pending !== undefined && pending.start === -1) {
    pending.start = lexer.start;
    reader.push(Place.Parameters, lexer.start, pending);
  } else if (top.keys && top.key !== '' && top.decorator === 'no') {
    const name = top.key === 'constructor' && top.of !== undefined ? top.of.name || top.of.target : top.key;
    top.pending = reader.add(top.memberStart, lexer.start, true, name);
    reader.push(Place.Parameters, lexer.start, top.pending);
  } else if (reader.operand || (reader.char === '>' && top.generic !== '')) {
    if (closed !== undefined) closed.called = true;
    const callee = reader.operand ? reader.chainText : top.generic;
    const { constructs } = reader;
    Object.assign(reader.push(Place.Call, lexer.start), { callee, constructs });
  } else {
    const isCondition = reader.kind === Kind.Word && BEFORE_CONDITION.has(reader.word);
    const frame = reader.push(isCondition ? Place.Control : Place.Group, lexer.start);
    if (reader.char === '>') frame.before = top.angle;
  }
}

function closeParenthesis(reader: Reader, before: SourceFunction | undefined): void {
  const frame = reader.close(PARENTHESES);
  reader.isOperand();
  if (frame === undefined) return;
  const { top } = reader;
  if (frame.place === Place.Parameters) top.awaitsBody = true;
  else if (frame.place === Place.Control) {
    reader.expectOperand();
    reader.fresh = true;
  } else if (top.decorator === 'named') top.decorator = 'no';
  else {
    if (frame.place === Place.Group) reader.closed = reader.closed ?? before;
    top.paren = frame.before === -1 ? frame.start : frame.before;
  }
}

function openBrace(reader: Reader, fresh: boolean): void {
  const { top, lexer } = reader;
  const { pending, pendingClass } = top;
  if (pending !== undefined && top.awaitsBody && reader.operand) {
    pending.body = lexer.start;
    reader.push(Place.Body, lexer.start, pending);
    reader.fresh = true;
  } else if (pendingClass !== undefined && reader.operand) {
    pendingClass.body = lexer.start;
    reader.push(Place.Class, lexer.start, pendingClass);
  } else if (top.keys && top.key === 'static') {
    const initializer = reader.add(top.memberStart, top.memberStart, true, '<static_initializer>');
    initializer.body = lexer.start;
    top.pending = initializer;
    reader.push(Place.Body, lexer.start, initializer);
    reader.fresh = true;
  } else if (reader.operand || (fresh && reader.word !== 'default')) {
    reader.push(Place.Block, lexer.start);
    reader.fresh = true;
  } else reader.push(Place.Object, lexer.start);
}

function closeBrace(reader: Reader): void {
  const frame = reader.close(BRACES);
  if (frame === undefined) {
    reader.endStatement();
    return;
  }
  reader.isOperand();
  const { top } = reader;
  switch (frame.place) {
    case Place.Template: {
      reader.lexer.template(reader.lexer.end);
      if (reader.lexer.opens) reader.push(Place.Template, frame.start).label = frame.label;
      return;
    }
    case Place.Block:
      reader.endStatement();
      return;
    case Place.Body:
    case Place.Class:
      endBody(reader, frame, top);
      return;
    default:
      return;
  }
}

function endBody(reader: Reader, { of, place }: Frame, top: Frame): void {
  if (of !== undefined) of.end = reader.lexer.end;
  if (place === Place.Body) {
    top.pending = undefined;
    top.awaitsBody = false;
  } else top.pendingClass = undefined;
  if (top.place === Place.Object && of?.declared) return;
  if (of?.declared) {
    reader.endStatement();
    return;
  }
  reader.closed = of;
}

function closeSquare(reader: Reader): void {
  const frame = reader.close(SQUARES);
  reader.isOperand();
  if (frame?.place !== Place.Index) return;
  if (reader.top.keys) reader.top.key = computedKey(reader.lexer.text.slice(frame.start, reader.lexer.end));
  reader.chain = frame.chain;
}

function readColon(reader: Reader): void {
  if (reader.top.place === Place.Arrow && reader.top.conditionals === 0) reader.endArrows();
  const { top, chainText, chain, first } = reader;
  reader.expectOperand();
  if (top.conditionals > 0) top.conditionals--;
  else if (top.inCase) {
    top.inCase = false;
    reader.fresh = true;
  } else if (top.keys) {
    if (top.place === Place.Class) annotate(top, top.key, top.memberStart);
    else top.bind(top.key, top.memberStart);
    top.keys = false;
  } else if (first) reader.fresh = true;
  else if (reader.char === ')' && !top.awaitsBody) top.typedParen = top.paren;
  else if (!top.awaitsBody) annotate(top, chainText, chain);
}

function annotate(top: Frame, name: string, at: number): void {
  top.annotated = name;
  top.annotatedStart = at;
}

function openAngle(reader: Reader, jsx: boolean): void {
  const { top, lexer } = reader;
  if (jsx && !reader.operand && !top.keys && ELEMENT.test(lexer.text.slice(lexer.start, lexer.start + 80))) {
    reader.push(Place.JsxTag, lexer.start);
    return;
  }
  if (top.keys || top.mayBeType) top.angles++;
  top.generic = reader.operand ? reader.chainText : '';
  top.angle = reader.operand ? -1 : lexer.start;
  reader.expectOperand();
}

function closeAngle(reader: Reader): void {
  const { top } = reader;
  if (top.angles > 0) top.angles--;
  reader.expectOperand();
  // The end of a type, with the body of its function or class behind it.
  reader.operand = top.awaitsBody || top.pendingClass !== undefined;
}
