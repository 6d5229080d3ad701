/** What the viewer's pages show, put together from the API's answers: `Accept: application/json` on their URLs. */
import type {
  ChangesReport,
  Deploy,
  DeploysReport,
  DeployVerdict,
  DiffReport,
  FlamegraphReport,
  FunctionHistory,
  FunctionReport,
  HotPathsReport,
  Leak,
  LeaksReport,
  NumbersReport,
  SeriesReport,
  ServiceSummary,
  ServicesReport,
  ShareChange,
  TopReport,
} from './api.js';

/** `/`: services that match the search, and what each took in the last 24 hours; null where no service sends that. */
export interface HomeData {
  services: ServicesReport['services'];
  cpu: SeriesReport | null;
  heap: SeriesReport | null;
  /** Beside `services`: the newest version of each and what comparing it has found; null where versions are not given. */
  newest: (Deploy | null)[];
  /** Of these services: what was found without a deploy, and is still so. */
  leaks: Leak[];
  changes: ShareChange[];
}

/** `/service/<name>` */
export interface ServiceData {
  service: ServiceSummary;
  deploys: DeploysReport;
  leaks: LeaksReport;
  changes: ChangesReport;
  series: SeriesReport;
  flamegraph: FlamegraphReport;
  hotpaths: HotPathsReport;
  top: TopReport;
  /** Callers and callees of the chosen function; null where none is chosen, or it did not run. */
  function: FunctionReport | null;
  /** What is opened below the timeline; null where it is closed. */
  numbers: NumbersReport | null;
  instances: SeriesReport | null;
}

/** `/deploys/<name>` */
export interface DeploysData {
  deploys: DeploysReport;
}

/** `/function` */
export interface FunctionData {
  history: FunctionHistory;
  deploys: DeploysReport;
  /** Callers and callees; null where the function did not run in this range. */
  function: FunctionReport | null;
}

/** `/compare` */
export interface CompareData {
  diff: DiffReport;
  /** Null where it is not two versions that are compared, or only a part of them; or where one of them is not known. */
  verdict: DeployVerdict | null;
}
