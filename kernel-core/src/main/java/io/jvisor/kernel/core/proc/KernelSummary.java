package io.jvisor.kernel.core.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.SystemNames;
import io.jvisor.kernel.core.namespace.UtsNamespace;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidNamespace;
import io.jvisor.kernel.core.task.PidTable;
import io.jvisor.platform.spi.host.HostText;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.proc.KernelView;

/** What proc shows of the whole kernel. */
final class KernelSummary implements KernelView {
  private static final int CPU_INFO_LIMIT = 1 << 20;

  private final Kernel kernel;
  private final long bootRealtime;

  /** The host's, read while the host's proc can be seen. */
  private final String cpuInfo = hostCpuInfo();

  KernelSummary(Kernel kernel) {
    this.kernel = kernel;
    this.bootRealtime = kernel.clock().realtimeNanos();
  }

  private static String hostCpuInfo() {
    try {
      return HostText.string(HostText.read("/proc/cpuinfo", CPU_INFO_LIMIT));
    } catch (ErrnoException e) {
      return "";
    }
  }

  @Override
  public long bootMonotonicNanos() {
    return kernel.bootTime();
  }

  @Override
  public long bootRealtimeNanos() {
    return bootRealtime;
  }

  @Override
  public int processorCount() {
    return kernel.processors();
  }

  @Override
  public String cpuInfo() {
    return cpuInfo;
  }

  @Override
  public long totalMemory() {
    return kernel.memory().totalFrames() << MemoryFile.PAGE_SHIFT;
  }

  @Override
  public long freeMemory() {
    MemoryFile memory = kernel.memory();
    return (memory.totalFrames() - memory.usedFrames()) << MemoryFile.PAGE_SHIFT;
  }

  @Override
  public long userNanos() {
    return kernel.totals().user();
  }

  @Override
  public long systemNanos() {
    return kernel.totals().system();
  }

  @Override
  public int runningTasks() {
    return kernel.totals().running();
  }

  @Override
  public int totalTasks() {
    return kernel.tasks().count();
  }

  @Override
  public int lastPid(Task reader) {
    return kernel.tasks().lastId(KernelTask.of(reader).pidNamespace());
  }

  @Override
  public void setLastPid(Task task, int id) throws ErrnoException {
    PidNamespace namespace = KernelTask.of(task).pidNamespace();
    if (!namespace.mayChoose(task.credentials())) {
      throw Errno.EPERM.exception();
    }
    kernel.tasks().setLastId(namespace, id);
  }

  @Override
  public long forks() {
    return kernel.tasks().created();
  }

  @Override
  public long contextSwitches() {
    return kernel.totals().switches();
  }

  @Override
  public long faults() {
    return kernel.totals().faults();
  }

  @Override
  public long[] loadAverages() {
    return kernel.loads().look();
  }

  @Override
  public String release() {
    return SystemNames.RELEASE;
  }

  @Override
  public String version() {
    return SystemNames.VERSION;
  }

  @Override
  public String hostName(Task task) {
    return names(task).node();
  }

  @Override
  public void setHostName(Task task, String name) {
    names(task).setNode(name);
  }

  @Override
  public String domainName(Task task) {
    return names(task).domain();
  }

  @Override
  public void setDomainName(Task task, String name) {
    names(task).setDomain(name);
  }

  private static UtsNamespace names(Task task) {
    return KernelTask.of(task).namespaces().uts();
  }

  @Override
  public int pidMaximum() {
    return PidTable.PID_MAX;
  }

  @Override
  public int threadMaximum() {
    return PidTable.PID_MAX;
  }
}
