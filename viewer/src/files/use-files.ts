import { useEffect, useState } from 'preact/hooks';
import { FILES_CHANGED } from './opened.js';

/** Draws again when a file was opened, or could not be. */
export function useFiles(): void {
  const [, setChanges] = useState(0);
  useEffect(() => {
    const onChange = () => setChanges((before) => before + 1);
    addEventListener(FILES_CHANGED, onChange);
    return () => removeEventListener(FILES_CHANGED, onChange);
  }, []);
}
