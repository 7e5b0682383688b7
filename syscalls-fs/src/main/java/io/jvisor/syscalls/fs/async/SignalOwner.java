package io.jvisor.syscalls.fs.async;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.sync.Waiter;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalSender;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.kernel.core.time.TimerService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who gets signals about one description, and which. Readiness that comes before the signal for the
 * last was sent is told by that one.
 */
final class SignalOwner implements FileDescription.Owner {
  /** Reasons, {@code si_code}. */
  private static final int POLL_IN = 1;

  private static final int POLL_OUT = 2;

  private static final int POLL_MSG = 3;

  /** {@code si_code} where {@link #POLL_IN} and its kin have another meaning for the signal. */
  private static final int SI_SIGIO = -5;

  /** Signals whose codes tell why a fault or a change of a child came about. */
  private static final long HAVE_CODES =
      SignalSets.bit(Signals.SIGILL)
          | SignalSets.bit(Signals.SIGTRAP)
          | SignalSets.bit(Signals.SIGBUS)
          | SignalSets.bit(Signals.SIGFPE)
          | SignalSets.bit(Signals.SIGSEGV)
          | SignalSets.bit(Signals.SIGCHLD)
          | SignalSets.bit(Signals.SIGSYS);

  /** What {@code si_band} tells with each. */
  private static final int IN_BAND = PollEvents.POLLIN | PollEvents.POLLRDNORM;

  private static final int OUT_BAND =
      PollEvents.POLLOUT | PollEvents.POLLWRNORM | PollEvents.POLLWRBAND;

  private static final int MESSAGE_BAND =
      PollEvents.POLLIN | PollEvents.POLLRDNORM | PollEvents.POLLMSG;

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
  private final DirectoryNotices directoryNotices = new DirectoryNotices(this);
  private final AtomicInteger happened = new AtomicInteger();

  /** Written under {@link #lock}. */
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
        tell(POLL_IN, IN_BAND, descriptor);
      }
      if ((events & OUT_BAND) != 0) {
        tell(POLL_OUT, OUT_BAND, descriptor);
      }
    }
  }

  /** Sends the signal for an event in a directory, at once. */
  void tellOfDirectory(int fd) {
    tell(POLL_MSG, MESSAGE_BAND, fd);
  }

  private void tell(int reason, int band, int fd) {
    int number = signal;
    SignalInfo info;
    if (number == 0) {
      info = SignalInfo.kernel(Signals.SIGIO);
    } else {
      int code = SignalSets.contains(HAVE_CODES, number) ? SI_SIGIO : reason;
      info = SignalInfo.io(number, code, band, fd);
    }
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
    lock.lock();
    try {
      target = changed;
    } finally {
      lock.unlock();
    }
  }

  /** Makes a process the target unless somebody is. */
  void setTargetIfNone(ThreadGroup process, Credentials credentials) {
    lock.lock();
    try {
      if (target.receiver instanceof Receiver.Nobody) {
        target = new Target(new Receiver.OfProcess(process), credentials);
      }
    } finally {
      lock.unlock();
    }
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

  /** What {@code F_NOTIFY} registered. */
  DirectoryNotices directoryNotices() {
    return directoryNotices;
  }

  @Override
  public void descriptorClosed(FdTable table) {
    directoryNotices.remove(table);
  }

  @Override
  public void released() {
    directoryNotices.removeAll();
    arm(false, -1);
    kernel.timers().cancel(alarm);
  }
}
