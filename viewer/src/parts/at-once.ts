/**
 * Stands for d3-transition in the build: what d3-flame-graph asks for as a transition is done at once. Its transitions last
 * a quarter of a second even where they are to take none, and bring names later still.
 */
import { selection } from 'd3-selection';

function same<This>(this: This): This {
  return this;
}

Object.assign(selection.prototype, { transition: same, duration: same, delay: same, ease: same });
