/** A disk that is full for one write whenever it is told so. */
export function createDiskFault(): {
  readonly beforeWrite: () => Error | undefined;
  readonly failNextWrite: () => void;
} {
  let isFull = false;
  return {
    failNextWrite: () => {
      isFull = true;
    },
    beforeWrite: () => {
      if (!isFull) return undefined;
      isFull = false;
      return Object.assign(new Error('ENOSPC: no space left on device, write (injected fault)'), {
        code: 'ENOSPC',
      });
    },
  };
}
