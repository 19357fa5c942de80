type Flight = { answer: Promise<unknown>; askers: number; leaving: AbortController }

/** Work that several wait for and that is done once. It goes on as long as one of them waits. */
export class Flights {
  private readonly flights = new Map<string, Flight>()

  /**
   * What `start` returns, or what the same returns that is under way under this key. Rejects with the signal's reason as soon as that is
   * aborted; the signal that `start` is given is aborted when all have left.
   */
  join<Value>(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const flight = this.flights.get(key) ?? this.begin(key, start)
    flight.askers++
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason)
        if (--flight.askers > 0) return
        this.end(key, flight)
        flight.leaving.abort(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      const arrive = () => signal.removeEventListener('abort', leave)
      flight.answer.finally(arrive).then((value) => resolve(value as Value), reject)
    })
  }

  private begin(key: string, start: (signal: AbortSignal) => Promise<unknown>): Flight {
    const leaving = new AbortController()
    const flight: Flight = { answer: start(leaving.signal), askers: 0, leaving }
    this.flights.set(key, flight)
    const end = () => this.end(key, flight)
    flight.answer.then(end, end)
    return flight
  }

  /** Whoever asks from now on begins anew. */
  private end(key: string, flight: Flight): void {
    if (this.flights.get(key) === flight) this.flights.delete(key)
  }
}
