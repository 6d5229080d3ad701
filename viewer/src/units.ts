/** Values as people read them: as the reports in Markdown write them. */
export * from '@perf/profile/units.js';
