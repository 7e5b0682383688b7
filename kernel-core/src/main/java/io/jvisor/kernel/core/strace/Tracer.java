package io.jvisor.kernel.core.strace;

import io.jvisor.kernel.api.Syscall;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.function.Consumer;

/** Shows system calls, signals and ends of tasks, one line each, as {@code strace(1)} does. */
public final class Tracer {
  private final SyscallTable table;
  private final Consumer<String> sink;

  /** A tracer of the calls of a table. */
  public Tracer(SyscallTable table, Consumer<String> sink) {
    this.table = table;
    this.sink = sink;
  }

  /** A call that has begun. */
  public static final class Call {
    private final String text;

    Call(String text) {
      this.text = text;
    }
  }

  /** A call begins. */
  public Call enter(KernelTask task, long number, Registers registers) {
    Syscall entry = table.entry(number);
    String name = entry != null ? entry.name() : SyscallNumbers.name((int) number);
    return new Call(
        name
            + "("
            + Long.toHexString(registers.rdi())
            + ", "
            + Long.toHexString(registers.rsi())
            + ", "
            + Long.toHexString(registers.rdx())
            + ", "
            + Long.toHexString(registers.r10())
            + ")");
  }

  /** A call is over. */
  public void exit(KernelTask task, Call call, long result) {
    sink.accept("[pid " + task.tid() + "] " + call.text + " = " + result);
  }

  /** A signal is delivered. */
  public void signal(KernelTask task, SignalInfo info) {
    sink.accept("[pid " + task.tid() + "] --- " + info);
  }

  /** A task has ended. */
  public void exited(KernelTask task) {
    sink.accept("[pid " + task.tid() + "] +++ exited");
  }
}
