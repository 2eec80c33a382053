import type { Duration, Timestamp } from './duration.ts';

// The API's resources as plain data, as far as the server looks into them: camelCase names, 64-bit
// integers as numbers, enums by name. What is not named here is kept and returned unread.

export type Labels = Readonly<Record<string, string>>;

export interface SchemaSettings {
  readonly schema?: string;
  readonly encoding?: 'JSON' | 'BINARY';
  readonly firstRevisionId?: string;
  readonly lastRevisionId?: string;
}

export interface TopicSettings {
  readonly name: string;
  readonly labels?: Labels;
  readonly messageRetentionDuration?: Duration;
  readonly schemaSettings?: SchemaSettings;
  readonly state?: string;
}

export interface PushConfig {
  readonly pushEndpoint?: string;
  readonly attributes?: Labels;
  readonly oidcToken?: { readonly serviceAccountEmail?: string; readonly audience?: string };
  readonly pubsubWrapper?: object;
  readonly noWrapper?: { readonly writeMetadata?: boolean };
}

export interface SubscriptionSettings {
  readonly name: string;
  readonly topic: string;
  readonly ackDeadlineSeconds: number;
  readonly pushConfig?: PushConfig;
  readonly retainAckedMessages?: boolean;
  readonly messageRetentionDuration?: Duration;
  readonly labels?: Labels;
  readonly enableMessageOrdering?: boolean;
  readonly expirationPolicy?: { readonly ttl?: Duration };
  readonly filter?: string;
  readonly deadLetterPolicy?: { readonly deadLetterTopic?: string; readonly maxDeliveryAttempts?: number };
  readonly retryPolicy?: { readonly minimumBackoff?: Duration; readonly maximumBackoff?: Duration };
  readonly detached?: boolean;
  readonly enableExactlyOnceDelivery?: boolean;
  readonly topicMessageRetentionDuration?: Duration;
  readonly state?: string;
}

export interface SnapshotSettings {
  readonly name: string;
  readonly topic: string;
  readonly expireTime?: Timestamp;
  readonly labels?: Labels;
}

export interface SchemaDefinition {
  readonly name: string;
  readonly type?: 'AVRO' | 'PROTOCOL_BUFFER';
  readonly definition?: string;
  readonly revisionId?: string;
  readonly revisionCreateTime?: Timestamp;
}
