export { type AppParts, type Check, createApp } from './create-app.ts'
export { type Listening, listen } from './listen.ts'
