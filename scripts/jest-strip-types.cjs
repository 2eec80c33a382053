const { createHash } = require('node:crypto');
const { stripTypeScriptTypes } = require('node:module');

// Jest does not load files through Node's own loader; this gives it the same type stripping, so a
// test sees exactly the code that runs in production. Positions are kept, so no source map is needed.
module.exports = {
  getCacheKey: (source, path) =>
    createHash('sha256').update(process.version).update(path).update(source).digest('hex'),
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
};
