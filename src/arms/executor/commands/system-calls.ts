/** What a command is refused by the kernel, as a classic BPF program for seccomp; null for a processor nobody wrote it for. */
export function refusedCalls(arch: NodeJS.Architecture = process.arch): Buffer | null {
  const processor = PROCESSORS.get(arch)
  if (!processor) return null
  const { audit, socket, refused } = processor
  return Buffer.concat([
    op(LOAD, LOAD_ARCH),
    op(IF_EQUAL, audit, 1, 0),
    op(RETURN, KILL),
    op(LOAD, LOAD_NUMBER),
    op(IF_AT_LEAST, X32_CALLS, 0, 1),
    op(RETURN, fail(ENOSYS)),
    ...refused.flatMap((number) => [op(IF_EQUAL, number, 0, 1), op(RETURN, fail(ENOSYS))]),
    op(IF_EQUAL, socket, 1, 0),
    op(RETURN, ALLOW),
    op(LOAD, LOAD_FIRST_ARGUMENT),
    ...FAMILIES.flatMap((family) => [op(IF_EQUAL, family, 0, 1), op(RETURN, ALLOW)]),
    op(RETURN, fail(EAFNOSUPPORT)),
  ])
}

interface Processor {
  /** AUDIT_ARCH_* of linux/audit.h. */
  readonly audit: number
  readonly socket: number
  readonly refused: readonly number[]
}

// Numbers of asm/unistd_64.h and asm-generic/unistd.h. Refused is memory that counts as nobody's while no process has it
// mapped (memfd_create, memfd_secret; shmget, msgget and mq_open of System V and POSIX), keys of the kernel (add_key,
// request_key, keyctl), and what only widens the ways into the kernel: io_uring_setup, which could also do all that is
// refused here, bpf, perf_event_open, userfaultfd.
const PROCESSORS: ReadonlyMap<string, Processor> = new Map([
  [
    'x64',
    {
      audit: 0xc000_003e,
      socket: 41,
      refused: [319, 447, 29, 68, 240, 248, 249, 250, 425, 321, 298, 323],
    },
  ],
  [
    'arm64',
    {
      audit: 0xc000_00b7,
      socket: 198,
      refused: [279, 447, 194, 186, 180, 217, 218, 219, 425, 280, 241, 282],
    },
  ],
])

// Not AF_VSOCK: a network namespace does not hold it back, and behind it is the host of a virtual machine.
const FAMILIES = [1, 2, 10, 16] // AF_UNIX, AF_INET, AF_INET6, AF_NETLINK

// linux/filter.h and linux/seccomp.h; offsets are those of struct seccomp_data.
const LOAD = 0x20
const IF_EQUAL = 0x15
const IF_AT_LEAST = 0x35
const RETURN = 0x06
const LOAD_NUMBER = 0
const LOAD_ARCH = 4
const LOAD_FIRST_ARGUMENT = 16
const X32_CALLS = 0x4000_0000
const ALLOW = 0x7fff_0000
const KILL = 0x8000_0000
const ENOSYS = 38
const EAFNOSUPPORT = 97
const fail = (errno: number) => 0x0005_0000 + errno

/** One instruction; the jumps are how many to leave out when the comparison holds, and when not. */
function op(code: number, value: number, ifSo = 0, ifNot = 0): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt8(ifSo, 2)
  bytes.writeUInt8(ifNot, 3)
  bytes.writeUInt32LE(value, 4)
  return bytes
}
