import type { Sliced } from '../slices.js';
import { Place, type SourceFunction } from './frame.js';
import { readJsx } from './jsx.js';
import { Kind, Lexer } from './lexer.js';
import { readPunctuation } from './punctuation.js';
import { Reader } from './reader.js';
import { targetText, unquoted } from './text.js';
import { BEFORE_BASE, BEFORE_BLOCK, BEFORE_OPERAND, BEFORE_STATEMENT, BETWEEN_OPERANDS } from './words.js';

const TOKENS_A_SLICE = 500;

/**
 * Finds the functions and classes in source text, in the order they begin. Yields now and then, so that it can be done
 * in slices.
 *
 * It reads brackets and the few words that matter, no grammar, and never fails: of what it does not understand it
 * finds fewer functions, or calls them by a lesser name.
 *
 * @param jsx whether `<` may begin an element.
 */
export function* findFunctions(text: string, jsx: boolean): Sliced<SourceFunction[]> {
  const reader = new Reader(new Lexer(text));
  for (let tokens = 1; step(reader, jsx); tokens++) if (tokens % TOKENS_A_SLICE === 0) yield;
  return reader.found.filter(({ start }) => start !== -1).sort((a, b) => a.head - b.head || a.start - b.start);
}

/** Reads one token; false at the end. */
function step(reader: Reader, jsx: boolean): boolean {
  const { lexer } = reader;
  const inJsx = reader.top.place === Place.JsxTag || reader.top.place === Place.JsxChildren;
  if (reader.top.place === Place.JsxChildren) lexer.jsxText();
  else lexer.next(!reader.operand);
  if (lexer.kind === Kind.End) return false;
  const char = lexer.char;
  const word = lexer.keyword;
  if (inJsx) readJsx(reader, char);
  else read(reader, word, char, jsx);
  reader.kind = lexer.kind;
  reader.word = word;
  reader.char = char;
  reader.end = lexer.end;
  return true;
}

function read(reader: Reader, word: string, char: string, jsx: boolean): void {
  const { kind, start } = reader.lexer;
  const { arrow } = reader;
  reader.arrow = undefined;
  if (arrow !== undefined) {
    reader.push(char === '{' ? Place.Body : Place.Arrow, start, arrow);
    if (char === '{') {
      reader.fresh = true;
      return;
    }
  }
  if (reader.operand && reader.lexer.afterNewline && beginsStatement(kind, word, char)) reader.endStatement();
  const { fresh, closed } = reader;
  reader.fresh = false;
  // Of `(function () {}).call(this)` the function is still what is called.
  const isCall = reader.kind === Kind.Dot && (word === 'call' || word === 'apply');
  if (kind !== Kind.Dot && !isCall) reader.closed = undefined;
  if (kind === Kind.Word) readWord(reader, word, fresh);
  else if (kind === Kind.Punctuation) readPunctuation(reader, char, fresh, closed, jsx);
  else readOther(reader, char);
  reader.first = fresh && kind === Kind.Word;
  if (word !== 'async' && reader.word !== 'async') reader.async = -1;
  if (!reader.fresh) reader.statement = -1;
}

/** Whether a token that follows an operand, on a new line, cannot belong to its expression. */
function beginsStatement(kind: Kind, word: string, char: string): boolean {
  if (kind === Kind.Word) return !BETWEEN_OPERANDS.has(word);
  return kind === Kind.Number || kind === Kind.Text || char === '@';
}

function readWord(reader: Reader, word: string, fresh: boolean): void {
  const { top, lexer } = reader;
  if (reader.kind === Kind.Dot) {
    reader.operand = true;
    return;
  }
  if (top.decorator === 'name') {
    top.decorator = 'named';
    reader.beginChain(lexer.start);
    return;
  }
  if (top.keys && top.angles === 0) {
    top.decorator = 'no';
    reader.isKey(lexer.word, lexer.start);
    reader.beginChain(lexer.start);
    return;
  }
  if (word === 'function') readFunction(reader, fresh);
  else if (word === 'class') {
    const head = reader.statement === -1 ? lexer.start : reader.statement;
    top.pendingClass = reader.add(head, lexer.start, fresh);
    reader.isOperand();
  } else if (namesFunction(reader, word)) reader.beginChain(lexer.start);
  else readPlainWord(reader, word, fresh);
}

function readPlainWord(reader: Reader, word: string, fresh: boolean): void {
  const { top, lexer } = reader;
  if (word === 'async') reader.async = lexer.start;
  if (word === 'case') top.inCase = true;
  if (word === 'return') top.returning = true;
  if (word === 'default') {
    if (reader.word === 'export') top.target = 'default';
    else top.inCase = true;
  }
  // `void` is a type here; `of` is a name.
  const isName = (word === 'void' && top.awaitsBody) || (BETWEEN_OPERANDS.has(word) && !reader.operand);
  if (BEFORE_OPERAND.has(word) && !isName) reader.expectOperand();
  else reader.beginChain(lexer.start);
  reader.fresh = fresh ? BEFORE_STATEMENT.has(word) : BEFORE_BLOCK.has(word);
  if (reader.fresh && reader.statement === -1) reader.statement = lexer.start;
}

function readFunction(reader: Reader, fresh: boolean): void {
  const head = reader.async === -1 ? reader.lexer.start : reader.async;
  reader.top.pending = reader.add(head, -1, fresh);
  reader.top.awaitsBody = false;
  reader.expectOperand();
}

/** Takes the word behind `function`, `function*` or `class` as its name. */
function namesFunction({ top, lexer, word: last, char: lastChar }: Reader, word: string): boolean {
  if (BEFORE_BASE.has(word)) return false;
  if (last === 'class' && top.pendingClass !== undefined) {
    top.pendingClass.name = lexer.word;
    return true;
  }
  const isNamed = (last === 'function' || lastChar === '*') && top.pending?.start === -1;
  if (isNamed && top.pending !== undefined) top.pending.name = lexer.word;
  return isNamed;
}

function readOther(reader: Reader, char: string): void {
  const { top, lexer } = reader;
  switch (lexer.kind) {
    case Kind.Number:
    case Kind.Text: {
      const text = lexer.kind === Kind.Text ? unquoted(lexer.word) : lexer.word;
      if (top.keys) reader.isKey(text, lexer.start);
      else if (lexer.kind === Kind.Text && top.place === Place.Call && reader.end === top.start + 1)
        top.argument = text;
      reader.isOperand();
      return;
    }
    case Kind.Template:
      readTemplate(reader);
      return;
    case Kind.Dot:
      if (reader.chain === -1) reader.chain = lexer.start;
      reader.operand = false;
      return;
    case Kind.Assign:
      if (top.angles > 0) {
        reader.expectOperand();
        return;
      }
      readAssign(reader);
      return;
    case Kind.Arrow:
      readArrow(reader);
      return;
    case Kind.Postfix:
      if (!reader.operand || lexer.afterNewline) reader.expectOperand();
      return;
    case Kind.Operator:
      if (top.keys && char === '.') top.keys = false;
      if (top.keys && top.memberStart === -1) top.memberStart = lexer.start;
      reader.expectOperand();
      return;
    default:
      reader.isOperand();
  }
}

/** `=`: what a function behind it is called by. */
function readAssign(reader: Reader): void {
  const { top } = reader;
  if (top.annotated !== '') top.bind(top.annotated, top.annotatedStart);
  else if (top.keys) top.bind(top.key, top.memberStart);
  else top.bind(targetText(reader.chainText), reader.chain);
  top.annotated = '';
  top.keys = false;
  reader.expectOperand();
}

function readTemplate(reader: Reader): void {
  const { lexer, chainText } = reader;
  if (!lexer.opens) {
    reader.isOperand();
    return;
  }
  reader.push(Place.Template, lexer.start).label = chainText === '' ? '' : `${targetText(chainText)} callback`;
}

/** `=>`: the parameters are the parentheses, or the word, just read. */
function readArrow(reader: Reader): void {
  const { top, lexer } = reader;
  // The type of a function.
  if (top.awaitsBody || top.annotated !== '') {
    reader.expectOperand();
    return;
  }
  let start = reader.char === ')' ? top.paren : top.typedParen;
  if (start === -1 && reader.kind === Kind.Word) start = reader.async === -1 ? reader.chain : reader.async;
  top.typedParen = -1;
  reader.expectOperand();
  if (start === -1) return;
  reader.arrow = reader.add(start, start, false);
  reader.arrow.body = lexer.end;
}
