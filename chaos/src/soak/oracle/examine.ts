import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '@flightdeck/random';
import type { Answer, Question, WrongAnswer } from './answer.ts';
import { askApi, asOfFirstPage, nextPage } from './ask-api.ts';
import type { SourceFlights } from './flights.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { Knowledge } from './knowledge.ts';
import { nextQuestion } from './questions.ts';

/** What the oracle has counted so far. */
export interface Examination {
  /** Answers that were held against the source. */
  checked: number;
  /** Of these, older ones that the API said to be old. */
  stale: number;
  /** 5xx and 429: allowed under faults. */
  refused: number;
  /** No answer: the API was down, or the connection was cut. */
  unanswered: number;
  readonly wrong: WrongAnswer[];
}

export const noExamination = (): Examination => ({
  checked: 0,
  stale: 0,
  refused: 0,
  unanswered: 0,
  wrong: [],
});

export interface ExaminerPorts {
  readonly api: string;
  readonly flights: SourceFlights;
  readonly known: Knowledge;
  readonly random: SeededRandom;
  readonly signal: AbortSignal;
  /** Told at once: a soak that is interrupted leaves no report. */
  readonly onWrong: (wrong: WrongAnswer) => void;
}

/** Between two questions: light, since the soak is about faults and not about load. */
const PAUSE_MS = 150;
/** Wrong answers kept; one is enough to fail, and of thousands the first say it. */
const MAX_WRONG_KEPT = 100;
/** Wrong answers told at once. */
const MAX_WRONG_SAID = 5;

/** Asks one question after the other until the signal aborts, and judges every answer. */
export async function examine(ports: ExaminerPorts, examination: Examination): Promise<void> {
  const { random, flights, known, signal } = ports;
  while (!signal.aborted) {
    const question = nextQuestion(random, { flights, published: Math.max(1, known.handedOver(Date.now())) });
    await follow(question, ports, examination);
    await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
  }
}

/** Asks for all pages of one question. */
async function follow(
  question: Question,
  { api, known, signal, onWrong }: ExaminerPorts,
  examination: Examination,
): Promise<void> {
  let first: Answer | undefined;
  for (let next: Question | undefined = question; next !== undefined && !signal.aborted; ) {
    const answer: Answer | undefined = await askApi(api, next).catch(() => undefined);
    if (answer === undefined) {
      examination.unanswered += 1;
      return;
    }
    const faults = judgeAnswer(first === undefined ? answer : asOfFirstPage(answer, first), known);
    const wrong = faults.map((why) => ({ path: answer.question.path, atMs: answer.receivedAtMs, why }));
    for (const one of wrong.slice(0, Math.max(0, MAX_WRONG_SAID - examination.wrong.length))) onWrong(one);
    count(answer, wrong, examination);
    first ??= answer;
    next = nextPage(answer);
  }
}

function count({ status, stale }: Answer, wrong: readonly WrongAnswer[], into: Examination): void {
  if (status >= 500 || status === 429) into.refused += 1;
  else into.checked += 1;
  if (stale) into.stale += 1;
  into.wrong.push(...wrong.slice(0, Math.max(0, MAX_WRONG_KEPT - into.wrong.length)));
}
