package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.SyscallNumbers;

/**
 * The threads by which the virtual machine compiles. In the first seconds of a process they have
 * always something to do, and on two CPUs compete with guests and with the kernel's own threads,
 * which hand over to each other many times a millisecond.
 */
public final class HostCompilers {
  private static final int PRIO_PROCESS = 0;

  /** {@code getpriority(2)} without the C library gives 20 for nice 0, and more for less. */
  private static final int RAW_PRIORITY = 20;

  /**
   * By how much compilers are nicer than others: they get a third of the time of a thread that
   * wants the same CPU ({@code sched_prio_to_weight}), and all that nobody else wants. Much less,
   * and what they make comes too late.
   */
  private static final int STEP = 5;

  /** As their {@code comm} goes on, after the name of the compiler. */
  private static final String NAME = " Compiler";

  private static final int LONGEST_NAME = 64;

  private HostCompilers() {}

  /**
   * Has guests go first. Compiler threads that are started later are as nice as who starts them.
   */
  public static void stepBack() {
    long own = RAW_PRIORITY - HostCall.call(SyscallNumbers.GETPRIORITY, PRIO_PROCESS, 0, 0);
    try {
      for (int thread : HostThreads.all()) {
        if (isCompiler(thread)) {
          HostCall.call(SyscallNumbers.SETPRIORITY, PRIO_PROCESS, thread, own + STEP);
        }
      }
    } catch (HostException withoutProc) {
      // They stay as they are.
    }
  }

  private static boolean isCompiler(int thread) {
    try {
      byte[] name = HostText.read("/proc/self/task/" + thread + "/comm", LONGEST_NAME);
      return HostText.string(name).startsWith(NAME, 2); // C1 or C2
    } catch (ErrnoException gone) {
      return false;
    }
  }
}
