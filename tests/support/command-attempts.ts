// By its number on x64 and on arm64, with a buffer of zeros and 0 for arguments; succeeds unless the kernel has no such call.
const CALL = `call() {
  test "$(uname -m)" = aarch64 && shift
  perl -e 'my ($number, $buffer) = (shift, "\\0" x 200); exit(syscall(int($number), $buffer, 0) < 0 && $!{ENOSYS})' "$1"
}`

/**
 * Ways out of the command sandbox: shell scripts that print REACHED when they got through. `$FOLDER` is a folder of the host
 * with a secret.txt that anybody may read, `$PORT` a port of its loopback, `$PID` a process of its.
 */
export const COMMAND_ATTEMPTS: Readonly<Record<string, string>> = {
  'read /etc/shadow': 'cat /etc/shadow && echo REACHED',
  'read /etc/passwd': 'cat /etc/passwd && echo REACHED',
  'read a file of the host': 'cat "$FOLDER/secret.txt" && echo REACHED',
  'list the folders of the host': 'ls "$FOLDER" && echo REACHED',
  'see home folders': 'ls -A /root /home /var /srv /opt /mnt | grep -v : | grep . && echo REACHED',
  'see the disks': 'ls /sys/block /dev/sd* /dev/vd* /dev/nvme* | grep . && echo REACHED',
  'read the environment of the host': 'env | grep SANDBOX_ESCAPE_SECRET && echo REACHED',
  'read the environment of any process':
    'cat /proc/[0-9]*/environ | tr "\\0" "\\n" | grep SANDBOX_ESCAPE_SECRET && echo REACHED',
  'climb out through /proc':
    'cat "/proc/1/root$FOLDER/secret.txt" "/proc/$PID/root$FOLDER/secret.txt" | grep . && echo REACHED',
  'see a process of the host': 'ls "/proc/$PID" && echo REACHED',
  'read the memory of a process of the host': 'head -c 1 "/proc/$PID/mem" && echo REACHED',
  'signal a process of the host': 'kill -0 "$PID" && echo REACHED',
  'kill everything': 'kill -9 -1; echo "still here"',
  'reach loopback': 'bash -c "exec 9<>/dev/tcp/127.0.0.1/$PORT" && echo REACHED',
  'reach loopback over IPv6': 'bash -c "exec 9<>/dev/tcp/::1/$PORT" && echo REACHED',
  'find a network': 'tail -n +3 /proc/net/dev | grep -v "lo:" && echo REACHED',
  'find a route': 'tail -n +2 /proc/net/route | grep . && echo REACHED',
  'find sockets of the host': 'find /box /dev /etc /tmp /usr/lib -maxdepth 3 -type s | grep . && echo REACHED',
  'write to the system': 'touch /usr/planted /usr/bin/planted && echo REACHED',
  'write to /etc': 'touch /etc/planted && echo REACHED',
  'write to the root': 'touch /planted && echo REACHED',
  'write to /dev': 'touch /dev/planted /dev/shm/planted && echo REACHED',
  'write to the folder of the host': 'echo x > "$FOLDER/planted.txt" && echo REACHED',
  'write through a symbolic link': 'ln -s "$FOLDER" out && echo x > out/planted.txt && echo REACHED',
  'link a file of the system': 'ln /usr/bin/env copy && echo REACHED',
  'become root with a program of root':
    'su -c id || sudo -n id; cp /bin/sh sh && chmod 4755 sh && ./sh -p -c id | grep "uid=0" && echo REACHED',
  'have capabilities': 'grep -E "^Cap(Eff|Prm|Bnd)" /proc/self/status | grep -v 0000000000000000 && echo REACHED',
  'mount a file system': 'mkdir m; mount -t tmpfs none m && echo REACHED',
  'make the system writable': 'mount -o remount,rw /usr && echo REACHED',
  'unmount what hides the host': 'umount -l /usr /proc && echo REACHED',
  'make a namespace of its own': 'unshare --user --map-root-user true && echo REACHED',
  'change its root': 'chroot / true && echo REACHED',
  'make a device': 'mknod disk b 8 0 && echo REACHED',
  'change the kernel’s settings': 'echo pwned > /proc/sys/kernel/hostname && echo REACHED',
  'change the name of the host': 'hostname pwned && echo REACHED',
  'set the clock': 'date -s @0 && echo REACHED',
  'lift its limits': 'prlimit --pid $$ --nproc=100000:100000 --data=unlimited:unlimited && echo REACHED',
  'take more than its share of the processor': 'test "$(nice -n -20 nice)" = -20 && echo REACHED',
  'write where its files are taken from': 'echo forged >&3 && echo REACHED',
  'reach the host of a virtual machine': 'perl -e "socket(S, 40, 1, 0) or exit 1" && echo REACHED',
  'keep memory that nobody has mapped': 'perl -e "shmget(0, 1048576, 0600) // exit 1" && echo REACHED',
  'keep memory in a file without a name': `${CALL}; call 319 279 && echo REACHED`,
  'leave a key with the kernel': `${CALL}; call 250 219 && echo REACHED`,
  'call the kernel through a ring': `${CALL}; call 425 425 && echo REACHED`,
  'find a terminal': 'echo x > /dev/tty && echo REACHED',
}
