import { useEffect, useState } from 'preact/hooks';
import { comparedFile, dismiss, openFiles, openingNotice } from '../files/opened.js';
import { useFiles } from '../files/use-files.js';
import { isolated } from '../names.js';
import type { Route } from '../url.js';

/** Files can be dropped anywhere on any page; while one is over the page, it says so. */
export function DropZone({ route }: { readonly route: Route }) {
  const [over, setOver] = useState(false);
  useFiles();
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      // Null where the pointer leaves the window, and not just one element of it for another.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      openFiles([...(event.dataTransfer?.files ?? [])], route);
    };
    document.addEventListener('dragenter', onDragOver);
    document.addEventListener('dragover', onDragOver);
    document.addEventListener('dragleave', onDragLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragenter', onDragOver);
      document.removeEventListener('dragover', onDragOver);
      document.removeEventListener('dragleave', onDragLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, [route]);
  const shown = comparedFile(route);
  const notice = openingNotice();
  return (
    <>
      {over && (
        <div class="drop-zone" role="status">
          <p>
            <strong>
              {shown ? `Drop a profile to compare it with ${isolated(shown)}` : 'Drop a profile to open it'}
            </strong>
            <span>
              {shown ? 'Two to compare them with each other.' : 'Two to compare them.'} It stays in this browser.
            </span>
          </p>
        </div>
      )}
      {notice && (
        <div class="notice" role="alert">
          <span>{notice}</span>
          <button type="button" class="quiet" onClick={() => dismiss()}>
            Close
          </button>
        </div>
      )}
    </>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
