#!/usr/bin/env node
import './src/small-heap.js';

// Only now, so that the heap is kept small while everything is loaded, too.
await import('./src/main.js');
