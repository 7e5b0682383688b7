package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Termios;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.tty.Line;
import io.jvisor.vfs.tty.LineDiscipline;
import io.jvisor.vfs.tty.Modes;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pseudo-terminal: the terminal, and the line to the master.
 *
 * <p>What the terminal puts out waits in {@link #output} until the master reads it. What the master
 * writes goes through the line discipline at once, as far as that has room; the rest waits in
 * {@link #input}. Writers wait when a queue is full.
 */
final class Pty extends TerminalControl implements Line {
  static final int READABLE = PollEvents.POLLIN | PollEvents.POLLRDNORM;
  static final int WRITABLE = PollEvents.POLLOUT | PollEvents.POLLWRNORM;

  /** What the heap needs for one, queues included. */
  static final int HEAP_BYTES = 48 << 10;

  /** Of the output, what Linux keeps in the master's read buffer: a flush does not reach it. */
  static final int ARRIVED = 4095;

  /** What Linux lets wait on a line beyond that. */
  private static final int WAITING = 8192;

  /** The first of the major numbers of {@code pts(4)}. */
  private static final int MAJOR = 136;

  private final DevptsFileSystem fileSystem;
  private final int index;
  private final SlaveInode node;
  private final ReentrantLock lock = new ReentrantLock();

  /** Who waits for the master. */
  final WaitQueue masterQueue = new WaitQueue();

  /** Who waits for the terminal. */
  final WaitQueue slaveQueue = new WaitQueue();

  // All that follows is guarded by the lock.
  final LineDiscipline discipline = new LineDiscipline(this);

  /** What nobody can change of the modes: {@code TIOCSLCKTRMIOS}. A hang-up leaves it. */
  final Modes lockedModes = Modes.none();

  final ByteQueue output = new ByteQueue(ARRIVED + WAITING);
  final ByteQueue input = new ByteQueue(WAITING);

  /** {@code TIOCSPTLCK}: the terminal cannot be opened. */
  boolean isLocked = true;

  /** {@code TIOCEXCL} of the terminal, and of the master. */
  boolean isExclusive;

  boolean isMasterExclusive;

  boolean hasMaster = true;

  /** Whether the master can do nothing any more but be closed. Read without the lock, too. */
  volatile boolean isMasterHungUp;

  /** Whether the last description of the terminal was closed, and none opened since. */
  boolean isLeft;

  /** {@code struct winsize}. */
  private long windowSize;

  /** {@code TIOCPKT}. */
  boolean isPacket;

  /** {@code TIOCPKT_*} bits that the master has not read. */
  int packetStatus;

  /** Whether {@code TCOOFF} holds what the master writes. */
  boolean isInputHeld;

  /** {@code TCOOFF} of the terminal, which {@code ^Q} does not undo. */
  private boolean isHeld;

  /** Whether nothing is put out. */
  private boolean stopped;

  /** Descriptions of the terminal. */
  private int slaves;

  /** How often the terminal hung up. Read without the lock, too. */
  private volatile int hangUps;

  // What is to be told when the lock is free.
  private int masterEvents;
  private int slaveEvents;
  private int signals;

  Pty(DevptsFileSystem fileSystem, int index, Owner owner, int mode) {
    super(device(index));
    this.fileSystem = fileSystem;
    this.index = index;
    this.node = new SlaveInode(fileSystem, this, index, owner, mode);
  }

  static long device(int index) {
    return (long) MAJOR << 8 | (index & 0xff) | (long) (index & ~0xff) << 12;
  }

  int index() {
    return index;
  }

  SlaveInode node() {
    return node;
  }

  void enter() {
    lock.lock();
  }

  /** Unlocks, then signals and wakes. */
  void leave() {
    int toMaster = masterEvents;
    int toSlave = slaveEvents;
    int raised = signals;
    masterEvents = 0;
    slaveEvents = 0;
    signals = 0;
    lock.unlock();
    for (int left = raised; left != 0; left &= left - 1) {
      signal(Integer.numberOfTrailingZeros(left));
    }
    if (toMaster != 0) {
      masterQueue.wake(toMaster);
    }
    if (toSlave != 0) {
      slaveQueue.wake(toSlave);
    }
  }

  /** Tells a description of the terminal that it was made before the last hang-up. */
  int hangUps() {
    return hangUps;
  }

  /**
   * Opens the terminal.
   *
   * @throws ErrnoException {@code EIO} while it is locked or without its master, {@code EBUSY} when
   *     somebody has it for himself
   */
  @Override
  public SlaveEnd open(Task task, int flags) throws ErrnoException {
    enter();
    try {
      if (isExclusive && !task.credentials().has(Capability.SYS_ADMIN)) {
        throw Errno.EBUSY.exception();
      }
      if (!hasMaster || isLocked) {
        throw Errno.EIO.exception();
      }
      slaves++;
      isLeft = false;
      return new SlaveEnd(this, flags, hangUps);
    } finally {
      leave();
    }
  }

  void closeSlave() {
    boolean last;
    enter();
    try {
      slaves--;
      last = slaves == 0;
      isLeft = last;
      if (last) {
        masterEvents = PollEvents.ALL;
      }
      last &= !hasMaster;
    } finally {
      leave();
    }
    if (last) {
      fileSystem.free(this);
    }
  }

  void closeMaster() {
    boolean last;
    enter();
    try {
      hasMaster = false;
      cutOff();
      output.clear();
      last = slaves == 0;
    } finally {
      leave();
    }
    fileSystem.remove(this);
    super.hangUp();
    if (last) {
      fileSystem.free(this);
    }
  }

  /** Ends what the descriptions that there are can do, and takes the terminal from its session. */
  @Override
  public void hangUp() {
    enter();
    try {
      cutOff();
    } finally {
      leave();
    }
    super.hangUp();
  }

  /** Ends what the master can do; the terminal goes on, with nobody to read what it puts out. */
  void hangUpMaster() {
    enter();
    try {
      isMasterHungUp = true;
      input.clear();
      output.clear();
      roomMade();
      masterEvents = PollEvents.ALL;
    } finally {
      leave();
    }
  }

  private void cutOff() {
    int count = hangUps;
    hangUps = count + 1;
    isPacket &= hasMaster;
    packetStatus = 0;
    input.clear();
    stopped = false;
    isHeld = false;
    discipline.reset();
    slaveEvents = PollEvents.ALL;
  }

  /**
   * Takes input in, as much as the line discipline has room for. To be called whenever there may be
   * more, so that who finds nothing to read knows that nothing waits.
   */
  void drain() {
    if (input.length() == 0) {
      return;
    }
    boolean taken = false;
    while (input.length() > 0 && discipline.hasRoom()) {
      discipline.receive(input.take());
      taken = true;
    }
    if (taken) {
      discipline.received();
      inputTaken();
    }
  }

  /** There is room for what the master writes. */
  void inputTaken() {
    masterEvents |= WRITABLE;
  }

  /** The master has read. */
  void roomMade() {
    discipline.flushEcho();
    slaveEvents |= WRITABLE;
  }

  /** Tells the master, in packet mode, what happened. */
  void tellMaster(int set, int cleared) {
    if (isPacket) {
      packetStatus = (packetStatus & ~cleared) | set;
      masterEvents |= READABLE | PollEvents.POLLPRI;
    }
  }

  /** {@code TCOOFF} and {@code TCOON}. */
  void hold(boolean on) {
    if (isHeld == on) {
      return;
    }
    isHeld = on;
    if (on) {
      halt();
    } else {
      resume();
      discipline.flushEcho();
    }
  }

  private void halt() {
    if (!stopped) {
      stopped = true;
      tellMaster(Termios.TIOCPKT_STOP, Termios.TIOCPKT_START);
    }
  }

  private void resume() {
    if (stopped && !isHeld) {
      stopped = false;
      tellMaster(Termios.TIOCPKT_START, Termios.TIOCPKT_STOP);
      slaveEvents |= WRITABLE;
    }
  }

  /** How many bytes the master can read. */
  int outputBytes() {
    enter();
    try {
      return output.length();
    } finally {
      leave();
    }
  }

  /** {@code TIOCGWINSZ}. */
  long size() {
    enter();
    try {
      return windowSize;
    } finally {
      leave();
    }
  }

  /** {@code TIOCSWINSZ}. */
  void resize(long size) {
    enter();
    try {
      if (windowSize != size) {
        windowSize = size;
        interrupt(Signals.SIGWINCH);
      }
    } finally {
      leave();
    }
  }

  /** Lets input go on after {@code TCOOFF} of the master. */
  void holdInput(boolean on) {
    isInputHeld = on;
    inputTaken();
  }

  @Override
  public int room() {
    return stopped ? 0 : output.room();
  }

  @Override
  public void put(int octet) {
    output.put(octet);
    masterEvents |= READABLE;
  }

  /** Sends it when the lock is free; called with it held. */
  @Override
  public void interrupt(int signal) {
    signals |= 1 << signal;
  }

  @Override
  public void dropOutput() {
    output.cut(ARRIVED);
    tellMaster(Termios.TIOCPKT_FLUSHWRITE, 0);
    slaveEvents |= WRITABLE;
  }

  @Override
  public void inputDropped() {
    tellMaster(Termios.TIOCPKT_FLUSHREAD, 0);
  }

  @Override
  public void stopOutput() {
    halt();
  }

  @Override
  public void startOutput() {
    resume();
  }

  @Override
  public boolean isStopped() {
    return stopped && !isHeld;
  }

  @Override
  public void inputArrived() {
    slaveEvents |= READABLE;
  }
}
