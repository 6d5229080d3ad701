#!/usr/bin/env node
// Stands here before the build does, so that npm can link the command when it installs.
import '../bundle/main.js';
