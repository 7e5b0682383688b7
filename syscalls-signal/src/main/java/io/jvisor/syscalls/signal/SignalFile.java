package io.jvisor.syscalls.signal;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.AnonymousFile;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalActions;
import io.jvisor.kernel.core.task.ThreadGroup;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What {@code signalfd(2)} makes: reading takes signals that wait for the reader, and readiness is
 * the reader's; where nobody is named, that of the process that made the descriptor.
 */
final class SignalFile extends AnonymousFile {
  /** The size of {@code struct signalfd_siginfo}. */
  private static final long RECORD_BYTES = 128;

  private final ThreadGroup group;
  private volatile long wanted;

  SignalFile(ThreadGroup group, long wanted, int flags) {
    super("[signalfd]", OpenFlags.O_RDWR | flags);
    this.group = group;
    this.wanted = wanted;
  }

  /** Changes the set. */
  void setWanted(Task task, long set) {
    wanted = set;
    KernelTask.of(task).group().signalEvents().wake(PollEvents.POLLIN);
  }

  @Override
  public long read(Task caller, IoSink target) throws ErrnoException {
    if (target.remaining() < RECORD_BYTES) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    MemorySegment record = task.scratch().asSlice(0, RECORD_BYTES);
    long done = 0;
    while (target.remaining() >= RECORD_BYTES) {
      SignalInfo info = SignalActions.take(task, wanted);
      if (info == null) {
        break;
      }
      emit(info, record);
      if (target.put(record, 0, RECORD_BYTES) < RECORD_BYTES) {
        throw Errno.EFAULT.exception();
      }
      done += RECORD_BYTES;
    }
    if (done == 0) {
      throw Errno.EAGAIN.exception();
    }
    return done;
  }

  private static void emit(SignalInfo info, MemorySegment record) {
    record.fill((byte) 0);
    record.set(ValueLayout.JAVA_INT, 0, info.signal());
    record.set(ValueLayout.JAVA_INT, 4, info.errno());
    record.set(ValueLayout.JAVA_INT, 8, info.code());
    if (info.isFault()) {
      record.set(ValueLayout.JAVA_LONG, 72, info.first());
      return;
    }
    if (info.code() == SignalInfo.SI_TIMER) {
      record.set(ValueLayout.JAVA_INT, 24, info.pid());
      record.set(ValueLayout.JAVA_INT, 32, info.uid()); // the overruns stand there
    } else {
      record.set(ValueLayout.JAVA_INT, 12, info.pid());
      record.set(ValueLayout.JAVA_INT, 16, info.uid());
    }
    if (info.code() > 0 && info.code() != SignalInfo.SI_KERNEL) {
      record.set(ValueLayout.JAVA_INT, 40, info.status());
      record.set(ValueLayout.JAVA_LONG, 56, info.third());
      record.set(ValueLayout.JAVA_LONG, 64, info.fourth());
    } else if (info.code() == SignalInfo.SI_QUEUE || info.code() == SignalInfo.SI_TIMER) {
      record.set(ValueLayout.JAVA_INT, 44, (int) info.second());
      record.set(ValueLayout.JAVA_LONG, 48, info.second());
    }
  }

  @Override
  public int poll() {
    return ready(SignalActions.pending(group));
  }

  @Override
  public int poll(Task task) {
    return task == null ? poll() : ready(SignalActions.pending(KernelTask.of(task)));
  }

  private int ready(long pending) {
    return (pending & wanted) != 0 ? PollEvents.POLLIN | PollEvents.POLLRDNORM : 0;
  }

  @Override
  public WaitQueue waitQueue(Task task) {
    return KernelTask.of(task).group().signalEvents();
  }

  @Override
  public WaitQueue waitQueue() {
    return group.signalEvents();
  }

  @Override
  public void describe(Task task, StringBuilder text) {
    String digits = Long.toHexString(wanted);
    text.append("sigmask:\t").repeat('0', 16 - digits.length()).append(digits).append('\n');
  }
}
