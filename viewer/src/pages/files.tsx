import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { problemOf } from '../api.js';
import type { FileCompareRoute, FileRoute } from '../files/file-url.js';
import { Failure, Loading } from '../parts/states.js';

interface FilePagesProps {
  readonly route: FileRoute | FileCompareRoute;
}

/** The pages of files. Their code, and that of their worker, is fetched when the first one is shown. */
export function FilePages({ route }: FilePagesProps) {
  const [Pages, setPages] = useState<FunctionComponent<FilePagesProps> | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const load = () => {
    setFailed(null);
    import('./opened-files.js').then(
      ({ OpenedFiles }) => setPages(() => OpenedFiles),
      (error) => setFailed(error),
    );
  };
  useEffect(load, []);
  if (Pages) return <Pages route={route} />;
  if (failed) return <Failure problem={problemOf(failed)} retry={load} />;
  return <Loading what="the file" />;
}
