import { loadConfig } from './config.ts'
import { createOctoGraph } from './graph/create-octo-graph.ts'
import { openAiModel } from './model/openai-model.ts'

const { model, degradedPlanning, approveAboveUsd, parallelSteps } = loadConfig(process.env)

/** The graph that `langgraph.json` names. Studio's server brings its own checkpointer and store. */
export const octollm = createOctoGraph({
  model: model ? openAiModel({ model: model.name, apiKey: model.apiKey, baseUrl: model.baseUrl }) : null,
  policies: { degradedPlanning, approveAboveUsd, parallelSteps },
})
