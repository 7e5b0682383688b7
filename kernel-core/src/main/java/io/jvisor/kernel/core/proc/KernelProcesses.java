package io.jvisor.kernel.core.proc;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.vfs.proc.KernelView;
import io.jvisor.vfs.proc.ProcessList;
import io.jvisor.vfs.proc.ProcessView;

/** The processes of a kernel, for proc. */
public final class KernelProcesses implements ProcessList {
  private final Kernel kernel;
  private final KernelView view;

  /** The processes of a kernel that is being made. */
  public KernelProcesses(Kernel kernel) {
    this.kernel = kernel;
    this.view = new KernelSummary(kernel);
  }

  @Override
  public int[] processIds() {
    return kernel.tasks().processes().stream().mapToInt(ThreadGroup::tgid).sorted().toArray();
  }

  private ProcessView view(ThreadGroup group) {
    return group == null ? null : new ProcessSummary(kernel, group);
  }

  @Override
  public ProcessView process(int tgid) {
    return view(kernel.tasks().process(tgid));
  }

  @Override
  public ProcessView processOfThread(int tid) {
    KernelTask task = kernel.tasks().task(tid);
    return task == null ? null : view(task.group());
  }

  @Override
  public ProcessView process(Task task) {
    return view(KernelTask.of(task).group());
  }

  @Override
  public KernelView kernel() {
    return view;
  }
}
