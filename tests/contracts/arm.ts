export { CANARY, describeArmContract } from '../../src/testing/arm-contract.ts'
