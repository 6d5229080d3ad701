import { askFiles } from '../files/ask.js';
import { type FileCompareRoute, type FileRoute, filesOf } from '../files/file-url.js';
import { openedId } from '../files/opened.js';
import { useFiles } from '../files/use-files.js';
import { isolated } from '../names.js';
import { Formats } from '../parts/formats.js';
import { OpenButton } from '../parts/open-button.js';
import { Empty } from '../parts/states.js';
import { Asking } from '../use-api.js';
import { FilePage } from './file.js';
import { FileComparePage } from './file-compare.js';

/** The pages of files, whose parts ask the worker instead of the server. */
export function OpenedFiles({ route }: { readonly route: FileRoute | FileCompareRoute }) {
  useFiles();
  const names = filesOf(route);
  const missing = names.filter((name) => openedId(name) === 0);
  if (missing.length > 0) return <NotOpen route={route} missing={missing} />;
  // A file that is opened again is another one.
  const key = names.map(openedId).join();
  return (
    <Asking.Provider value={askFiles}>
      {route.page === 'file' ? <FilePage key={key} route={route} /> : <FileComparePage key={key} route={route} />}
    </Asking.Provider>
  );
}

interface NotOpenProps {
  readonly route: FileRoute | FileCompareRoute;
  readonly missing: readonly string[];
}

/** After a reload, or from someone else's link: the browser has forgotten the files, or never had them. */
function NotOpen({ route, missing }: NotOpenProps) {
  const named = missing.filter((name) => name !== '');
  const title = named.length === 0 ? 'Open a profile' : `Not open in this tab: ${named.map(isolated).join(' and ')}`;
  return (
    <Empty title={title}>
      {named.length > 0 && (
        <p>
          Files never leave the browser they were opened in, and it forgets them with the page: a link or a reload does
          not bring them along. Open {named.length === 1 ? 'it' : 'them'} again, and this view comes back.
        </p>
      )}
      <Formats />
      <OpenButton label={missing.length > 1 ? 'Open two files' : 'Open a file'} route={route} primary />
      <a href="/">All services</a>
    </Empty>
  );
}
