export { createArmContext, createOpenMeter, dependencyOutput } from './arm-context.ts'
export { type ArmSubject, CANARY, describeArmContract } from './arm-contract.ts'
export { describeRemoteArmContract, type RemoteArmSubject } from './remote-arm-contract.ts'
