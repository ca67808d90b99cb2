export { type Arm, type ArmContext, type ArmDefinition, type DependencyOutput, defineArm } from './arms/arm.ts'
export { type ArmStatsBook, createArmStats } from './arms/arm-stats.ts'
export type {
  CommandRefusal,
  CommandResult,
  CommandRun,
  CommandSandbox,
} from './arms/executor/commands/command-sandbox.ts'
export { createCommandSandbox } from './arms/executor/commands/create-command-sandbox.ts'
export { createSandbox } from './arms/executor/create-sandbox.ts'
export type { Sandbox, SandboxResult, SandboxRun } from './arms/executor/sandbox.ts'
export { type Extracted, type Extraction, extractKnowledge } from './arms/extract-knowledge.ts'
export { type Agent, type AgentArmOptions, armFromAgent } from './arms/langchain/agent-arm.ts'
export type { ForeignArmOptions } from './arms/langchain/arm-card.ts'
export { armFromTool, type LangChainTool } from './arms/langchain/tool-arm.ts'
export { armKey } from './arms/remote/capability-token.ts'
export { createRemoteArm, type RemoteArm, type RemoteArmOptions } from './arms/remote/create-remote-arm.ts'
export { createMemoryDocuments } from './arms/retriever/memory-documents.ts'
export { createSearchDesk } from './arms/retriever/search-desk.ts'
export { type SharedArmStats, shareArmStats } from './arms/share-arm-stats.ts'
export { ApprovalAnswer, ApprovalRequest } from './contracts/approval.ts'
export { ArmDescription } from './contracts/arm.ts'
export type { TaskEvent, TaskEventBody } from './contracts/event.ts'
export { Fault, FaultCode, FaultRecord } from './contracts/fault.ts'
export { Entity, Knowledge, Relationship } from './contracts/memory.ts'
export { Plan, PlanStep } from './contracts/plan.ts'
export { Artifact, Citation, StepRecord } from './contracts/step.ts'
export { Task, TaskContract, TaskOutcome, TaskRequest, TaskResult } from './contracts/task.ts'
export { Budget, Usage } from './contracts/usage.ts'
export { JudgeIssue, Verdict } from './contracts/verdict.ts'
export {
  createOctoGraph,
  type OctoGraph,
  type OctoGraphOptions,
  type OctoPolicies,
} from './graph/create-octo-graph.ts'
export { type OctoToolOptions, octoTool } from './graph/octo-tool.ts'
export { createDocumentIndex } from './ingest/create-document-index.ts'
export { createReader, type Reader } from './ingest/create-reader.ts'
export type { DocumentIndex, IndexOutcome, SentDocument } from './ingest/document-index.ts'
export { type FileOutcome, type IndexFolderOptions, indexFolder } from './ingest/index-folder.ts'
export type { Ledger, TaskLedger } from './ledger/ledger.ts'
export type { KnowledgeGraph, KnowledgeReader } from './memory/knowledge-graph.ts'
export { createModel } from './model/create-chat-model.ts'
export { type EmbeddingModel, openAiEmbeddings, withRedaction } from './model/embeddings.ts'
export type { Model, Question } from './model/model.ts'
export { openAiModel } from './model/openai-model.ts'
export { createOutbound, type OutboundOptions } from './outbound/create-outbound.ts'
export {
  type Outbound,
  OutboundFailed,
  OutboundRefused,
  type OutboundRequest,
  type OutboundResponse,
} from './outbound/outbound.ts'
export { createMemoryVault } from './reflex/memory-vault.ts'
export type { TokenVault } from './reflex/token-vault.ts'
