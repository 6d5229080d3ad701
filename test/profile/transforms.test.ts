import { describe, expect, it } from '@jest/globals';
import { applySteps, type CallTree, joinTrees, parseSteps, turn } from '@perf/profile';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

/** The tree of a drawing after the steps of a view. */
function seen(drawing: string, view: string): string {
  return seenOf(treeOf(profileOf(drawing)), view);
}

function seenOf(tree: CallTree, view: string): string {
  const steps = parseSteps(view);
  return treeText(turn(applySteps(tree, steps).tree, steps));
}

const SHOP = `
  main;parse;trim 4
  main;parse 2
  main;render;parse 1
  main;render 3
  gc 5
`;

describe('focus', () => {
  it('keeps the stacks that a function is in, from the root on', () => {
    expect(seen(SHOP, 'focus:parse')).toBe(
      drawn(`
        total 7
          main 7
            parse 6 self 2
              trim 4 self 4
            render 1
              parse 1 self 1
      `),
    );
  });

  it('on what does not occur leaves nothing', () => expect(seen(SHOP, 'focus:nobody')).toBe('total 0'));

  it('leaves out samples without a stack', () =>
    expect(seen('- 3\nmain 1', 'focus:main')).toBe('total 1\n  main 1 self 1'));
});

describe('ignore', () => {
  it('leaves out the stacks that a function is in', () => {
    expect(seen(SHOP, 'ignore:parse')).toBe(
      drawn(`
        total 8
          gc 5 self 5
          main 3
            render 3 self 3
      `),
    );
  });

  it('leaves out callers that nothing else is left of', () => {
    expect(seen('main;a;b;c 3\nmain;d 1', 'ignore:c')).toBe('total 1\n  main 1\n    d 1 self 1');
  });

  it('says what it left out, on each side', () => {
    const joined = joinTrees(treeOf(profileOf('main;a 3\nmain;b 4')), treeOf(profileOf('main;a 30\nmain;b 5')));
    const { tree, hidden } = applySteps(joined, parseSteps('ignore:a'));
    expect(hidden).toEqual([3, 30]);
    expect(treeText(tree)).toBe(
      drawn(`
        total 4 > 5
          main 4 > 5
            b 4 > 5 self 4 > 5
      `),
    );
  });

  it('takes functions of one name together, or of one file, or one of a package', () => {
    const drawing = 'run@a.js 1\nrun@b.js 2\nrun@node_modules/x/a.js 4';
    expect(seen(drawing, 'ignore:run')).toBe('total 0');
    expect(seen(drawing, 'ignore:run@a.js')).toBe('total 2\n  run [b.js] 2 self 2');
    expect(seen(drawing, 'ignore:run@a.js@x')).toBe('total 3\n  run [b.js] 2 self 2\n  run [a.js] 1 self 1');
    expect(seen(drawing, 'ignore:run@a.js@')).toBe('total 6\n  run [x a.js] 4 self 4\n  run [b.js] 2 self 2');
  });

  it('tells anonymous functions of a file apart by where they begin', () => {
    expect(seen('(anonymous:L#9)@a.js 1\n(anonymous:L#3)@a.js 2', 'ignore:(anonymous)@a.js:9')).toBe(
      'total 2\n  (anonymous):3 [a.js] 2 self 2',
    );
  });
});

describe('hide', () => {
  it('gives the time of a function to its callers, and its callees too', () => {
    expect(seen(SHOP, 'hide:parse')).toBe(
      drawn(`
        total 15
          main 10 self 2
            trim 4 self 4
            render 4 self 4
          gc 5 self 5
      `),
    );
  });

  it('brings together what a wrapper kept apart', () => {
    expect(seen('main;wrap;a 1\nmain;a 2', 'hide:wrap')).toBe('total 3\n  main 3\n    a 3 self 3');
  });

  it('numbers anonymous siblings that come together by where they begin', () => {
    const { tree } = applySteps(
      treeOf(profileOf('wrap;(anonymous:L#9)@a.js 1\n(anonymous:L#3)@a.js 2')),
      parseSteps('hide:wrap'),
    );
    expect([...tree.ordinal].sort()).toEqual([0, 0, 1]);
    expect(treeText(tree)).toBe(
      drawn(`
        total 3
          (anonymous):3 [a.js] 2 self 2
          (anonymous):9 [a.js] 1 self 1
      `),
    );
  });
});

describe('recursion', () => {
  it('folds a function that calls itself into its outermost call', () => {
    expect(seen('main;walk;walk;walk 3\nmain;walk;walk;visit 2\nmain;walk 1', 'recursion')).toBe(
      drawn(`
        total 6
          main 6
            walk 6 self 4
              visit 2 self 2
      `),
    );
  });

  it('folds functions that call each other', () => {
    expect(seen('even;odd;even;odd 4\neven;odd;even;done 1', 'recursion')).toBe(
      drawn(`
        total 5
          even 5
            odd 4 self 4
            done 1 self 1
      `),
    );
  });
});

const SERVER = `
  main@src/main.ts;handle@node_modules/express/router.js;next@node_modules/express/layer.js;pay@src/pay.ts 6
  main@src/main.ts;handle@node_modules/express/router.js;map;next@node_modules/express/layer.js 2
  main@src/main.ts;query@node_modules/pg/client.js;write@node:net;gc 3
  main@src/main.ts;map 1
`;

describe('package', () => {
  it('makes one frame of each run of a package, and of the builtins in it', () => {
    expect(seen(SERVER, 'package:express')).toBe(
      drawn(`
        total 12
          main [src/main.ts] 12
            express [express] 8 self 2
              pay [src/pay.ts] 6 self 6
            query [pg client.js] 3
              write [node: net] 3
                gc 3 self 3
            map 1 self 1
      `),
    );
  });

  it('begins another frame where the package is entered again', () => {
    const drawing = 'a@node_modules/x/a.js;mine@m.ts;b@node_modules/x/b.js 1';
    expect(seen(drawing, 'package:x')).toBe('total 1\n  x [x] 1\n    mine [m.ts] 1\n      x [x] 1 self 1');
  });
});

describe('mine', () => {
  it('leaves one frame of what is not the application’s, named for the package that it called', () => {
    expect(seen(SERVER, 'mine')).toBe(
      drawn(`
        total 12
          main [src/main.ts] 12
            express [express] 8 self 2
              pay [src/pay.ts] 6 self 6
            pg [pg] 3 self 3
            map 1 self 1
      `),
    );
  });
});

describe('invert', () => {
  it('puts the functions that took the time at the root, and below each its callers', () => {
    expect(seen('main;a;log 3\nmain;b;log 2\nmain;a 4', 'invert')).toBe(
      drawn(`
        total 9
          log 5
            a 3
              main 3 self 3
            b 2
              main 2 self 2
          a 4
            main 4 self 4
      `),
    );
  });

  it('comes last, wherever it stands', () => {
    expect(seen(SHOP, 'invert;hide:parse')).toBe(seen(SHOP, 'hide:parse;invert'));
  });

  it('turns both sides round', () => {
    const joined = joinTrees(treeOf(profileOf('main;log 3')), treeOf(profileOf('main;log 1\nmain;a;log 7')));
    expect(seenOf(joined, 'invert')).toBe(
      drawn(`
        total 3 > 8
          log 3 > 8
            a 0 > 7
              main 0 > 7 self 0 > 7
            main 3 > 1 self 3 > 1
      `),
    );
  });
});

describe('steps', () => {
  it('are taken in their order, each on what the one before it made', () => {
    expect(seen(SERVER, 'mine;ignore:express')).toBe(
      drawn(`
        total 4
          main [src/main.ts] 4
            pg [pg] 3 self 3
            map 1 self 1
      `),
    );
    expect(seen(SERVER, 'ignore:express;mine')).toBe(seen(SERVER, 'mine'));
  });
});
