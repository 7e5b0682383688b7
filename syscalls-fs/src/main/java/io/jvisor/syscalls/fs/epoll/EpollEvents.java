package io.jvisor.syscalls.fs.epoll;

import io.jvisor.kernel.api.abi.PollEvents;

/** Flags of {@code epoll_ctl(2)} beside the events of {@code poll(2)}. */
final class EpollEvents {
  static final int EPOLLEXCLUSIVE = 1 << 28;
  static final int EPOLLWAKEUP = 1 << 29;
  static final int EPOLLONESHOT = 1 << 30;
  static final int EPOLLET = 1 << 31;

  /** What is no event but says how events are told. */
  static final int MODES = EPOLLEXCLUSIVE | EPOLLWAKEUP | EPOLLONESHOT | EPOLLET;

  /** What may stand beside {@link #EPOLLEXCLUSIVE}. */
  static final int WITH_EXCLUSIVE =
      PollEvents.POLLIN
          | PollEvents.POLLOUT
          | PollEvents.POLLERR
          | PollEvents.POLLHUP
          | EPOLLWAKEUP
          | EPOLLET
          | EPOLLEXCLUSIVE;

  /** Told whether asked for or not. */
  static final int ALWAYS = PollEvents.POLLERR | PollEvents.POLLHUP;

  private EpollEvents() {}
}
