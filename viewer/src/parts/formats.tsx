/** What can be opened. */
export function Formats() {
  return (
    <p>
      Drop one file anywhere on this page, or two to compare them: pprof, folded stacks, speedscope, the .cpuprofile and
      .heapprofile of Node.js and Chrome, and what perf script prints.
    </p>
  );
}
