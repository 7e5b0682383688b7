package io.jvisor.vfs.hostfd;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.platform.spi.host.HostPoller;
import io.jvisor.platform.spi.host.HostStreams;
import io.jvisor.platform.spi.host.HostTerminal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pipe, socket or character device of the host.
 *
 * <p>Transfers ask the host not to wait ({@code RWF_NOWAIT}). Where a file cannot do that, which is
 * so for terminals and older hosts' pipes, the host is polled first and no more is written than a
 * ready file takes; only a second reader or writer outside the sandbox, at the same moment, could
 * make the host wait then.
 */
class HostStream extends HostFile {
  private static final int READABLE = PollEvents.POLLIN | PollEvents.POLLRDNORM;
  private static final int WRITABLE = PollEvents.POLLOUT | PollEvents.POLLWRNORM;

  /** What a pipe that polls writable takes at least: {@code PIPE_BUF}. */
  private static final int WRITE_AT_A_TIME = 4096;

  private final WaitQueue queue = new WaitQueue();

  /** Held during a transfer and while the host is polled; guards {@link #vector}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final HostStreams.Vector vector = new HostStreams.Vector(Arena.ofAuto());

  /** Whether reads, and writes, may be tried with {@code RWF_NOWAIT}. Guarded by the lock. */
  private boolean readsNoWait = true;

  private boolean writesNoWait = true;

  /** Made when the first task waits; null also for files that are always ready. */
  private HostPoller.Registration registration;

  /** Whether {@link #registration} was asked for. Guarded by the lock. */
  private boolean registered;

  HostStream(int descriptor, int flags, String name) {
    super(descriptor, flags, name);
  }

  @Override
  protected void onRelease() {
    lock.lock();
    try {
      if (registration != null) {
        registration.close();
      }
    } finally {
      lock.unlock();
    }
    super.onRelease();
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    return target.remaining() == 0 ? 0 : fill(task, target, this::receive);
  }

  private long receive(MemorySegment buffer, long length) {
    lock.lock();
    try {
      if (readsNoWait) {
        long count = HostStreams.readNoWait(descriptor, vector, buffer, length);
        if (count == Errno.EAGAIN.result()) {
          arm(READABLE);
        }
        if (count != Errno.EOPNOTSUPP.result()) {
          return count;
        }
        readsNoWait = false;
      }
      if (HostStreams.poll(descriptor, vector, READABLE) == 0 && !returnsAtOnce(buffer)) {
        arm(READABLE);
        return Errno.EAGAIN.result();
      }
      return HostStreams.read(descriptor, buffer, length);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a read returns although nothing is there. */
  boolean returnsAtOnce(MemorySegment scratch) {
    return false;
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    return drain(task, source, this::send);
  }

  private long send(MemorySegment buffer, long length) {
    lock.lock();
    try {
      if (writesNoWait) {
        long count = HostStreams.writeNoWait(descriptor, vector, buffer, length);
        if (count == Errno.EAGAIN.result()) {
          arm(WRITABLE);
        }
        if (count != Errno.EOPNOTSUPP.result()) {
          return count;
        }
        writesNoWait = false;
      }
      if (HostStreams.poll(descriptor, vector, WRITABLE) == 0) {
        arm(WRITABLE);
        return Errno.EAGAIN.result();
      }
      return HostStreams.write(descriptor, buffer, Math.min(length, WRITE_AT_A_TIME));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final int poll() {
    lock.lock();
    try {
      int wanted =
          READABLE
              | WRITABLE
              | PollEvents.POLLPRI
              | PollEvents.POLLRDBAND
              | PollEvents.POLLWRBAND
              | PollEvents.POLLRDHUP;
      int ready = HostStreams.poll(descriptor, vector, wanted);
      arm((READABLE | WRITABLE) & ~ready);
      return ready;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final boolean sendsSignals() {
    return true;
  }

  @Override
  public final WaitQueue waitQueue() {
    return queue;
  }

  /**
   * Has the poller wake the queue when one of the events comes; nothing when nobody waits, since a
   * waiter is on the queue before it asks what is ready. The lock is held.
   */
  private void arm(int events) {
    if (queue.isEmpty()) {
      return;
    }
    if (!registered) {
      registered = true;
      registration = HostPoller.shared().register(descriptor, queue::wake);
    }
    if (registration != null) {
      registration.arm(events);
    }
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    if (request == Ioctl.FIONREAD) {
      MemorySegment scratch = task.scratch();
      Errno.check(HostTerminal.readableBytes(descriptor, scratch));
      task.memory().writeInt(argument, scratch.get(ValueLayout.JAVA_INT, 0));
      return 0;
    }
    return super.ioctl(task, request, argument);
  }
}
