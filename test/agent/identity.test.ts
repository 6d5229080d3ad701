import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findProgram } from '../../agent/dist/identity.js';
import { Project } from './project.js';

describe('a program', () => {
  let project: Project;
  beforeEach(() => {
    const named = (name: string) => JSON.stringify({ name, version: '1.0.0' });
    project = new Project({
      'shop/package.json': named('shop'),
      'shop/dist/main.js': '',
      'shop/dist/package.json': '{ "type": "module" }',
      'shop/packages/api/package.json': named('api'),
      'shop/node_modules/next/package.json': named('next'),
      'shop/node_modules/next/dist/bin/next': '',
      'tools/node_modules/linter/package.json': named('linter'),
      'tools/node_modules/linter/cli.js': '',
    });
  });
  afterEach(() => project.remove());

  it.each([
    ['shop/dist/main.js', 'shop', 'shop'],
    ['shop/dist/main.js', 'tools', 'shop'],
    ['shop/dist/main', 'shop', 'shop'],
    ['shop/node_modules/next/dist/bin/next', 'shop', 'shop'],
    ['shop/node_modules/next/dist/bin/next', 'shop/packages/api', 'api'],
    ['tools/node_modules/linter/cli.js', 'shop', 'linter'],
  ])('that is %s, started in %s, is %s', (script, workingDirectory, name) => {
    const found = findProgram(join(project.folder, script), join(project.folder, workingDirectory));
    expect(found.name).toBe(name);
  });

  it('that is no file is that of the working directory', () => {
    expect(findProgram(undefined, join(project.folder, 'shop'))).toMatchObject({ name: 'shop', script: undefined });
  });
});
