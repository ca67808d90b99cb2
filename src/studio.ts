import { modelFrom } from './cli/model-from.ts'
import { loadConfig } from './config.ts'
import { createOctoGraph } from './graph/create-octo-graph.ts'

const config = loadConfig(process.env)
const { degradedPlanning, approveAboveUsd, parallelSteps } = config

/** The graph that `langgraph.json` names. Studio's server brings its own checkpointer and store. */
export const octollm = createOctoGraph({
  model: modelFrom(config),
  policies: { degradedPlanning, approveAboveUsd, parallelSteps },
})
