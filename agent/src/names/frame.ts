/** A function, or a class, as found in source text. Offsets are UTF-16 units from the start of the text. */
export interface SourceFunction {
  /** Where V8 says it begins: at `(` of its parameters, at the start of an arrow function, at the word `class`. */
  start: number;
  /** Where its header begins: at the first word of it, or of what it is bound to. */
  readonly head: number;
  /** Where its header ends: behind `=>`, at the opening brace of its body. */
  body: number;
  /** Where it ends. */
  end: number;
  /** Its own name, '' for none. */
  name: string;
  /** What it is bound to: a variable, a property. */
  readonly target: string;
  /** What it is there for, where it has no name: `app.get("/x") callback`. */
  readonly label: string;
  /** The class it is a member of. */
  readonly memberOf: SourceFunction | undefined;
  /** The function around it. */
  readonly parent: SourceFunction | undefined;
  /** Whether it is a statement of its own, or a method: no operand. */
  readonly declared: boolean;
  /** Called where it stands, so that not it but its result is bound to `target`. */
  called: boolean;
}

/** What a bracket is, or an arrow function's body without one. */
export enum Place {
  Block,
  Body,
  Class,
  Object,
  Parameters,
  Call,
  Group,
  Control,
  Array,
  Index,
  Template,
  Arrow,
  JsxTag,
  JsxChildren,
  JsxExpression,
}

/** One open bracket, and what has been understood of the statement or member that is being read in it. */
export class Frame {
  /** What an expression here is bound to: `handler`, `module.exports.two`. */
  target = '';
  /** Where that begins, for the first function that is bound to it; -1 for the others. */
  targetStart = -1;
  /** The name before a type, and where it is. */
  annotated = '';
  annotatedStart = -1;
  /** What an anonymous function here is; '' where the statement says. */
  label = '';
  /** What is called here, whether by `new`, and its first argument if that is a string. */
  callee = '';
  constructs = false;
  argument = '';
  /** Whether a key comes next (classes, objects), the last one read, and where its member begins. */
  keys: boolean;
  key = '';
  memberStart = -1;
  /** Whether a decorator is being read: its name comes next, or was read. */
  decorator: 'no' | 'name' | 'named' = 'no';
  /** Open type parameters and arguments. */
  angles = 0;
  /** What stood before the last `<`, the callee if that was a type argument; else where it is. */
  generic = '';
  angle = -1;
  /** `?` without their `:`. */
  conditionals = 0;
  inCase = false;
  returning = false;
  /** A function whose parameters are still to come, or were read so that its body is. */
  pending: SourceFunction | undefined;
  awaitsBody = false;
  pendingClass: SourceFunction | undefined;
  /** Where an arrow function begins whose parameters are the last parentheses; the same with a return type behind. */
  paren = -1;
  typedParen = -1;
  /** Where the expression begins that is called or indexed. */
  chain = -1;
  /** Where an arrow function begins if these are its parameters: at `async`, at its type parameters. -1 for here. */
  before = -1;

  constructor(
    readonly place: Place,
    readonly start: number,
    /** The function whose code this is. */
    readonly owner: SourceFunction | undefined,
    /** The function or class whose parameters or body this is. */
    readonly of: SourceFunction | undefined,
  ) {
    this.keys = this.#hasKeys;
  }

  get #hasKeys(): boolean {
    return this.place === Place.Class || this.place === Place.Object;
  }

  /** Whether what is read is a type, or the head of a function or class: `<` there is no comparison. */
  get mayBeType(): boolean {
    return this.annotated !== '' || this.typedParen !== -1 || this.pending !== undefined;
  }

  /** Whether a comma here stands between types. */
  get inTypes(): boolean {
    return this.angles > 0 || this.typedParen !== -1 || this.pendingClass !== undefined || this.awaitsBody;
  }

  bind(target: string, at: number): void {
    this.target = target;
    this.targetStart = at;
  }

  /** Forgets the statement, or the member, that has ended. */
  endStatement(): void {
    this.endItem();
    this.inCase = false;
    this.returning = false;
    this.pendingClass = undefined;
  }

  /** Forgets one of several items set apart by commas. */
  endItem(): void {
    if (this.place !== Place.Group && this.place !== Place.Array) this.bind('', -1);
    this.annotated = '';
    this.generic = '';
    this.angle = -1;
    this.conditionals = 0;
    this.pending = undefined;
    this.awaitsBody = false;
    this.paren = -1;
    this.typedParen = -1;
    this.keys = this.#hasKeys;
    this.key = '';
    this.memberStart = -1;
    this.decorator = 'no';
    this.angles = 0;
  }
}
