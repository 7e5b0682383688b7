package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Processes of the host: {@code posix_spawn(3)}, {@code kill(2)}, {@code wait4(2)}.
 *
 * <p>Not {@link ProcessBuilder}: the JDK waits for its children from a thread of its own, and that
 * thread would take the stops of a traced child.
 */
public final class HostProcess {
  /** In a list of descriptors: the new process has none there. */
  public static final int CLOSED = -1;

  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final short POSIX_SPAWN_SETSIGMASK = 0x08;
  private static final short POSIX_SPAWN_SETSIGDEF = 0x04;
  private static final short POSIX_SPAWN_SETSID = 0x80;

  /** Sizes of glibc's {@code posix_spawnattr_t}, {@code posix_spawn_file_actions_t}, sigset_t. */
  private static final long ATTRIBUTES_BYTES = 336;

  private static final long FILE_ACTIONS_BYTES = 80;
  private static final long SIGNAL_SET_BYTES = 128;

  /** The numbers of the C library's own signals, which {@code sigfillset} leaves out. */
  private static final long ALL_SIGNALS = ~(3L << 31);

  private static final class Symbols {
    static final long SPAWN = HostCall.symbol("posix_spawn");
    static final long ATTRIBUTES_INIT = HostCall.symbol("posix_spawnattr_init");
    static final long ATTRIBUTES_DESTROY = HostCall.symbol("posix_spawnattr_destroy");
    static final long SET_FLAGS = HostCall.symbol("posix_spawnattr_setflags");
    static final long SET_SIGMASK = HostCall.symbol("posix_spawnattr_setsigmask");
    static final long SET_SIGDEFAULT = HostCall.symbol("posix_spawnattr_setsigdefault");
    static final long ACTIONS_INIT = HostCall.symbol("posix_spawn_file_actions_init");
    static final long ACTIONS_DESTROY = HostCall.symbol("posix_spawn_file_actions_destroy");
    static final long ADD_DUP2 = HostCall.symbol("posix_spawn_file_actions_adddup2");
    static final long ADD_CLOSE = HostCall.symbol("posix_spawn_file_actions_addclose");
    static final long ADD_CLOSE_FROM = HostCall.symbol("posix_spawn_file_actions_addclosefrom_np");
  }

  private HostProcess() {}

  /** The host's id of the calling thread. */
  public static int threadId() {
    return (int) HostCall.call(SyscallNumbers.GETTID, 0, 0, 0);
  }

  /**
   * Starts a program as a child of the calling thread. All its signals have their default action
   * and none is blocked.
   *
   * @param path the program; opened in the child, so {@code /proc/self/fd/N} names descriptor N of
   *     the new process
   * @param arguments with the program's name first
   * @param environment entries such as {@code HOME=/}
   * @param descriptors the caller's descriptor, or {@link #CLOSED}, for each of the new process's
   *     descriptors from 0; it has no others
   * @param newSession whether it leads a session of its own, away from the terminal's signals
   * @return its process id
   * @throws HostException when the host refuses
   */
  public static int spawn(
      String path,
      List<String> arguments,
      List<String> environment,
      int[] descriptors,
      boolean newSession) {
    int[] copies = new int[descriptors.length];
    java.util.Arrays.fill(copies, CLOSED);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(FILE_ACTIONS_BYTES, 16);
      MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, 16);
      check("posix_spawn_file_actions_init", libc(Symbols.ACTIONS_INIT, actions.address(), 0, 0));
      check("posix_spawnattr_init", libc(Symbols.ATTRIBUTES_INIT, attributes.address(), 0, 0));
      try {
        // Copies above the new process's range, so that no dup2 overwrites the source of another.
        for (int i = 0; i < descriptors.length; i++) {
          if (descriptors[i] != CLOSED) {
            copies[i] = duplicateAbove(descriptors[i], descriptors.length);
          }
          check("posix_spawn_file_actions", addDescriptor(actions.address(), copies[i], i));
        }
        check(
            "posix_spawn_file_actions_addclosefrom_np",
            libc(Symbols.ADD_CLOSE_FROM, actions.address(), descriptors.length, 0));
        setAttributes(arena, attributes.address(), newSession);
        MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
        int result =
            (int)
                HostCall.function(
                    Symbols.SPAWN,
                    pid.address(),
                    string(arena, path).address(),
                    actions.address(),
                    attributes.address(),
                    strings(arena, arguments).address(),
                    strings(arena, environment).address());
        check("posix_spawn " + path, result);
        return pid.get(ValueLayout.JAVA_INT, 0);
      } finally {
        libc(Symbols.ACTIONS_DESTROY, actions.address(), 0, 0);
        libc(Symbols.ATTRIBUTES_DESTROY, attributes.address(), 0, 0);
      }
    } finally {
      for (int copy : copies) {
        if (copy != CLOSED) {
          HostMemory.close(copy);
        }
      }
    }
  }

  /**
   * Sends a signal to a process, or with 0 only looks whether it exists.
   *
   * @return 0 or a negative errno
   */
  public static long kill(int pid, int signal) {
    return HostCall.call(SyscallNumbers.KILL, pid, signal, 0);
  }

  /**
   * Waits until a child ends. The calling thread blocks.
   *
   * @return the status as {@code wait(2)} gives it, or a negative errno
   */
  public static long waitFor(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      for (; ; ) {
        long result = HostCall.call(SyscallNumbers.WAIT4, pid, status.address(), 0, 0, 0);
        if (result >= 0) {
          return status.get(ValueLayout.JAVA_INT, 0);
        }
        if (result != -4) { // EINTR: the virtual machine uses signals of its own
          return result;
        }
      }
    }
  }

  private static int duplicateAbove(int descriptor, int minimum) {
    long copy = HostCall.call(SyscallNumbers.FCNTL, descriptor, F_DUPFD_CLOEXEC, minimum);
    if (copy < 0) {
      throw new HostException("fcntl(F_DUPFD_CLOEXEC)", copy);
    }
    return (int) copy;
  }

  private static long addDescriptor(long actions, int source, int target) {
    return source == CLOSED
        ? libc(Symbols.ADD_CLOSE, actions, target, 0)
        : libc(Symbols.ADD_DUP2, actions, source, target);
  }

  private static void setAttributes(Arena arena, long attributes, boolean newSession) {
    MemorySegment none = arena.allocate(SIGNAL_SET_BYTES, 8);
    MemorySegment all = arena.allocate(SIGNAL_SET_BYTES, 8);
    all.set(ValueLayout.JAVA_LONG, 0, ALL_SIGNALS);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (newSession) {
      flags |= POSIX_SPAWN_SETSID;
    }
    check("posix_spawnattr_setflags", libc(Symbols.SET_FLAGS, attributes, flags, 0));
    check("posix_spawnattr_setsigmask", libc(Symbols.SET_SIGMASK, attributes, none.address(), 0));
    check(
        "posix_spawnattr_setsigdefault",
        libc(Symbols.SET_SIGDEFAULT, attributes, all.address(), 0));
  }

  private static MemorySegment strings(Arena arena, List<String> values) {
    MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, values.size() + 1L);
    for (int i = 0; i < values.size(); i++) {
      vector.setAtIndex(ValueLayout.JAVA_LONG, i, string(arena, values.get(i)).address());
    }
    return vector;
  }

  private static MemorySegment string(Arena arena, String value) {
    return arena.allocateFrom(value, StandardCharsets.ISO_8859_1);
  }

  /** These functions return the error number itself and leave {@code errno} alone. */
  private static long libc(long function, long a, long b, long c) {
    return (int) HostCall.function(function, a, b, c, 0, 0, 0);
  }

  private static void check(String what, long error) {
    if (error != 0) {
      throw new HostException(what, -error);
    }
  }
}
