/** What an ack id stands for: one delivery of one message of one subscription. */
export interface AckId {
  readonly subscription: number;
  readonly seq: number;
  /** Rises with each delivery of the message, so that an ack id of an earlier delivery can be told. */
  readonly version: number;
}

/** Ack ids carry their meaning, so that one handed out before a restart is still good after it. */
export function formatAckId(subscription: number, seq: number, version: number): string {
  return `${subscription}-${seq}-${version}`;
}

/** @returns undefined where the text is no ack id of this server */
export function parseAckId(text: string): AckId | undefined {
  const numbers = [0, 0, 0];
  let part = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 45 && digits > 0 && part < 2) {
      part++;
      digits = 0;
    } else if (code >= 48 && code <= 57 && digits < 15) {
      numbers[part] = (numbers[part] as number) * 10 + (code - 48);
      digits++;
    } else return undefined;
  }
  if (part !== 2 || digits === 0) return undefined;
  return { subscription: numbers[0] as number, seq: numbers[1] as number, version: numbers[2] as number };
}
