/** Neumaier's compensated summation, as in Prometheus: many small numbers beside large ones keep their weight. */
export class KahanSum {
  sum: number;
  compensation = 0;

  constructor(first = 0) {
    this.sum = first;
  }

  add(value: number): void {
    const { sum } = this;
    const total = sum + value;
    if (total === Infinity || total === -Infinity) this.compensation = 0;
    else if (Math.abs(sum) >= Math.abs(value)) this.compensation += sum - total + value;
    else this.compensation += value - total + sum;
    this.sum = total;
  }

  get total(): number {
    return Number.isFinite(this.sum) ? this.sum + this.compensation : this.sum;
  }
}

/** The mean of numbers, exact while their sum fits, incremental (and so finite) when it would overflow. */
export class Mean {
  #count = 0;
  #incremental = false;
  #state = new KahanSum();

  add(value: number): void {
    this.#count++;
    const state = this.#state;
    if (!this.#incremental) {
      const { sum, compensation } = state;
      state.add(value);
      if (this.#count === 1 || (state.sum !== Infinity && state.sum !== -Infinity)) return;
      this.#incremental = true;
      state.sum = sum / (this.#count - 1);
      state.compensation = compensation / (this.#count - 1);
    }
    const kept = (this.#count - 1) / this.#count;
    state.sum *= kept;
    state.compensation *= kept;
    state.add(value / this.#count);
  }

  get mean(): number {
    const { sum, compensation } = this.#state;
    if (this.#incremental) return Number.isFinite(sum) ? sum + compensation : sum;
    return sum / this.#count + (Number.isFinite(sum) ? compensation / this.#count : 0);
  }
}

/** Population variance by Welford's method with compensated sums. */
export class Variance {
  #count = 0;
  readonly #mean = new KahanSum();
  readonly #squares = new KahanSum();

  add(value: number): void {
    this.#count++;
    const mean = this.#mean;
    const delta = value - (mean.sum + mean.compensation);
    mean.add(delta / this.#count);
    this.#squares.add(delta * (value - (mean.sum + mean.compensation)));
  }

  get variance(): number {
    return (this.#squares.sum + this.#squares.compensation) / this.#count;
  }
}
