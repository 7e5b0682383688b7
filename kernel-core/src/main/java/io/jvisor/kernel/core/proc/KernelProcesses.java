package io.jvisor.kernel.core.proc;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidNamespace;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.vfs.proc.KernelView;
import io.jvisor.vfs.proc.ProcessList;
import io.jvisor.vfs.proc.ProcessView;
import io.jvisor.vfs.proc.ThreadView;

/** The processes of a kernel, for proc. */
public final class KernelProcesses implements ProcessList {
  private final Kernel kernel;
  private final PidNamespace namespace;
  private final KernelView view;

  /** The processes of a kernel that is being made. */
  public KernelProcesses(Kernel kernel) {
    this(kernel, kernel.tasks().root(), new KernelSummary(kernel));
  }

  private KernelProcesses(Kernel kernel, PidNamespace namespace, KernelView view) {
    this.kernel = kernel;
    this.namespace = namespace;
    this.view = view;
  }

  @Override
  public ProcessList seenBy(Task task) {
    return new KernelProcesses(kernel, KernelTask.of(task).pidNamespace(), view);
  }

  @Override
  public int[] processIds() {
    return namespace.processes().stream()
        .mapToInt(group -> group.pid().in(namespace))
        .sorted()
        .toArray();
  }

  private ProcessView view(ThreadGroup group) {
    return group == null ? null : new ProcessSummary(namespace, group);
  }

  @Override
  public ProcessView process(int tgid) {
    return view(namespace.process(tgid));
  }

  @Override
  public ProcessView processOfThread(int tid) {
    KernelTask task = namespace.task(tid);
    return task == null ? null : view(task.group());
  }

  @Override
  public ProcessView process(Task task) {
    return view(KernelTask.of(task).group());
  }

  @Override
  public ThreadView thread(Task task) {
    return new ThreadSummary(namespace, KernelTask.of(task));
  }

  @Override
  public KernelView kernel() {
    return view;
  }
}
