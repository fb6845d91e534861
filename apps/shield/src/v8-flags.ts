import { setFlagsFromString } from 'node:v8';

/*
 * Imported for its effect, before anything else. By default V8 lets the heap of a busy shield grow to several times the
 * live data before a collection; this setting limits each growth, at no measurable cost in throughput.
 */
setFlagsFromString('--heap-growing-percent=40');
