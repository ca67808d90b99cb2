export { type ArmSubject, CANARY, describeArmContract } from '../../src/testing/arm-contract.ts'
