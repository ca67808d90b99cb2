export { type AppParts, type Check, createApp } from './create-app.ts'
export { type Listening, listen } from './listen.ts'
export { createRateLimiter, type RateLimiter } from './rate-limit/create-rate-limiter.ts'
export type { ArmDesk, ArmRegistration } from './routes/arm-routes.ts'
