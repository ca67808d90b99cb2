import { describeTaskStore } from '../../contracts/task-store.ts'
import { openTaskStore } from '../../support/task-store.ts'

describeTaskStore('the Postgres task store', openTaskStore)
