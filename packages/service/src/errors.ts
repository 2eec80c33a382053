/** Turns whatever was thrown into an Error; the one place where `unknown` becomes an error. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  // Errors from another realm (a vm context, a worker) fail instanceof but are errors all the same.
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
    return new Error(String(thrown.message), { cause: thrown });
  }
  return new Error(String(thrown), { cause: thrown });
}
