import { GraphDrained } from '@langchain/langgraph'

/**
 * Ends a run early because a step waits for its arm: the steps beside it are finished, nothing is lost, and the task is run
 * again in so many seconds. To LangGraph it is a drain, which is what it does with its checkpoint.
 */
export const park = (seconds: number): GraphDrained => new GraphDrained(`${PARKED}${seconds}`)

/** In how many seconds a parked run wants to go on; null for another drain. */
export function parkedSeconds({ reason }: GraphDrained): number | null {
  return reason.startsWith(PARKED) ? Number(reason.slice(PARKED.length)) : null
}

const PARKED = 'waits for an arm: '
