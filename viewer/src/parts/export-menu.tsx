import { useEffect, useRef, useState } from 'preact/hooks';
import { problemOf } from '../api.js';
import type { Picture } from '../export/picture.js';
import { fileName, profileName, save } from '../export/save.js';
import { type ExportSource, PROFILE_FORMATS } from '../export/source.js';

/** A graph of the page as it is seen now. */
export interface NamedPicture {
  /** Which of several it is; empty where there is one. */
  readonly name: string;
  readonly picture: () => Omit<Picture, 'title' | 'lines'>;
}

interface ExportMenuProps {
  readonly source: ExportSource;
  readonly pictures: readonly NamedPicture[];
}

interface Item {
  readonly text: string;
  readonly label: string;
  readonly run: () => Promise<string>;
}

/** Everything that can be taken away: pictures as seen, profiles for other tools, a report for an issue. */
export function ExportMenu({ source, pictures }: ExportMenuProps) {
  const [open, setOpen] = useState(false);
  const [status, setStatus] = useState('');
  const [problem, setProblem] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (!open) return;
    menu.current?.scrollIntoView({ block: 'nearest' });
    const onPointer = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false);
    };
    // Captured: Escape closes the menu, and does not leave the zoom behind it as well.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [open]);
  const run = async ({ run, text }: Item) => {
    setProblem('');
    setStatus(`${text}…`);
    try {
      setStatus(await run());
    } catch (error) {
      setStatus('');
      setProblem(problemOf(error).detail);
    }
  };
  const toggle = () => {
    setStatus('');
    setProblem('');
    setOpen(!open);
  };
  return (
    <div class="export" ref={frame}>
      <button ref={button} type="button" aria-expanded={open} onClick={toggle}>
        Export <span aria-hidden="true">▾</span>
      </button>
      {open && (
        <fieldset ref={menu} class="popover export-menu" aria-label="Export">
          {groupsOf(source, pictures).map(({ heading, items }) => (
            <fieldset key={heading} class="export-group" aria-label={heading}>
              <h3>{heading}</h3>
              {items.map((item) => (
                <button key={item.label} type="button" class="quiet" aria-label={item.label} onClick={() => run(item)}>
                  {item.text}
                </button>
              ))}
            </fieldset>
          ))}
          <p class="hint" role="status">
            {status}
          </p>
          {problem !== '' && (
            <p class="export-problem" role="alert">
              {problem}
            </p>
          )}
        </fieldset>
      )}
    </div>
  );
}

function groupsOf(source: ExportSource, pictures: readonly NamedPicture[]): { heading: string; items: Item[] }[] {
  const several = (name: string, kind: string) => (name === '' ? kind : `${kind}: ${name}`);
  return [
    ...pictures.map((picture) => ({
      heading: several(picture.name, 'Picture, as seen'),
      items: (['SVG', 'PNG'] as const).map((text) => ({
        text,
        label: several(picture.name, text),
        run: () => savePicture(source, picture, text),
      })),
    })),
    ...source.profiles.map(({ side, path }) => ({
      heading: several(side, 'Profile'),
      items: PROFILE_FORMATS.map((format) => ({
        text: format,
        label: several(side, format),
        run: async () => {
          const name = profileName(source.title, side, format);
          save(await source.profile(`${path}&format=${format}`), name);
          return `Saved ${name}.`;
        },
      })),
    })),
    { heading: 'Report', items: reportItems(source) },
  ];
}

function reportItems(source: ExportSource): Item[] {
  const copy: Item = {
    text: 'Copy as Markdown',
    label: 'Copy as Markdown',
    run: async () => {
      await navigator.clipboard.writeText(await source.report());
      return 'Copied. It can be pasted into an issue.';
    },
  };
  const file: Item = {
    text: 'Markdown file',
    label: 'Markdown file',
    run: async () => {
      const name = fileName(source.title, 'md');
      save(new Blob([await source.report()], { type: 'text/markdown' }), name);
      return `Saved ${name}.`;
    },
  };
  // Browsers give a clipboard to pages of this machine and of HTTPS only.
  return navigator.clipboard ? [copy, file] : [file];
}

/** The code that draws is fetched when it is needed. */
async function savePicture(source: ExportSource, named: NamedPicture, format: 'SVG' | 'PNG'): Promise<string> {
  const [{ drawPicture }, { lightTokens }, { svgOf }, { MOST_ROWS, pngOf }] = await Promise.all([
    import('../export/picture.js'),
    import('../export/tokens.js'),
    import('../export/svg.js'),
    import('../export/png.js'),
  ]);
  const title = named.name === '' ? source.title : `${source.title}, ${named.name.toLowerCase()}`;
  const picture: Picture = { ...named.picture(), title, lines: source.lines };
  const name = fileName(title, format.toLowerCase());
  if (format === 'SVG') save(new Blob([svgOf(drawPicture(picture, lightTokens()))], { type: 'image/svg+xml' }), name);
  else save(await pngOf(drawPicture(picture, lightTokens(), MOST_ROWS)), name);
  return `Saved ${name}.`;
}
