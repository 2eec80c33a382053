// Comes first: V8 reads its flags when it compiles the translator.
import './baseline-code.ts';

export { ast, Dialect, generate, parse, transform, transpile } from '@polyglot-sql/sdk';
