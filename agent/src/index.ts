/** Importing this starts the agent from the environment. */
import { init } from './api.js';

init();
