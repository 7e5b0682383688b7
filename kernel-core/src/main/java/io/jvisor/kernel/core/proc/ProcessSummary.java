package io.jvisor.kernel.core.proc;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.mm.MappedArea;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.mm.MemoryStatistics;
import io.jvisor.kernel.core.mm.PageReport;
import io.jvisor.kernel.core.mm.ProgramLayout;
import io.jvisor.kernel.core.task.GroupTimes;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidNamespace;
import io.jvisor.kernel.core.task.ProcessGroup;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.proc.GuestMemoryView;
import io.jvisor.vfs.proc.MemoryRegion;
import io.jvisor.vfs.proc.ProcessIo;
import io.jvisor.vfs.proc.ProcessMemory;
import io.jvisor.vfs.proc.ProcessTimes;
import io.jvisor.vfs.proc.ProcessView;
import io.jvisor.vfs.proc.ThreadView;
import io.jvisor.vfs.proc.TimerView;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** What proc shows of a process. */
public final class ProcessSummary implements ProcessView {
  /** The longest auxiliary vector that is shown. */
  private static final long AUXILIARY_LIMIT = 4096;

  private final PidNamespace namespace;
  private final ThreadGroup group;

  /** A process as it is seen from a namespace. */
  public ProcessSummary(PidNamespace namespace, ThreadGroup group) {
    this.namespace = namespace;
    this.group = group;
  }

  /**
   * Asks the address space, kept alive meanwhile.
   *
   * @return {@code missing} when there is none any more
   */
  private <T> T withMemory(T missing, Function<MemoryManager, T> question) {
    MemoryManager mm = group.leader().mm();
    if (mm == null) { // the leader may end before other threads
      for (KernelTask thread : group.threads()) {
        mm = mm == null ? thread.mm() : mm;
      }
    }
    if (mm == null || !mm.tryShare()) {
      return missing;
    }
    try {
      return question.apply(mm);
    } finally {
      mm.leave();
    }
  }

  @Override
  public int tgid() {
    return group.pid().in(namespace);
  }

  /** The process itself. */
  public ThreadGroup group() {
    return group;
  }

  @Override
  public boolean isOf(Task task) {
    return KernelTask.of(task).group() == group;
  }

  @Override
  public boolean isGone() {
    return namespace.process(tgid()) != group;
  }

  @Override
  public int parent() {
    return group.parentIn(namespace);
  }

  @Override
  public int processGroup() {
    return group.processGroup().pid().in(namespace);
  }

  @Override
  public int session() {
    return group.session().pid().in(namespace);
  }

  @Override
  public int terminal() {
    TerminalControl terminal = group.terminal();
    return terminal == null ? 0 : (int) terminal.device();
  }

  @Override
  public int foregroundGroup() {
    TerminalControl terminal = group.terminal();
    TerminalControl.Foreground foreground = terminal == null ? null : terminal.foreground();
    return foreground instanceof ProcessGroup shown ? shown.pid().in(namespace) : -1;
  }

  @Override
  public int[] threadIds() {
    int[] ids =
        group.threads().stream().mapToInt(task -> task.pid().in(namespace)).sorted().toArray();
    return ids.length > 0 ? ids : new int[] {tgid()};
  }

  @Override
  public ThreadView thread(int tid) {
    KernelTask task = namespace.task(tid);
    return task == null || task.group() != group ? null : new ThreadSummary(namespace, task);
  }

  @Override
  public ThreadView leader() {
    return new ThreadSummary(namespace, group.leader());
  }

  @Override
  public long startMonotonicNanos() {
    return group.startTime();
  }

  @Override
  public ProcessTimes times() {
    GroupTimes times = group.times();
    long faults = withMemory(0L, MemoryManager::minorFaults);
    return new ProcessTimes(
        times.user(group),
        times.system(group),
        times.childrenUser(),
        times.childrenSystem(),
        faults,
        0,
        0,
        0);
  }

  @Override
  public ProcessMemory memory() {
    return withMemory(null, ProcessSummary::memory);
  }

  private static ProcessMemory memory(MemoryManager mm) {
    MemoryStatistics pages = mm.statistics();
    ProgramLayout program = mm.program();
    int shift = MemoryFile.PAGE_SHIFT;
    return new ProcessMemory(
        pages.size() << shift,
        pages.peakSize() << shift,
        pages.resident() << shift,
        pages.peakResident() << shift,
        pages.object() << shift,
        0,
        pages.data() << shift,
        pages.stack() << shift,
        pages.executable() << shift,
        pages.library() << shift,
        0,
        pages.locked() << shift,
        program.startCode(),
        program.endCode(),
        program.startData(),
        program.endData(),
        program.startBrk(),
        program.startStack(),
        program.argumentStart(),
        program.argumentEnd(),
        program.environmentStart(),
        program.environmentEnd());
  }

  @Override
  public VfsPath executable() {
    return withMemory(null, mm -> group.executable());
  }

  @Override
  public long readMemory(long address, MemorySegment target, long offset, long length) {
    return withMemory(0L, mm -> mm.userMemory().tryRead(address, target, offset, length));
  }

  @Override
  public GuestMemoryView openMemory() {
    return withMemory(null, OpenedMemory::new);
  }

  @Override
  public byte[] auxiliaryVector() {
    return withMemory(
        new byte[0],
        mm -> {
          ProgramLayout program = mm.program();
          byte[] vector = new byte[(int) Math.clamp(program.auxiliarySize(), 0, AUXILIARY_LIMIT)];
          MemorySegment target = MemorySegment.ofArray(vector);
          long read = mm.userMemory().tryRead(program.auxiliaryVector(), target, 0, vector.length);
          return read == vector.length ? vector : new byte[0];
        });
  }

  @Override
  public void mappings(Consumer<MemoryRegion> visitor) {
    withMemory(
        null,
        mm -> {
          for (MappedArea area : mm.mappedAreas()) {
            visitor.accept(region(area));
          }
          return null;
        });
  }

  @Override
  public FileDescription mappedFile(long start, long end) {
    return withMemory(null, mm -> new PageReport(mm).fileAt(start, end));
  }

  private MemoryRegion region(MappedArea area) {
    String name = area.name() == null ? "" : area.name();
    return new MemoryRegion(
        area.start(),
        area.end(),
        area.protection(),
        area.shared(),
        area.offset(),
        area.device(),
        area.inode(),
        area.file() == null ? name : area.file().displayName(group.leader()),
        area.residentPages() << MemoryFile.PAGE_SHIFT,
        area.anonymousPages() << MemoryFile.PAGE_SHIFT,
        area.referencedPages() << MemoryFile.PAGE_SHIFT,
        area.flags());
  }

  @Override
  public long softLimit(int resource) {
    return group.limits().soft(resource);
  }

  @Override
  public long hardLimit(int resource) {
    return group.limits().hard(resource);
  }

  @Override
  public long sharedPending() {
    return group.pendingSet();
  }

  @Override
  public long ignored() {
    return group.handlers().set(false);
  }

  @Override
  public long caught() {
    return group.handlers().set(true);
  }

  @Override
  public int queuedSignals() {
    return Long.bitCount(group.pendingSet());
  }

  @Override
  public UserNamespace programOwner() {
    return group.programOwner();
  }

  @Override
  public int dumpable() {
    return group.dumpable();
  }

  @Override
  public int oomScoreAdjustment() {
    return group.oomScoreAdjustment();
  }

  @Override
  public void setOomScoreAdjustment(int value) {
    group.setOomScoreAdjustment(value);
  }

  @Override
  public int oomScoreMinimum() {
    return group.oomScoreMinimum();
  }

  @Override
  public void setOomScoreMinimum(int value) {
    group.setOomScoreMinimum(value);
  }

  @Override
  public long personality() {
    return group.personality();
  }

  @Override
  public int dumpFilter() {
    return withMemory(-1, MemoryManager::dumpFilter);
  }

  @Override
  public void setDumpFilter(int bits) {
    withMemory(
        null,
        mm -> {
          mm.setDumpFilter(bits);
          return null;
        });
  }

  @Override
  public int autogroupNice() {
    return group.session().autogroupNice();
  }

  @Override
  public void setAutogroupNice(int nice) {
    group.session().setAutogroupNice(nice);
  }

  @Override
  public List<TimerView> timers() {
    return group.timers().list().stream().map(timer -> timer.view(namespace)).toList();
  }

  @Override
  public ProcessIo io() {
    return group.times().io(group);
  }

  @Override
  public int exitSignal() {
    return group.exitSignal();
  }

  @Override
  public int exitCode() {
    return 0; // known to the parent alone
  }
}
