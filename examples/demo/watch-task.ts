import { createLiveDisplay } from '../../src/cli/live-display.ts'
import { EMPTY_VIEW, type TaskView, withEvent } from '../../src/cli/task-view.ts'
import type { TaskEvent } from '../../src/contracts/event.ts'
import type { HttpClient } from './http-client.ts'
import { SIMULATED } from './simulated-model.ts'

/**
 * Shows a task until it has ended. `onEvent` may act on what happens (answer a question, kill a worker) and gives a line
 * to be shown, if there is something to say.
 */
export async function watchTask(
  client: HttpClient,
  { taskId, goal }: { taskId: string; goal: string },
  onEvent: (event: TaskEvent) => Promise<string | undefined> | string | undefined = () => undefined,
): Promise<TaskView> {
  const display = createLiveDisplay({ goal, modelLabel: SIMULATED }, process.stdout)
  let view = EMPTY_VIEW
  for await (const event of client.events(taskId)) {
    view = withEvent(view, event)
    display.show(view)
    const said = await onEvent(event)
    if (said !== undefined) display.say(said)
  }
  display.finish(view)
  return view
}
