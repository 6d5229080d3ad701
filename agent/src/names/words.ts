/** Words after which an operand comes. */
export const BEFORE_OPERAND = new Set([
  ...['return', 'throw', 'typeof', 'instanceof', 'in', 'new', 'delete', 'void', 'case', 'do', 'else', 'try', 'finally'],
  ...['yield', 'await', 'extends', 'const', 'let', 'var', 'export', 'import', 'default', 'of', 'as', 'satisfies', 'is'],
  ...['if', 'for', 'while', 'switch', 'catch', 'with', 'keyof'],
]);

/** Words that stand between operands, and are names elsewhere. */
export const BETWEEN_OPERANDS = new Set(['of', 'as', 'satisfies', 'in', 'instanceof', 'is']);

/** Words behind which a block or a statement follows. */
export const BEFORE_BLOCK = new Set(['do', 'else', 'try', 'catch', 'finally']);

/** Words a statement may begin with before it really does. */
export const BEFORE_STATEMENT = new Set([...BEFORE_BLOCK, 'export', 'default', 'async', 'declare', 'abstract']);

/** Words whose parentheses a statement follows. */
export const BEFORE_CONDITION = new Set(['if', 'for', 'while', 'switch', 'catch', 'with']);

/** Words between a class's name and its base. */
export const BEFORE_BASE = new Set(['extends', 'implements']);

/** Every word that means something to the reader. */
export const KNOWN = new Set([
  ...BEFORE_OPERAND,
  ...BETWEEN_OPERANDS,
  ...BEFORE_STATEMENT,
  ...BEFORE_CONDITION,
  ...BEFORE_BASE,
  ...['function', 'class', 'call', 'apply'],
]);
