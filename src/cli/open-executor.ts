import { createCommandSandbox } from '../arms/executor/commands/create-command-sandbox.ts'
import { createSandbox } from '../arms/executor/create-sandbox.ts'
import type { Config } from '../config.ts'
import { createOutbound } from '../outbound/create-outbound.ts'

/** What the executor works with, as the configuration has it. `outbound` is there only when a host is allowed. */
export function openExecutor({ executor }: Config) {
  const { idle, parallel, packages, commands: allowed, httpHosts: hosts, privateNetworks } = executor
  const sandbox = createSandbox({
    idle,
    ...(parallel === null ? {} : { parallel }),
    ...(packages === null ? {} : { packages }),
  })
  const commands = createCommandSandbox({ allowed })
  return {
    sandbox,
    commands,
    ...(hosts.length > 0 ? { outbound: createOutbound({ hosts, privateNetworks }) } : {}),
    close: async () => {
      await Promise.all([sandbox.close(), commands.close()])
    },
  }
}
