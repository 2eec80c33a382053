// Requests as far as the server looks into them.

export interface Paging {
  readonly pageSize?: number;
  readonly pageToken?: string;
}

/** An Update call: the resource under `Field`, and which of its fields to take. */
export type UpdateRequest<Field extends string, Resource> = {
  readonly [Name in Field]?: Partial<Resource> & { readonly name?: string };
} & { readonly updateMask?: { readonly paths?: readonly string[] } };

export interface PublishRequest {
  readonly topic: string;
  /** Each an encoded PubsubMessage. */
  readonly messages: readonly Uint8Array[];
}

export interface PullRequest {
  readonly subscription?: string;
  readonly returnImmediately?: boolean;
  readonly maxMessages?: number;
}

export interface AcknowledgeRequest {
  readonly subscription: string;
  readonly ackIds: readonly string[];
}

export interface ModifyAckDeadlineRequest extends AcknowledgeRequest {
  readonly ackDeadlineSeconds: number;
}

/** 64-bit integers arrive as objects where the request is decoded without a copy. */
export type Int64 = { toNumber(): number } | number;

export interface StreamingPullRequest {
  readonly subscription: string;
  readonly ackIds: readonly string[];
  readonly modifyDeadlineSeconds: readonly number[];
  readonly modifyDeadlineAckIds: readonly string[];
  readonly streamAckDeadlineSeconds: number;
  readonly clientId: string;
  readonly maxOutstandingMessages: Int64;
  readonly maxOutstandingBytes: Int64;
  readonly protocolVersion: Int64;
}
