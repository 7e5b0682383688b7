package io.jvisor.kernel.api.abi;

/** Numbers of {@code seccomp(2)} ({@code include/uapi/linux/seccomp.h}). */
public final class Seccomp {
  // Modes, as prctl(2) and /proc/PID/status have them

  public static final int MODE_DISABLED = 0;
  public static final int MODE_STRICT = 1;
  public static final int MODE_FILTER = 2;

  // Operations

  public static final int SET_MODE_STRICT = 0;
  public static final int SET_MODE_FILTER = 1;
  public static final int GET_ACTION_AVAIL = 2;
  public static final int GET_NOTIF_SIZES = 3;

  // Flags of SET_MODE_FILTER

  public static final int FLAG_TSYNC = 1;
  public static final int FLAG_LOG = 2;
  public static final int FLAG_SPEC_ALLOW = 4;
  public static final int FLAG_NEW_LISTENER = 8;
  public static final int FLAG_TSYNC_ESRCH = 16;
  public static final int FLAG_WAIT_KILLABLE_RECV = 32;

  // What a filter returns: an action, the strictest being the least as a signed number, and data

  public static final int RET_KILL_PROCESS = 0x80000000;
  public static final int RET_KILL_THREAD = 0;
  public static final int RET_TRAP = 0x00030000;
  public static final int RET_ERRNO = 0x00050000;
  public static final int RET_USER_NOTIF = 0x7fc00000;
  public static final int RET_TRACE = 0x7ff00000;
  public static final int RET_LOG = 0x7ffc0000;
  public static final int RET_ALLOW = 0x7fff0000;
  public static final int RET_ACTION = 0xffff0000;
  public static final int RET_DATA = 0xffff;

  // struct seccomp_data: nr (4), arch (4), instruction_pointer (8), args (6 of 8)

  public static final int DATA_BYTES = 64;
  public static final int AUDIT_ARCH_X86_64 = 0xc000003e;

  // Sizes of the structures of user notification

  public static final int NOTIF_BYTES = 80;
  public static final int NOTIF_RESP_BYTES = 24;

  /** Offset of {@code filter} in {@code struct sock_fprog}; before it is {@code len}, 2 bytes. */
  public static final int PROGRAM_POINTER = 8;

  private Seccomp() {}
}
