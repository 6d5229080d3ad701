import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { Refusal } from '../errors.js';

/** The viewer's files; every other path is one of its pages, which `pages` may answer in other forms than HTML. */
export function viewerRoutes(viewerDir: string, pages: RequestHandler): Router {
  const router = Router();
  // File names under assets carry a hash of their content.
  router.use(
    '/assets',
    express.static(join(viewerDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true }),
  );
  router.use('/assets', (request) => {
    throw new Refusal(404, `There is no /assets${request.path}: reload the page.`);
  });
  router.use(express.static(viewerDir, { index: false, maxAge: 0 }));
  router.get('/{*page}', pages, (_request, response) => {
    const index = join(viewerDir, 'index.html');
    if (!existsSync(index)) throw new Refusal(503, 'The viewer is not built: run npm run build.');
    response.set('Cache-Control', 'no-cache').sendFile(index);
  });
  return router;
}
