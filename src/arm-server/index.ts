export { type ArmAppOptions, createArmApp } from './create-arm-app.ts'
export { type ServeArmOptions, type ServedArm, serveArm } from './serve-arm.ts'
