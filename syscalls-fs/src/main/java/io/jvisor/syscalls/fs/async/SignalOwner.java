package io.jvisor.syscalls.fs.async;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.sync.Waiter;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalSender;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.kernel.core.time.TimerService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who gets signals about one description, and which. Events that come before the signal for the
 * last one was sent are told by that one.
 */
final class SignalOwner implements FileDescription.ReleaseListener {
  /** Reasons, {@code si_code}. */
  private static final int POLL_IN = 1;

  private static final int POLL_OUT = 2;

  /** What {@code si_band} tells with each. */
  private static final int IN_BAND = PollEvents.POLLIN | PollEvents.POLLRDNORM;

  private static final int OUT_BAND =
      PollEvents.POLLOUT | PollEvents.POLLWRNORM | PollEvents.POLLWRBAND;

  /**
   * Who is meant.
   *
   * @param receiver nobody, or what the id meant when it was set
   * @param credentials whose they are who set it: they must be allowed to send
   */
  record Target(Receiver receiver, Credentials credentials) {}

  private final FileDescription file;
  private final Kernel kernel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Notice notice = new Notice();
  private final Alarm alarm = new Alarm();
  private final AtomicInteger happened = new AtomicInteger();

  private volatile Target target = new Target(Receiver.NOBODY, Credentials.ROOT);

  /** {@code F_SETSIG}; 0 stands for a plain {@code SIGIO}. */
  private volatile int signal;

  /** The descriptor by which {@code O_ASYNC} was set. Guarded by {@link #lock}. */
  private volatile int descriptor;

  /** Whether {@link #notice} is on the queue. Guarded by {@link #lock}. */
  private boolean armed;

  private SignalOwner(FileDescription file, Kernel kernel) {
    this.file = file;
    this.kernel = kernel;
  }

  /** The owner of a description, made when it is asked for first. The caller has a reference. */
  static SignalOwner of(KernelTask task, FileDescription file) {
    if (file.owner() instanceof SignalOwner present) {
      return present;
    }
    return (SignalOwner) file.ownerOr(new SignalOwner(file, task.kernel()));
  }

  private final class Notice extends Waiter {
    @Override
    protected void onWake(int events) {
      int told = file.isReadable() ? events & IN_BAND : 0;
      told |= file.isWritable() ? events & OUT_BAND : 0;
      if (told != 0) {
        happened.accumulateAndGet(told, (old, more) -> old | more);
        kernel.timers().schedule(alarm, 0);
      }
    }
  }

  private final class Alarm extends TimerService.Timer {
    @Override
    protected void expire() {
      int events = happened.getAndSet(0);
      if ((events & IN_BAND) != 0) {
        tell(POLL_IN, IN_BAND);
      }
      if ((events & OUT_BAND) != 0) {
        tell(POLL_OUT, OUT_BAND);
      }
    }
  }

  private void tell(int reason, int band) {
    int number = signal;
    SignalInfo info =
        number == 0
            ? SignalInfo.kernel(Signals.SIGIO)
            : SignalInfo.io(number, reason, band, descriptor);
    Target present = target;
    switch (present.receiver) {
      case Receiver.Nobody _ -> {}
      case Receiver.OfTask(KernelTask task) -> send(present.credentials, task, true, info);
      case Receiver.OfProcess(ThreadGroup group) ->
          send(present.credentials, group.leader(), false, info);
      case Receiver.OfGroup group ->
          group
              .group()
              .members()
              .forEach(member -> send(present.credentials, member.leader(), false, info));
    }
  }

  private static void send(Credentials sender, KernelTask task, boolean one, SignalInfo info) {
    Credentials receiver = task.credentials();
    boolean allowed =
        sender.euid() == 0
            || sender.euid() == receiver.suid()
            || sender.euid() == receiver.uid()
            || sender.uid() == receiver.suid()
            || sender.uid() == receiver.uid();
    if (!allowed) {
      return;
    }
    long result = one ? SignalSender.toTask(task, info) : SignalSender.toGroup(task.group(), info);
    if (result != 0) { // no room for a real-time signal
      SignalInfo plain = SignalInfo.kernel(Signals.SIGIO);
      if (one) {
        SignalSender.toTask(task, plain);
      } else {
        SignalSender.toGroup(task.group(), plain);
      }
    }
  }

  Target target() {
    return target;
  }

  void setTarget(Target changed) {
    target = changed;
  }

  int signal() {
    return signal;
  }

  void setSignal(int number) {
    signal = number;
  }

  /** Begins or ends to send signals: {@code O_ASYNC}. */
  void arm(boolean on, int fd) {
    lock.lock();
    try {
      if (on) {
        descriptor = fd;
      }
      if (on != armed) {
        armed = on;
        if (on) {
          file.waitQueue().add(notice, IN_BAND | OUT_BAND);
        } else {
          file.waitQueue().remove(notice);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void released() {
    arm(false, -1);
    kernel.timers().cancel(alarm);
  }
}
