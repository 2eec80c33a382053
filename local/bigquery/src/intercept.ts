import type { Request, Response } from 'express';

/** Every REST call passes here under its BigQuery name (`tabledata.insertAll`); `proceed` answers it. */
export type Interceptor = (
  method: string,
  request: Request,
  response: Response,
  proceed: () => Promise<void>,
) => Promise<void>;

export const passThrough: Interceptor = (_method, _request, _response, proceed) => proceed();
