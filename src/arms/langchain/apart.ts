import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons'

/**
 * Runs `work` as if no graph were running around it. A Runnable that is called inside a node takes up the node's
 * configuration otherwise, and a graph in it our checkpointer and thread: another try would then go on where the failed
 * one broke off, instead of starting anew.
 */
export function apart<Result>(work: () => Promise<Result>): Promise<Result> {
  return AsyncLocalStorageProviderSingleton.runWithConfig({}, work, false)
}
