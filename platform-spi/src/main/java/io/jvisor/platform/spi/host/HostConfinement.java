package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What this process gives up for good, on all of its threads: its root directory, capabilities, and
 * the host's calls. In this order; what comes after it can open nothing any more.
 */
public final class HostConfinement implements AutoCloseable {
  private static final int CLONE_FS = 0x200;
  private static final int CLONE_NEWNS = 0x20000;
  private static final int MS_RDONLY_NOSUID_NODEV_NOEXEC = 15;
  private static final int MS_REC_PRIVATE = (1 << 14) | (1 << 18);
  private static final int MNT_DETACH = 2;
  private static final int O_CLOEXEC = 02000000;
  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;
  private static final int LAST_CAPABILITY = 63;
  private static final int SECCOMP_SET_MODE_FILTER = 1;

  /** On all threads, and without slowing down speculation, which the filter is no reason for. */
  private static final int TSYNC_SPEC_ALLOW = 1 | 4;

  /** A directory that every host has; something empty is mounted there, out of others' sight. */
  private static final String PLACE = "/proc";

  private final int tasks;

  /**
   * Prepares for it.
   *
   * @throws HostException when there is no {@code /proc}
   */
  public HostConfinement() {
    tasks = HostThreads.openTasks();
  }

  /**
   * Confines the sandbox process: an empty root where the host allows that, no capabilities, and
   * the calls of {@link SandboxCalls} only.
   *
   * @param directory a descriptor relative to which names can still be removed; -1 for none
   * @param platformCalls the numbers of calls that the platform makes besides
   * @return whether the root is empty
   * @throws HostException when it failed half-way: the process must not go on
   */
  public static boolean confineSandbox(int directory, int... platformCalls) {
    try (HostConfinement confinement = new HostConfinement()) {
      boolean isEmpty = confinement.enterEmptyRoot();
      confinement.keepCapabilities(0);
      filter(SandboxCalls.program(directory, platformCalls));
      return isEmpty;
    }
  }

  /**
   * Goes through {@link #confineSandbox} and gives up nothing: for a process that is run to find
   * out what the start of others needs.
   */
  public static void rehearseSandbox(int directory, int... platformCalls) {
    try (HostConfinement confinement = new HostConfinement()) {
      HostThreads.onAllOthers(confinement.tasks, new long[] {SyscallNumbers.GETPID});
      SandboxCalls.program(directory, platformCalls).bytes();
    }
  }

  /**
   * Leaves this process an empty directory that cannot be written to as its root and working
   * directory, in a mount namespace without anything else.
   *
   * @return whether the host allowed it: it wants {@code CAP_SYS_ADMIN}
   * @throws HostException when it failed half-way
   */
  public boolean enterEmptyRoot() {
    try (Arena arena = Arena.ofConfined()) {
      long unshared = HostCall.call(SyscallNumbers.UNSHARE, CLONE_NEWNS, 0, 0);
      if (unshared == Errno.EPERM.result()) {
        return false;
      }
      check("unshare", unshared);
      long root = HostText.cString(arena, "/").address();
      long place = HostText.cString(arena, PLACE).address();
      long here = HostText.cString(arena, ".").address();
      long type = HostText.cString(arena, "tmpfs").address();
      long link = HostText.cString(arena, "/proc/thread-self/ns/mnt").address();
      int namespace =
          (int)
              check(
                  "/proc/thread-self/ns/mnt",
                  HostCall.call(SyscallNumbers.OPEN, link, O_CLOEXEC, 0));
      check("mount", HostCall.call(SyscallNumbers.MOUNT, 0, root, 0, MS_REC_PRIVATE, 0));
      check(
          "mount",
          HostCall.call(SyscallNumbers.MOUNT, type, place, type, MS_RDONLY_NOSUID_NODEV_NOEXEC, 0));
      check("chdir", HostCall.call(SyscallNumbers.CHDIR, place, 0, 0));
      check("pivot_root", HostCall.call(SyscallNumbers.PIVOT_ROOT, here, here, 0));
      check("umount2", HostCall.call(SyscallNumbers.UMOUNT2, here, MNT_DETACH, 0));
      check("chdir", HostCall.call(SyscallNumbers.CHDIR, root, 0, 0));
      // A thread that shares its root directory with others cannot change namespaces.
      HostThreads.onAllOthers(
          tasks,
          new long[] {SyscallNumbers.UNSHARE, CLONE_FS},
          new long[] {SyscallNumbers.SETNS, namespace, CLONE_NEWNS});
      HostMemory.close(namespace);
      return true;
    }
  }

  /**
   * Gives up all capabilities but these, and the means to get them back: the bounding and ambient
   * sets, and set-user-id programs.
   *
   * @param kept a bit each; those that the process does not have are not given to it
   */
  public void keepCapabilities(long kept) {
    List<long[]> calls = new ArrayList<>();
    for (int capability = 0; capability <= LAST_CAPABILITY; capability++) {
      if (((kept >>> capability) & 1) == 0) {
        long[] drop = {SyscallNumbers.PRCTL, PR_CAPBSET_DROP, capability};
        // EINVAL past the last one that the host knows, EPERM for those who could not raise it.
        if (HostCall.call(SyscallNumbers.PRCTL, PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) {
          calls.add(drop);
        }
      }
    }
    long[] clear = {SyscallNumbers.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL};
    calls.add(clear);
    check("prctl", HostCall.call(SyscallNumbers.PRCTL, clear[1], clear[2], 0, 0, 0));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(8, 8);
      MemorySegment sets = arena.allocate(24, 8);
      header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
      check("capget", HostCall.call(SyscallNumbers.CAPGET, header.address(), sets.address(), 0));
      // struct __user_cap_data_struct[2]: effective, permitted, inheritable, low words first
      for (int half = 0; half < 2; half++) {
        int mask = (int) (kept >>> (32 * half));
        int at = 12 * half;
        int permitted = sets.get(ValueLayout.JAVA_INT, at + 4) & mask;
        sets.set(ValueLayout.JAVA_INT, at, permitted);
        sets.set(ValueLayout.JAVA_INT, at + 4, permitted);
        sets.set(ValueLayout.JAVA_INT, at + 8, 0);
      }
      header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
      calls.add(new long[] {SyscallNumbers.CAPSET, header.address(), sets.address()});
      HostThreads.onAllOthers(tasks, calls.toArray(new long[0][]));
      check("capset", HostCall.call(SyscallNumbers.CAPSET, header.address(), sets.address(), 0));
    }
    check("prctl", HostCall.call(SyscallNumbers.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  }

  /**
   * Refuses this process every call that a program does not allow, on all threads, now and later.
   * Comes after {@link #keepCapabilities}, without whose {@code no_new_privs} the host does not
   * allow it.
   */
  public static void filter(SeccompProgram program) {
    byte[] bytes = program.bytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      // struct sock_fprog: the number of instructions, and where they are
      MemorySegment header = arena.allocate(16, 8);
      int length = bytes.length / BpfProgram.INSTRUCTION_BYTES;
      header.set(ValueLayout.JAVA_SHORT, 0, (short) length);
      header.set(ValueLayout.JAVA_LONG, 8, code.address());
      long result =
          HostCall.call(
              SyscallNumbers.SECCOMP, SECCOMP_SET_MODE_FILTER, TSYNC_SPEC_ALLOW, header.address());
      if (result != 0) {
        // A positive number is a thread that has a filter of its own.
        throw new HostException("seccomp", result < 0 ? result : Errno.EBUSY.result());
      }
    }
  }

  @Override
  public void close() {
    HostMemory.close(tasks);
  }

  private static long check(String what, long result) {
    if (result < 0) {
      throw new HostException(what, result);
    }
    return result;
  }
}
