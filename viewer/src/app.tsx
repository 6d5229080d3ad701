import { useEffect } from 'preact/hooks';
import { shownFile } from './files/file-url.js';
import { useRoute } from './history.js';
import { clipped, isolated } from './names.js';
import { ComparePage } from './pages/compare.js';
import { DeploysPage } from './pages/deploys.js';
import { FilePages } from './pages/files.js';
import { FunctionPage } from './pages/function.js';
import { HomePage } from './pages/home.js';
import { ServicePage } from './pages/service.js';
import { DropZone } from './parts/drop-zone.js';
import { Help } from './parts/help.js';
import { Name } from './parts/name.js';
import { Empty } from './parts/states.js';
import { ThemeToggle } from './parts/theme-toggle.js';
import { labelOf } from './selector.js';
import { printRoute, type Route, serviceRoute } from './url.js';

/** Of a name in the title of the window, in characters. */
const TITLE_PART = 80;

export function App() {
  const route = useRoute();
  const service = serviceOf(route);
  const file = shownFile(route);
  useEffect(() => {
    const parts = [pageName(route), service, file].filter((part) => part !== '');
    document.title = [...parts.map((part) => isolated(clipped(part, TITLE_PART))), 'perf'].join(' · ');
  }, [route, service, file]);
  return (
    <>
      <header class="top">
        <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
          Skip to the content
        </button>
        <Crumbs route={route} service={service} file={file} />
        <span class="spring" />
        <Help />
        <ThemeToggle />
      </header>
      <main id="main" tabIndex={-1}>
        <Page route={route} />
      </main>
      <DropZone route={route} />
    </>
  );
}

interface CrumbsProps {
  readonly route: Route;
  readonly service: string;
  readonly file: string;
}

/** Where one is; the last of them names the page. */
function Crumbs({ route, service, file }: CrumbsProps) {
  const crumbs: { name: string; href?: string }[] = [];
  if (service) crumbs.push({ name: service, href: printRoute(serviceRoute(service)) });
  if (file) crumbs.push({ name: file });
  if (pageName(route)) crumbs.push({ name: pageName(route) });
  const last = crumbs.pop();
  const brand = (
    <a class="brand" href="/">
      <Mark /> perf
    </a>
  );
  if (!last) return <h1 class="crumb-home">{brand}</h1>;
  return (
    <>
      {brand}
      {crumbs.map(({ name, href }) => (
        <a key={name} class="crumb" href={href}>
          <Name text={name} />
        </a>
      ))}
      <h1 class="crumb">
        {last.href ? (
          <a href={last.href}>
            <Name text={last.name} />
          </a>
        ) : (
          <Name text={last.name} />
        )}
      </h1>
    </>
  );
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'home':
      return <HomePage route={route} />;
    case 'service':
      return <ServicePage key={route.service} route={route} />;
    case 'deploys':
      return <DeploysPage key={route.service} route={route} />;
    case 'function':
      return <FunctionPage key={route.service} route={route} />;
    case 'compare':
      return <ComparePage route={route} />;
    case 'file':
    case 'file-compare':
      return <FilePages route={route} />;
    case 'invalid':
      return (
        <Empty title="This link cannot be shown">
          <p>{route.detail}</p>
          <a href="/">All services</a>
        </Empty>
      );
  }
}

/** Beside the name of the service or file, where the page is not its own. */
function pageName(route: Route): string {
  if (route.page === 'function') return route.fn.name;
  if (route.page === 'deploys') return 'Deploys';
  return route.page === 'compare' || route.page === 'file-compare' ? 'Compare' : '';
}

function serviceOf(route: Route): string {
  if (route.page === 'service' || route.page === 'deploys' || route.page === 'function') return route.service;
  return route.page === 'compare' ? labelOf(route.comparison, 'service') || labelOf(route.base, 'service') : '';
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 16 12" width="20" height="15" aria-hidden="true">
      <rect width="16" height="3.4" rx="1" />
      <rect y="4.3" width="10.5" height="3.4" rx="1" />
      <rect y="8.6" width="5" height="3.4" rx="1" />
    </svg>
  );
}
