import { Place } from './frame.js';
import { Kind } from './lexer.js';
import type { Reader } from './reader.js';

/** Reads what a JSX element consists of: its tag, and the text and elements in it. */
export function readJsx(reader: Reader, char: string): void {
  const { top, lexer } = reader;
  if (char === '{') {
    reader.push(Place.JsxExpression, lexer.start).target = top.place === Place.JsxTag ? top.key : '';
    return;
  }
  if (top.place === Place.JsxChildren) {
    readChild(reader);
    return;
  }
  reader.operand = true;
  if (lexer.kind === Kind.Text) lexer.jsxString();
  else if (lexer.kind === Kind.Word && reader.end > top.start + 1) top.key = lexer.word;
  else if (char === '>') {
    reader.close([Place.JsxTag]);
    if (reader.char === '/') reader.isOperand();
    else reader.push(Place.JsxChildren, lexer.start);
  }
}

/** `<` in the text of an element begins another, or ends this one. */
function readChild(reader: Reader): void {
  const { lexer } = reader;
  if (lexer.text.charAt(lexer.end) !== '/') {
    reader.push(Place.JsxTag, lexer.start);
    return;
  }
  const close = lexer.text.indexOf('>', lexer.end);
  lexer.end = close === -1 ? lexer.text.length : close + 1;
  reader.close([Place.JsxChildren]);
  reader.isOperand();
}
