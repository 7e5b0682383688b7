package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.host.HostMutex;
import io.jvisor.platform.spi.placement.Placement;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * A thread of the host on which tasks run, one after the other, and which looks after the guest
 * threads of those that wait for a trap. A task that sleeps for something else is on no carrier.
 *
 * <p>So of two tasks that hand over to each other neither wakes a kernel thread: the carrier that
 * runs the one goes on with the other.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // with the lock
final class Carrier extends Placement {
  /** How often each side looks at the state before it sleeps: some ten microseconds. */
  private static final int LOOKS = 400;

  /**
   * How many times as long a side looks that had to wake the other one, or that the other one may
   * have to be woken for: a wake-up of a CPU that idles takes longer than the usual look. Else both
   * would sleep again and again, each before the other is awake.
   */
  static final int PATIENCE = 10;

  /** Frames of the run loop and of a system call, with room for the deepest path walk. */
  private static final long STACK_BYTES = 1 << 20;

  /** How long a carrier waits for work before it ends. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** How long guests may be silent until one that was interrupted is looked at. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final Carriers carriers;
  private final HostMutex lock = new HostMutex();

  /** Tasks that can go on. Guarded by {@link #lock}. */
  private final ArrayDeque<TaskThread> ready = new ArrayDeque<>();

  /** How many there are. Written with {@link #lock}. */
  private volatile int readyCount;

  /** Those whose tasks wait for their traps. */
  private final WatchedGuests guests = new WatchedGuests(lock);

  private final Reminders reminders = new Reminders();
  private final StubWaker waker = new StubWaker();
  private final CarrierClock clock = new CarrierClock(this);

  /** What {@code futex_waitv(2)} is given, and before it the bell: whether the carrier sleeps. */
  private final MemorySegment waiters;

  private final MemorySegment bell;

  /** The {@code struct timespec} of the end of a sleep. */
  private final MemorySegment until;

  private volatile boolean ended;

  /** Whether no task may be added any more. Guarded by {@link #lock}. */
  private boolean isRetired;

  /** When it was last looked whether guests ignore interruptions. */
  private long lastCheck = System.nanoTime();

  /** Counts what the carrier does. Written by its thread; the balancer minds no old value. */
  private int turns;

  /** What {@link #turns} and the runs were at the last tick. Owned by the balancer. */
  private int turnsAtTick;

  /** Whether a task is on the carrier. Written by its thread. */
  private volatile boolean isBusy;

  private Carrier(Carriers carriers) {
    super(carriers.cpus(), true);
    this.carriers = carriers;
    Arena arena = Arena.ofAuto();
    this.bell = arena.allocate(64, 64);
    this.waiters = arena.allocate(Futex.WAITER_BYTES * Futex.MOST_WAITERS, 64);
    this.until = arena.allocate(16, 8);
    Futex.setWaiter(waiters, 0, bell.address(), ASLEEP);
  }

  /** The thread of a carrier. */
  static final class Worker extends Thread {
    private final Carrier carrier;

    Worker(Carrier carrier) {
      super(null, carrier::loop, "jvisor-carrier", STACK_BYTES, false);
      this.carrier = carrier;
      setDaemon(true);
    }

    Carrier carrier() {
      return carrier;
    }
  }

  /**
   * Starts a carrier, which waits for its first task.
   *
   * @throws OutOfMemoryError when the host has no thread left
   */
  static Carrier start(Carriers carriers) {
    Carrier carrier = new Carrier(carriers);
    new Worker(carrier).start();
    return carrier;
  }

  /** A carrier of the calling thread, which is no task's: it never has anything else to do. */
  static Carrier ofCaller(Carriers carriers) {
    Carrier carrier = new Carrier(carriers);
    carrier.begin();
    return carrier;
  }

  /** Gives the carrier a task that can go on. Returns false when it has ended. Any thread. */
  boolean add(TaskThread task) {
    lock.lock();
    try {
      if (isRetired) {
        return false;
      }
      ready.addLast(task);
      readyCount++;
    } finally {
      lock.unlock();
    }
    ring();
    carriers.balancer().running();
    return true;
  }

  /** Wakes the carrier if it sleeps. */
  private void ring() {
    if ((int) INT.getVolatile(bell, 0L) == ASLEEP
        && (int) INT.getAndSet(bell, 0L, AWAKE) == ASLEEP) {
      Futex.wake(bell.address());
    }
  }

  /** Lets the carrier end when it has nothing to do. Any thread. */
  void end() {
    ended = true;
    ring();
  }

  private void loop() {
    begin();
    carriers.balancer().add(this);
    try {
      clock.start();
      boolean goesOn = await(true); // who has started it is about to bring work
      while (goesOn) {
        work();
        goesOn = await(carriers.enterIdle(this));
      }
    } finally {
      carriers.balancer().remove(this);
    }
  }

  /** Works until there is no task and no guest. */
  private void work() {
    for (; ; ) {
      TaskThread task = next();
      if (task != null) {
        mount(task);
      } else if (guests.count() != 0) {
        look();
      } else {
        return;
      }
    }
  }

  private TaskThread next() {
    if (readyCount == 0) {
      return null;
    }
    lock.lock();
    try {
      TaskThread task = ready.pollFirst();
      if (task != null) {
        readyCount--;
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void mount(TaskThread task) {
    turns++;
    clock.mount();
    isBusy = true;
    task.run(this);
    isBusy = false;
    task.left(this, clock.unmount());
  }

  /** How CPU time is told apart. */
  CarrierClock clock() {
    return clock;
  }

  /** Whom the carrier wakes at some time. */
  Reminders reminders() {
    return reminders;
  }

  /**
   * Waits for something to do.
   *
   * @param idle whether somebody may bring work; if not, it is for deadlines only
   * @return false when the carrier ends
   */
  private boolean await(boolean idle) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!isShared() && !ended) {
      long left = end - System.nanoTime();
      if (!reminders.isSet() && (!idle || left <= 0)) {
        if (!idle || carriers.leaveIdle(this)) {
          return !retire();
        }
        left = PATIENCE_NANOS; // somebody is about to bring work
      }
      sleep(0, 0, left <= 0 ? PATIENCE_NANOS : left);
      reminders.wakeDue();
    }
    carriers.leaveIdle(this); // a task may have come without asking
    return !ended || !retire();
  }

  /** Takes no more tasks, unless one has come. */
  private boolean retire() {
    waker.wakeAll(); // it is left to nobody else, and others may have taken over the guests
    lock.lock();
    try {
      isRetired = readyCount == 0 && guests.count() == 0 && (ended || !reminders.isSet());
      return isRetired;
    } finally {
      lock.unlock();
    }
  }

  /** Looks for traps: for a while awake, where that makes sense, and then asleep. */
  private void look() {
    for (int looks = looks(); ; looks--) {
      if (readyCount != 0) {
        return;
      }
      if (guests.hasTrap()) {
        collect();
        return;
      }
      if (looks <= 0) {
        break;
      }
      Thread.onSpinWait();
    }
    int count = guests.announceSleep(waiters);
    if (count >= 0) {
      sleep(count, count, SILENCE_NANOS);
    }
    reminders.wakeDue();
    if (isSilenceDue()) {
      guests.checkSilence();
    }
  }

  /** Wakes a stub that was resumed, now or in a moment. Called by its task. */
  void wake(StubThread stub) {
    if (isShared() && isApart()) {
      waker.wakeSoon(stub);
    } else {
      stub.wake();
    }
  }

  /** Takes notice that a stub goes on that need not be woken. Called by its task. */
  void pass() {
    waker.pass();
  }

  /** Lets a stub sleep whose task is about to. Called by the task. */
  void rest(StubThread stub) {
    if (isApart()) {
      waker.entrust(stub);
    }
  }

  /** Takes notice that a guest has trapped. Called by its task. */
  void confirm(StubThread stub) {
    waker.confirm(stub);
  }

  /** How often to look for a trap before sleeping. */
  int looks() {
    return isApart() ? LOOKS : 0;
  }

  /** Whether there is something to do besides the task that asks. */
  boolean hasOther() {
    return readyCount != 0 || guests.hasTrap();
  }

  /** Whether the carrier has other tasks or guests. */
  boolean isShared() {
    return readyCount != 0 || guests.count() != 0;
  }

  /** Lets tasks go on whose guests have trapped. */
  private void collect() {
    for (SystrapContext guest = guests.take(); guest != null; guest = guests.take()) {
      guest.endWait();
    }
  }

  /**
   * Sleeps until something is added, the next deadline, or a trap of one of the first guests noted.
   *
   * @param count how many guests were noted
   * @param known how many the carrier looked after when they were
   */
  private void sleep(int count, int known, long nanos) {
    waker.wakeAll();
    INT.setVolatile(bell, 0L, ASLEEP);
    if (readyCount == 0 && guests.count() == known && !ended) {
      long begin = System.nanoTime();
      long left = reminders.left(nanos);
      if (count == 0) {
        Futex.await(bell.address(), ASLEEP, until, left);
      } else {
        Futex.awaitSeveral(waiters, count + 1, until, begin + left);
      }
      clock.slept(System.nanoTime() - begin);
    }
    INT.setVolatile(bell, 0L, AWAKE);
  }

  /**
   * Sleeps in the place of the task that calls, until its guest has trapped or there is something
   * else to do.
   */
  void sleepFor(SystrapContext context) {
    StubThread guest = context.thread();
    if (!carriers.areShared()) {
      guest.await(0);
    } else if (guest.announceSleep()) {
      Futex.setWaiter(waiters, 1, guest.stateAddress(), StubLayout.RUNNING_KERNEL_SLEEPS);
      sleep(1, 0, SILENCE_NANOS);
    }
    reminders.wakeDue();
    if (isSilenceDue()) {
      context.checkSilence();
    }
  }

  /** Whether it is time to look whether guests ignore interruptions. */
  private boolean isSilenceDue() {
    long now = System.nanoTime();
    if (now - lastCheck <= SILENCE_NANOS) {
      return false;
    }
    lastCheck = now;
    return true;
  }

  /** Goes on with other tasks until this one's guest has trapped. Called by the task. */
  void park(SystrapContext context) {
    context.beginWait();
    if (!guests.add(context)) {
      Carrier other = carriers.take();
      other.guests.add(context);
      other.ring();
    }
    context.waitUntilCollected();
  }

  /** Has another carrier take over what waits here, if the task that is mounted takes too long. */
  @Override
  protected boolean relieve() {
    int now = turns + runs();
    boolean isStuck = now == turnsAtTick;
    turnsAtTick = now;
    waker.check();
    if (!isBusy || (int) INT.getVolatile(bell, 0L) == ASLEEP) {
      return false;
    }
    if (isStuck) {
      reminders.wakeDue();
    }
    if (!hasOther() && !waker.hasUnwoken()) {
      return reminders.isSet();
    }
    if (isStuck && carriers.areShared()) {
      waker.hurry();
      handOn(carriers.take());
    }
    return true;
  }

  private void handOn(Carrier other) {
    int moved = 0;
    lock.lock();
    try {
      if (isBusy) {
        for (TaskThread task = ready.pollFirst(); task != null; task = ready.pollFirst()) {
          readyCount--;
          moved++;
          other.add(task);
        }
        moved += guests.moveTo(other.guests);
      }
    } finally {
      lock.unlock();
    }
    if (moved == 0) {
      carriers.giveBack(other);
    } else {
      other.ring();
    }
  }
}
