/**
 * Threads of libuv's pool. DuckDB holds one for as long as a call takes: three queries, the index of first rows, the
 * commit; the other three are for files (uploads). With Node's own four, long queries would hold up the commits.
 */
const THREADS = 8;

process.env['UV_THREADPOOL_SIZE'] ??= String(THREADS);
