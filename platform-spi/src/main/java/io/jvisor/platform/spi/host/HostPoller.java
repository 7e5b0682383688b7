package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells when descriptors of the host become ready: one thread for all of them, in {@code
 * epoll_wait(2)}. It starts with the first registration.
 *
 * <p>A registration reports once for each {@link Registration#arm}, so that nobody is woken while
 * nobody waits.
 */
public final class HostPoller {
  private static final int EPOLL_CLOEXEC = 02000000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;
  private static final int EPOLLONESHOT = 1 << 30;

  /** Size of {@code struct epoll_event}, which is packed on x86-64. */
  private static final int EVENT_BYTES = 12;

  private static final int EVENTS_AT_A_TIME = 64;
  private static final int DATA = 4;
  private static final int EINTR = -4;

  /** Made once, with the thread. */
  private static final class Holder {
    static final HostPoller SHARED = new HostPoller();
  }

  private final int epoll;
  private final AtomicInteger nextKey = new AtomicInteger();
  private final ConcurrentHashMap<Integer, Registration> registrations = new ConcurrentHashMap<>();

  private HostPoller() {
    epoll =
        (int)
            check(
                "epoll_create1", HostCall.call(SyscallNumbers.EPOLL_CREATE1, EPOLL_CLOEXEC, 0, 0));
    Thread thread = new Thread(this::run, "host-poller");
    thread.setDaemon(true);
    thread.start();
  }

  /** The poller of this process. */
  public static HostPoller shared() {
    return Holder.SHARED;
  }

  /** Who is told. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called on the poller's thread; must not block.
     *
     * @param events a mask of {@link io.jvisor.kernel.api.abi.PollEvents}
     */
    void ready(int events);
  }

  /**
   * Registers a descriptor, unarmed.
   *
   * @return null when the host cannot tell about this kind of file, because it is always ready:
   *     regular files, {@code /dev/null}
   */
  public Registration register(int descriptor, Listener listener) {
    Registration registration = new Registration(descriptor, nextKey.incrementAndGet(), listener);
    registrations.put(registration.key, registration);
    long result = registration.control(EPOLL_CTL_ADD, 0);
    if (result < 0) {
      registrations.remove(registration.key);
      if (result == Errno.EPERM.result()) {
        return null;
      }
      throw new HostException("epoll_ctl", result);
    }
    return registration;
  }

  /** A descriptor that is watched. */
  public final class Registration {
    private final int descriptor;
    private final int key;
    private final Listener listener;

    private final ReentrantLock lock = new ReentrantLock();

    /** One {@code struct epoll_event}. Guarded by {@link #lock}. */
    private final MemorySegment event = Arena.ofAuto().allocate(EVENT_BYTES, 8);

    /** What is armed. Guarded by {@link #lock}. */
    private int armed;

    /** Guarded by {@link #lock}. */
    private boolean closed;

    private Registration(int descriptor, int key, Listener listener) {
      this.descriptor = descriptor;
      this.key = key;
      this.listener = listener;
    }

    /** Asks to be told once about any of these events, besides those that are armed already. */
    public void arm(int events) {
      lock.lock();
      try {
        if (closed || (armed | events) == armed) {
          return;
        }
        armed |= events;
        control(EPOLL_CTL_MOD, armed | EPOLLONESHOT);
      } finally {
        lock.unlock();
      }
    }

    /** Ends the registration; to be called before the descriptor is closed. */
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          control(EPOLL_CTL_DEL, 0);
          registrations.remove(key);
        }
      } finally {
        lock.unlock();
      }
    }

    /** Holds {@link #lock}, or has a registration that nobody else knows yet. */
    private long control(int operation, int events) {
      event.set(ValueLayout.JAVA_INT_UNALIGNED, 0, events);
      event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, key);
      return HostCall.call(
          SyscallNumbers.EPOLL_CTL, epoll, operation, descriptor, event.address(), 0);
    }

    private void happened(int events) {
      lock.lock();
      try {
        if (closed) {
          return;
        }
        armed = 0;
      } finally {
        lock.unlock();
      }
      listener.ready(events);
    }
  }

  private void run() {
    HostCpus.useAll();
    MemorySegment events = Arena.global().allocate((long) EVENTS_AT_A_TIME * EVENT_BYTES, 8);
    for (; ; ) {
      long count =
          HostCall.call(
              SyscallNumbers.EPOLL_WAIT, epoll, events.address(), EVENTS_AT_A_TIME, -1, 0);
      if (count == EINTR) {
        continue;
      }
      check("epoll_wait", count);
      for (int i = 0; i < count; i++) {
        long at = (long) i * EVENT_BYTES;
        int happened = events.get(ValueLayout.JAVA_INT_UNALIGNED, at);
        int key = (int) events.get(ValueLayout.JAVA_LONG_UNALIGNED, at + DATA);
        Registration registration = registrations.get(key);
        if (registration != null) {
          registration.happened(happened);
        }
      }
    }
  }

  private static long check(String what, long result) {
    if (result < 0) {
      throw new HostException(what, result);
    }
    return result;
  }
}
