import { setFlagsFromString } from 'node:v8';

// The translator is 22 MB of WebAssembly. Compiling it a second time, optimized, takes V8 up to 600 MiB and both
// cores for minutes, of which 200 MiB stay; the code of the first pass translates in under 2 ms, and is done at once.
for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
