/** Runs a creation; that the thing is there already, by the service's own error code, is as good. */
export async function unlessPresent(presentCode: number, create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if ((error as { code?: number }).code !== presentCode) throw error;
  }
}
