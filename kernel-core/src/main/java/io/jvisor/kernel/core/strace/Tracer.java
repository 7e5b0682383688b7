package io.jvisor.kernel.core.strace;

import io.jvisor.kernel.api.Arg;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Syscall;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.platform.spi.host.HostErrors;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows system calls, signals and ends of tasks, one line each, as {@code strace -f} does. A call
 * is shown when it is over.
 */
public final class Tracer {
  /** How many arguments are shown, in hexadecimal, of a call that nobody describes. */
  private static final int UNKNOWN_ARGUMENTS = 6;

  private static final int MAKES_FILE =
      OpenFlags.O_CREAT | (OpenFlags.O_TMPFILE & ~OpenFlags.O_DIRECTORY);

  private final SyscallTable table;
  private final Consumer<String> sink;

  /** A tracer of the calls of a table; the sink takes lines of one char a byte. */
  public Tracer(SyscallTable table, Consumer<String> sink) {
    this.table = table;
    this.sink = sink;
  }

  /** Whether an argument is the mode of a file that is not made. */
  private static boolean isUnusedMode(List<Arg> kinds, long[] values, int index) {
    return kinds.get(index) == Arg.MODE
        && index > 0
        && kinds.get(index - 1) == Arg.OPEN_FLAGS
        && (values[index - 1] & MAKES_FILE) == 0;
  }

  /** A call that has begun: its arguments as they were then. */
  public static final class Call {
    private final int number;
    private final String name;
    private final List<Arg> kinds;
    private final long[] values;
    private final String[] texts;

    private Call(int number, String name, List<Arg> kinds, long[] values) {
      this.number = number;
      this.name = name;
      this.kinds = kinds;
      this.values = values;
      this.texts = new String[kinds.size()];
    }
  }

  /** A call begins: what it reads is shown as it is now. */
  public Call enter(KernelTask task, long number, Registers registers) {
    Syscall entry = table.entry(number);
    String name = entry != null ? entry.name() : SyscallNumbers.name((int) number);
    boolean described = entry != null && table.isImplemented(number);
    List<Arg> kinds =
        described ? entry.arguments() : Collections.nCopies(UNKNOWN_ARGUMENTS, Arg.HEX);
    long[] values = {
      registers.rdi(),
      registers.rsi(),
      registers.rdx(),
      registers.r10(),
      registers.r8(),
      registers.r9(),
      0
    };
    Call call = new Call((int) number, name, kinds, values);
    UserMemory memory = task.memory();
    for (int index = 0; index < kinds.size(); index++) {
      if (!ArgumentText.isOutput(kinds.get(index))) {
        call.texts[index] =
            ArgumentText.input(memory, kinds.get(index), values[index], values[index + 1]);
      }
    }
    return call;
  }

  /** A call is over: what it wrote is shown, and what it returned. */
  public void exit(KernelTask task, Call call, long result) {
    MemoryManager mm = task.mm();
    StringBuilder line = new StringBuilder(call.name).append('(');
    for (int index = 0; index < call.texts.length; index++) {
      String text = call.texts[index];
      if (isUnusedMode(call.kinds, call.values, index)) {
        break;
      }
      if (text == null) {
        text =
            result < 0 || mm == null
                ? SignalText.address(call.values[index])
                : ArgumentText.output(
                    mm.userMemory(), call.kinds.get(index), call.values[index], result);
      }
      line.append(index > 0 ? ", " : "").append(text);
    }
    line.append(") = ").append(task.isKilled() ? "?" : result(call, result));
    write(task, line.toString());
  }

  private static String result(Call call, long result) {
    if (result < 0 && result >= -4095) {
      return switch ((int) result) {
        case (int) Restart.SYS -> "? ERESTARTSYS (To be restarted if SA_RESTART is set)";
        case (int) Restart.NO_INTR -> "? ERESTARTNOINTR (To be restarted)";
        case (int) Restart.NO_HAND -> "? ERESTARTNOHAND (To be restarted if no handler)";
        case (int) Restart.BLOCK -> "? ERESTART_RESTARTBLOCK (Interrupted by signal)";
        default -> {
          Errno errno = Errno.ofResult(result);
          yield "-1 " + errno.name() + " (" + HostErrors.text(errno) + ")";
        }
      };
    }
    return switch (call.number) {
      case SyscallNumbers.MMAP, SyscallNumbers.BRK, SyscallNumbers.MREMAP, SyscallNumbers.SHMAT ->
          "0x" + Long.toHexString(result);
      default -> Long.toString(result);
    };
  }

  /** A signal is delivered. */
  public void signal(KernelTask task, SignalInfo info) {
    write(task, "--- " + SignalText.name(info.signal()) + " " + SignalText.info(info) + " ---");
  }

  /**
   * A task has ended.
   *
   * @param waitStatus how
   */
  public void exited(KernelTask task, int waitStatus) {
    String how =
        WaitStatus.isSignaled(waitStatus)
            ? "killed by " + SignalText.name(WaitStatus.signal(waitStatus))
            : "exited with " + WaitStatus.exitStatus(waitStatus);
    write(task, "+++ " + how + " +++");
  }

  private void write(KernelTask task, String text) {
    sink.accept("[pid " + task.tid() + "] " + text);
  }
}
