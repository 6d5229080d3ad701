import { useEffect } from 'preact/hooks';
import { shownFile } from './files/file-url.js';
import { useRoute } from './history.js';
import { ComparePage } from './pages/compare.js';
import { FilePages } from './pages/files.js';
import { FunctionPage } from './pages/function.js';
import { HomePage } from './pages/home.js';
import { ServicePage } from './pages/service.js';
import { DropZone } from './parts/drop-zone.js';
import { Help } from './parts/help.js';
import { Empty } from './parts/states.js';
import { ThemeToggle } from './parts/theme-toggle.js';
import { labelOf } from './selector.js';
import { printRoute, type Route, serviceRoute } from './url.js';

export function App() {
  const route = useRoute();
  const service = serviceOf(route);
  const file = shownFile(route);
  useEffect(() => {
    const parts = [pageName(route), service, file, 'perf'];
    document.title = parts.filter((part) => part !== '').join(' · ');
  }, [route, service, file]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href="/">
          <Mark /> perf
        </a>
        {service && (
          <a class="crumb" href={printRoute(serviceRoute(service))}>
            {service}
          </a>
        )}
        {file && <span class="crumb">{file}</span>}
        {pageName(route) && <span class="crumb">{pageName(route)}</span>}
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

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'home':
      return <HomePage route={route} />;
    case 'service':
      return <ServicePage key={route.service} route={route} />;
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
  return route.page === 'compare' || route.page === 'file-compare' ? 'Compare' : '';
}

function serviceOf(route: Route): string {
  if (route.page === 'service' || route.page === 'function') return route.service;
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
