package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.signal.SignalInfo;
import java.util.List;

/**
 * The end of a PID namespace: when its first process ends, all others in it are killed, and the
 * first one is not gone before they are ({@code pid_namespaces(7)}). On the thread of the last task
 * of the first process, which has left its memory and its files already.
 */
final class NamespaceEnd {
  private final KernelTask task;
  private final ThreadGroup group;
  private final PidNamespace namespace;
  private final PidTable table;

  NamespaceEnd(KernelTask task) {
    this.task = task;
    this.group = task.group();
    this.namespace = group.ownNamespace;
    this.table = task.kernel().tasks();
  }

  void run() {
    table.lock.lock();
    try {
      namespace.close();
      group.isReapingAll = true;
      for (ThreadGroup member : namespace.processes()) {
        if (member != group) {
          SignalSender.toGroup(member, SignalInfo.kernel(Signals.SIGKILL));
        }
      }
      for (ThreadGroup child : List.copyOf(group.children)) {
        if (child.isWaitable && !Tracing.isHeld(child)) {
          ExitOperation.reap(child);
        }
      }
      namespace.awaitCount(task == group.leader ? 1 : 2);
    } finally {
      table.lock.unlock();
    }
    noteReboot();
  }

  /** Who waits for the first process is told that it rebooted: {@code reboot(2)}. */
  private void noteReboot() {
    int signal = namespace.rebootSignal();
    if (signal != 0) {
      group.signalLock.lock();
      try {
        group.isExiting = true;
        group.exitStatus = WaitStatus.signaled(signal, false);
      } finally {
        group.signalLock.unlock();
      }
    }
  }
}
