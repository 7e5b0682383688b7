package io.jvisor.kernel.core.strace;

/** The names that calls of processes and time show. */
final class ProcessNames {
  /** {@code AT_*} flags. */
  static final NameTable AT =
      new NameTable(
          "AT_???",
          "AT_SYMLINK_NOFOLLOW",
          0x100,
          "AT_REMOVEDIR",
          0x200,
          "AT_SYMLINK_FOLLOW",
          0x400,
          "AT_NO_AUTOMOUNT",
          0x800,
          "AT_EMPTY_PATH",
          0x1000,
          "AT_STATX_FORCE_SYNC",
          0x2000,
          "AT_STATX_DONT_SYNC",
          0x4000);

  /** Modes of {@code access(2)}. */
  static final NameTable ACCESS = new NameTable("?_OK", "F_OK", 0, "R_OK", 4, "W_OK", 2, "X_OK", 1);

  /** Where {@code lseek(2)} counts from. */
  static final NameTable WHENCE =
      new NameTable(
          "SEEK_???", "SEEK_SET", 0, "SEEK_CUR", 1, "SEEK_END", 2, "SEEK_DATA", 3, "SEEK_HOLE", 4);

  /** What {@code sigprocmask(2)} does. */
  static final NameTable SIG_HOW =
      new NameTable("SIG_???", "SIG_BLOCK", 0, "SIG_UNBLOCK", 1, "SIG_SETMASK", 2);

  /** Operations of {@code futex(2)} without its flags. */
  static final NameTable FUTEX =
      new NameTable(
          "FUTEX_???",
          "FUTEX_WAIT",
          0,
          "FUTEX_WAKE",
          1,
          "FUTEX_FD",
          2,
          "FUTEX_REQUEUE",
          3,
          "FUTEX_CMP_REQUEUE",
          4,
          "FUTEX_WAKE_OP",
          5,
          "FUTEX_LOCK_PI",
          6,
          "FUTEX_UNLOCK_PI",
          7,
          "FUTEX_TRYLOCK_PI",
          8,
          "FUTEX_WAIT_BITSET",
          9,
          "FUTEX_WAKE_BITSET",
          10,
          "FUTEX_WAIT_REQUEUE_PI",
          11,
          "FUTEX_CMP_REQUEUE_PI",
          12,
          "FUTEX_LOCK_PI2",
          13);

  /** Clocks. */
  static final NameTable CLOCK =
      new NameTable(
          "CLOCK_???",
          "CLOCK_REALTIME",
          0,
          "CLOCK_MONOTONIC",
          1,
          "CLOCK_PROCESS_CPUTIME_ID",
          2,
          "CLOCK_THREAD_CPUTIME_ID",
          3,
          "CLOCK_MONOTONIC_RAW",
          4,
          "CLOCK_REALTIME_COARSE",
          5,
          "CLOCK_MONOTONIC_COARSE",
          6,
          "CLOCK_BOOTTIME",
          7,
          "CLOCK_REALTIME_ALARM",
          8,
          "CLOCK_BOOTTIME_ALARM",
          9,
          "CLOCK_TAI",
          11);

  /** Functions of {@code arch_prctl(2)}. */
  static final NameTable ARCH_PRCTL =
      new NameTable(
          "ARCH_???",
          "ARCH_SET_GS",
          0x1001,
          "ARCH_SET_FS",
          0x1002,
          "ARCH_GET_FS",
          0x1003,
          "ARCH_GET_GS",
          0x1004,
          "ARCH_GET_CPUID",
          0x1011,
          "ARCH_SET_CPUID",
          0x1012,
          "ARCH_CET_STATUS",
          0x3001,
          "ARCH_SHSTK_ENABLE",
          0x5001,
          "ARCH_SHSTK_STATUS",
          0x5005);

  /** Operations of {@code seccomp(2)}. */
  static final NameTable SECCOMP =
      new NameTable(
          "SECCOMP_???",
          "SECCOMP_SET_MODE_STRICT",
          0,
          "SECCOMP_SET_MODE_FILTER",
          1,
          "SECCOMP_GET_ACTION_AVAIL",
          2,
          "SECCOMP_GET_NOTIF_SIZES",
          3);

  /** Flags of a filter. */
  static final NameTable SECCOMP_FLAGS =
      new NameTable(
          "SECCOMP_FILTER_FLAG_???",
          "SECCOMP_FILTER_FLAG_TSYNC",
          1,
          "SECCOMP_FILTER_FLAG_LOG",
          2,
          "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
          4,
          "SECCOMP_FILTER_FLAG_NEW_LISTENER",
          8,
          "SECCOMP_FILTER_FLAG_TSYNC_ESRCH",
          16,
          "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
          32);

  /** Functions of {@code prctl(2)}. */
  static final NameTable PRCTL =
      new NameTable(
          "PR_???",
          "PR_SET_PDEATHSIG",
          1,
          "PR_GET_PDEATHSIG",
          2,
          "PR_GET_DUMPABLE",
          3,
          "PR_SET_DUMPABLE",
          4,
          "PR_GET_KEEPCAPS",
          7,
          "PR_SET_KEEPCAPS",
          8,
          "PR_SET_NAME",
          15,
          "PR_GET_NAME",
          16,
          "PR_GET_SECCOMP",
          21,
          "PR_SET_SECCOMP",
          22,
          "PR_CAPBSET_READ",
          23,
          "PR_CAPBSET_DROP",
          24,
          "PR_GET_SECUREBITS",
          27,
          "PR_SET_SECUREBITS",
          28,
          "PR_SET_TIMERSLACK",
          29,
          "PR_GET_TIMERSLACK",
          30,
          "PR_SET_MM",
          35,
          "PR_SET_CHILD_SUBREAPER",
          36,
          "PR_GET_CHILD_SUBREAPER",
          37,
          "PR_SET_NO_NEW_PRIVS",
          38,
          "PR_GET_NO_NEW_PRIVS",
          39,
          "PR_GET_TID_ADDRESS",
          40,
          "PR_SET_THP_DISABLE",
          41,
          "PR_GET_THP_DISABLE",
          42,
          "PR_CAP_AMBIENT",
          47,
          "PR_GET_SPECULATION_CTRL",
          52,
          "PR_SET_SPECULATION_CTRL",
          53,
          "PR_SET_MDWE",
          65,
          "PR_GET_MDWE",
          66,
          "PR_SET_VMA",
          0x53564d41,
          "PR_SET_PTRACER",
          0x59616d61);

  /** Types of files. */
  static final NameTable FILE_TYPE =
      new NameTable(
          "S_IF???",
          "S_IFSOCK",
          0140000,
          "S_IFLNK",
          0120000,
          "S_IFREG",
          0100000,
          "S_IFBLK",
          060000,
          "S_IFDIR",
          040000,
          "S_IFCHR",
          020000,
          "S_IFIFO",
          010000);

  private ProcessNames() {}
}
