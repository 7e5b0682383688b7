package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.FileOwner;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/** A process (thread group), as {@code /proc/PID} shows it. */
public interface ProcessView extends FileOwner {
  /** Root where others with the same ids must not look inside. */
  @Override
  default int ownerUid() {
    return dumpable() == 1 ? leader().credentials().euid() : 0;
  }

  @Override
  default int ownerGid() {
    return dumpable() == 1 ? leader().credentials().egid() : 0;
  }

  /** A thread's effective user, whoever may look inside: whose directories of mode 0555 are. */
  static FileOwner user(ThreadView thread) {
    return new FileOwner() {
      @Override
      public int ownerUid() {
        return thread.credentials().euid();
      }

      @Override
      public int ownerGid() {
        return thread.credentials().egid();
      }
    };
  }

  /** The process's id. */
  int tgid();

  /** Whether a task is one of its threads. */
  boolean isOf(Task task);

  /** Whether it has been waited for, so that its directory is gone. */
  boolean isGone();

  /** The parent's id, or 0 where it cannot be seen. */
  int parent();

  /** The process group. */
  int processGroup();

  /** The session. */
  int session();

  /** The controlling terminal's device number as {@code makedev(3)} encodes it, or 0. */
  int terminal();

  /** The terminal's foreground process group, or -1. */
  int foregroundGroup();

  /** The ids of its threads, ascending; a zombie still has its first. */
  int[] threadIds();

  /** A thread of this process, or null. */
  ThreadView thread(int tid);

  /** The thread whose id is the process's; a zombie has it too. */
  ThreadView leader();

  /** When it was started: nanoseconds on the monotonic clock. */
  long startMonotonicNanos();

  /** CPU times and faults of the whole process. */
  ProcessTimes times();

  /** The memory it uses, or null when it has no address space (any more). */
  ProcessMemory memory();

  /** The file it executes, or null. */
  VfsPath executable();

  /** The name of the executable as the path was when it was executed; for display only. */
  default String executableName() {
    VfsPath path = executable();
    return path == null ? "" : path.dentry().displayPath(path.mount());
  }

  /**
   * Copies memory of the process.
   *
   * @return how many bytes could be read, up to the first that cannot
   */
  long readMemory(long address, MemorySegment target, long offset, long length);

  /** The memory as it is from now on, for {@code /proc/PID/mem}; null where there is none. */
  GuestMemoryView openMemory();

  /** The auxiliary vector as it was put on the stack, in bytes; empty without an address space. */
  byte[] auxiliaryVector();

  /** Hands all mappings to a visitor, in the order of their addresses. */
  void mappings(Consumer<MemoryRegion> visitor);

  /**
   * The file that a mapping with exactly these bounds shows, with a reference for the caller.
   *
   * @return null where there is none
   */
  FileDescription mappedFile(long start, long end);

  /**
   * The soft limit of a resource.
   *
   * @return -1 for no limit
   */
  long softLimit(int resource);

  /** The hard limit of a resource, or -1 for none. */
  long hardLimit(int resource);

  /** Signals that wait for any thread of the process: bit n-1 for signal n. */
  long sharedPending();

  /** Signals that are ignored. */
  long ignored();

  /** Signals that have a handler. */
  long caught();

  /** Queued signals of the user, and the limit: {@code SigQ}. */
  int queuedSignals();

  /** What {@code PR_GET_DUMPABLE} gives: 1 when others with the same ids may look inside. */
  int dumpable();

  /** The user namespace in which the program was executed. */
  UserNamespace programOwner();

  /** {@code /proc/PID/oom_score_adj}. */
  int oomScoreAdjustment();

  /** Sets {@code oom_score_adj}; the range -1000 to 1000 has been checked. */
  void setOomScoreAdjustment(int value) throws ErrnoException;

  /** What {@code oom_score_adj} cannot be set below without privilege. */
  int oomScoreMinimum();

  /** Sets {@link #oomScoreMinimum}. */
  void setOomScoreMinimum(int value);

  /** What {@code personality(2)} gives. */
  long personality();

  /** {@code coredump_filter}; -1 without an address space. */
  int dumpFilter();

  /** Sets {@link #dumpFilter}; nothing without an address space. */
  void setDumpFilter(int bits);

  /** The nice value of its session as a whole. */
  int autogroupNice();

  /** Sets {@link #autogroupNice}. */
  void setAutogroupNice(int nice);

  /** Its timers of {@code timer_create(2)}, the latest first. */
  List<TimerView> timers();

  /** Bytes and calls of I/O of the process, and of its children that were waited for. */
  ProcessIo io();

  /** Signal sent to the parent at exit: {@code exit_signal} in {@code stat}. */
  int exitSignal();

  /** The wait status of a zombie, else 0. */
  int exitCode();

  /** The process whose directory {@code /proc/PID} was opened; null when it is another file. */
  static ProcessView ofDirectory(FileDescription file) {
    return file instanceof OpenFile opened
            && opened.path().inode() instanceof ProcessDirectory directory
        ? directory.process()
        : null;
  }
}
