package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.sync.WaitQueue;

/** Lets the parent of a {@code vfork(2)} wait until the child has left its memory. */
final class VforkCompletion {
  private final WaitQueue queue = new WaitQueue();
  private volatile boolean isDone;

  /** The child has executed a program or ended. */
  void complete() {
    isDone = true;
    queue.wake(-1);
  }

  /** Waits for the child, or for the parent's own end. */
  void await(KernelTask parent) {
    parent.awaitUnlessKilled(queue, () -> isDone);
  }
}
