package io.jvisor.kernel.api;

/** How {@code --strace} shows an argument of a system call. */
public enum Arg {
  /** A signed 32-bit number. */
  INT,
  /** An unsigned 32-bit number. */
  UINT,
  /** A signed 64-bit number. */
  LONG,
  /** An unsigned 64-bit number or a length. */
  SIZE,
  /** A number in hexadecimal. */
  HEX,
  /** A file mode in octal. */
  MODE,
  /** An address, not followed. */
  POINTER,
  /** A file descriptor. */
  FD,
  /** A directory file descriptor, or {@code AT_FDCWD}. */
  DIR_FD,
  /** A path: a NUL-terminated string, read on entry. */
  PATH,
  /** A NUL-terminated string, read on entry. */
  STRING,
  /** Bytes read by the call; the length is the next argument. */
  IN_BUFFER,
  /** Bytes written by the call; as many as the result says. */
  OUT_BUFFER,
  /** An array of strings that ends with NULL, such as {@code argv}. */
  STRINGS,
  /** An array of strings that ends with NULL, of which only the count is shown: {@code envp}. */
  STRING_COUNT,
  /** Flags of {@code open(2)}. */
  OPEN_FLAGS,
  /** Mode bits of {@code access(2)}. */
  ACCESS_MODE,
  /** {@code AT_*} flags. */
  AT_FLAGS,
  /** {@code PROT_*} bits. */
  PROT,
  /** {@code MAP_*} bits. */
  MAP_FLAGS,
  /** Flags of {@code clone(2)}. */
  CLONE_FLAGS,
  /** Flags of {@code wait4(2)}. */
  WAIT_OPTIONS,
  /** A wait status written by the call. */
  OUT_WAIT_STATUS,
  /** A signal number. */
  SIGNAL,
  /** A pointer to a signal set of eight bytes. */
  SIGSET,
  /** The first argument of {@code rt_sigprocmask(2)}. */
  SIG_HOW,
  /** A pointer to a {@code kernel_sigaction}, read on entry. */
  SIGACTION,
  /** Where {@code lseek(2)} counts from. */
  WHENCE,
  /** An operation of {@code fcntl(2)}. */
  FCNTL_COMMAND,
  /** An operation of {@code ioctl(2)}. */
  IOCTL_REQUEST,
  /** An operation of {@code futex(2)}. */
  FUTEX_OP,
  /** A clock of {@code clock_gettime(2)}. */
  CLOCK_ID,
  /** A pointer to a {@code timespec}, read on entry. */
  TIMESPEC,
  /** A pointer to a {@code timespec} written by the call. */
  OUT_TIMESPEC,
  /** Two descriptors written by the call, as by {@code pipe(2)}. */
  OUT_FD_PAIR,
  /** A pointer to a {@code stat} structure written by the call. */
  OUT_STAT,
  /** A resource of {@code getrlimit(2)}. */
  RESOURCE,
  /** A function of {@code arch_prctl(2)}. */
  ARCH_PRCTL,
  /** A function of {@code prctl(2)}. */
  PRCTL,
  /** An operation of {@code seccomp(2)}. */
  SECCOMP_OPERATION,
  /** Flags of a filter of {@code seccomp(2)}. */
  SECCOMP_FLAGS,
  /** An operation of {@code madvise(2)}. */
  MADVICE,
  /** An address family. */
  SOCKET_DOMAIN,
  /** A type of socket, with flags. */
  SOCKET_TYPE,
  /** Flags of a new socket. */
  SOCKET_FLAGS,
  /** A pointer to a socket address, read on entry; its length is the next argument. */
  SOCKADDR,
  /** A pointer to a socket address written by the call, or NULL. */
  OUT_SOCKADDR,
  /** Flags of {@code send(2)} and {@code recv(2)}. */
  MESSAGE_FLAGS,
  /** Which halves {@code shutdown(2)} ends. */
  SHUTDOWN_HOW,
  /** A level of {@code getsockopt(2)}. */
  SOCKET_LEVEL,
  /** An option of level {@code SOL_SOCKET}. */
  SOCKET_OPTION,
}
