package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.vfs.proc.CurrentCall;

/**
 * Asks a task that sleeps what it waits in. Its registers are its own thread's, and may not be all
 * there: it answers itself, and sleeps on.
 */
final class CallQuestion {
  /** Woken when there is an answer. */
  private final WaitQueue answers = new WaitQueue();

  private volatile boolean isAnswered;

  /** Null when the task had woken up. Written before {@link #isAnswered}. */
  private CurrentCall call;

  void answer(CurrentCall now) {
    call = now;
    isAnswered = true;
    answers.wake(-1);
  }

  /** Waits for the answer; null also when the reader is to end. */
  CurrentCall await(KernelTask reader) {
    reader.awaitUnlessKilled(answers, () -> isAnswered);
    return isAnswered ? call : null;
  }

  /** What the calling task does. */
  static CurrentCall of(KernelTask task) {
    task.leaveGate();
    Registers registers = task.registers();
    return new CurrentCall(
        Math.max(-1, task.syscall),
        registers.rdi(),
        registers.rsi(),
        registers.rdx(),
        registers.r10(),
        registers.r8(),
        registers.r9(),
        registers.rsp(),
        registers.rip());
  }
}
