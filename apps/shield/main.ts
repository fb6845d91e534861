#!/usr/bin/env node
import './src/v8-flags.js';

// Imported dynamically, so that the flags apply while the modules load.
await import('./src/main.js');
