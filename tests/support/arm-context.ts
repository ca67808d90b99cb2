export { createArmContext, createOpenMeter, dependencyOutput } from '../../src/testing/arm-context.ts'
