package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AddressFamily;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.socket.PeerCredentials;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketAddress;
import io.jvisor.kernel.api.socket.SocketOptions;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.VfsPath;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What sockets of all types have: name, peer, queue, and what was sent and not yet taken. */
abstract class UnixSocket extends Socket {
  static final int READABLE = PollEvents.POLLIN | PollEvents.POLLRDNORM;
  static final int WRITABLE = PollEvents.POLLOUT | PollEvents.POLLWRNORM | PollEvents.POLLWRBAND;
  static final int READ_CLOSED = READABLE | PollEvents.POLLRDHUP;

  /** {@code RCV_SHUTDOWN} and {@code SEND_SHUTDOWN}. */
  static final int NO_READ = 1;

  static final int NO_WRITE = 2;
  static final int NEITHER = NO_READ | NO_WRITE;

  /** {@code net.unix.max_dgram_qlen}. */
  static final int DEFAULT_BACKLOG = 10;

  /** What a socket is. */
  enum State {
    CLOSED,
    LISTENING,
    CONNECTED
  }

  final UnixFamily family;

  /** Where its names are, held as long as it is open. */
  private final Namespace network;

  final ReceiveQueue queue = new ReceiveQueue();

  /**
   * Guards changes of name, peer, state and shut-down halves, which are read without it. Of two
   * sockets the one with the lower number is locked first.
   */
  final ReentrantLock stateLock = new ReentrantLock();

  /** Held while the socket is bound, which may wait for a file system. */
  private final ReentrantLock bindLock = new ReentrantLock();

  private final WaitQueue waitQueue = new WaitQueue();

  /** Who waits for room in {@link #queue}, or among those that wait to be accepted. */
  final WaitQueue room = new WaitQueue();

  private volatile UnixName name;

  /** Whether {@link #name} is its own, and not that of the socket that accepted it. */
  private volatile boolean isBound;

  private volatile UnixSocket peer;
  private volatile State state = State.CLOSED;
  private volatile int shutdown;
  private volatile boolean dead;
  private final AtomicReference<Errno> error = new AtomicReference<>();
  private volatile PeerCredentials peerCredentials;
  private volatile int peekOffset = -1;

  /** How many may wait in {@link #queue} (from others than the peer), or to be accepted. */
  volatile int backlog = DEFAULT_BACKLOG;

  /** The cost of what was sent and not yet taken: {@code sk_wmem_alloc}. */
  private final AtomicInteger charged = new AtomicInteger();

  /** The identity that was told last, to be told again. */
  private volatile SenderId identity;

  /** How often it lies in queues. Guarded by the lock of {@link InFlight}, as those that follow. */
  int inFlight;

  boolean isCandidate;
  boolean isReached;
  int heldElsewhere;

  private final BooleanSupplier mayReceive = this::endsReceiveWait;
  private final BooleanSupplier maySend = this::endsSendWait;

  UnixSocket(UnixFamily family, Task creator, int type, int flags) throws ErrnoException {
    super(creator, AddressFamily.AF_UNIX, type, 0, flags);
    this.family = family;
    this.network = KernelTask.of(creator).namespaces().network();
    family.enter(this);
    network.hold();
  }

  @Override
  public final WaitQueue waitQueue() {
    return waitQueue;
  }

  final Namespace network() {
    return network;
  }

  final UnixName name() {
    return name;
  }

  final void setName(UnixName newName) {
    name = newName;
  }

  final UnixSocket peer() {
    return peer;
  }

  /** The state lock is held. */
  final void setPeer(UnixSocket newPeer) {
    peer = newPeer;
  }

  final State state() {
    return state;
  }

  /** The state lock is held. */
  final void setState(State newState) {
    state = newState;
  }

  final boolean isDead() {
    return dead;
  }

  final boolean isShut(int halves) {
    return (shutdown & halves) != 0;
  }

  final int shutdown() {
    return shutdown;
  }

  /** Shuts halves; the state lock is held. */
  final void shut(int halves) {
    shutdown |= halves;
  }

  @Override
  public final PeerCredentials peerCredentials() {
    return peerCredentials;
  }

  final void setPeerCredentials(PeerCredentials credentials) {
    peerCredentials = credentials;
  }

  @Override
  public final Errno takeError() {
    return error.get() == null ? null : error.getAndSet(null);
  }

  @Override
  public final void setError(Errno newError) {
    error.set(newError);
  }

  final boolean hasError() {
    return error.get() != null;
  }

  /** Throws the error that waits to be told, if any. */
  final void throwError() throws ErrnoException {
    Errno waiting = takeError();
    if (waiting != null) {
      throw waiting.exception();
    }
  }

  /** Locks two sockets, or one that is both. */
  static void lockBoth(UnixSocket one, UnixSocket other) {
    UnixSocket first = one.number() <= other.number() ? one : other;
    first.stateLock.lock();
    (first == one ? other : one).stateLock.lock();
  }

  static void unlockBoth(UnixSocket one, UnixSocket other) {
    one.stateLock.unlock();
    other.stateLock.unlock();
  }

  /** Makes two new sockets each other's peers. */
  abstract void pairWith(Task task, UnixSocket other);

  @Override
  public final void bind(Task task, SocketAddress address) throws ErrnoException {
    if (address.length() == SocketAddress.FAMILY_BYTES
        && address.family() == AddressFamily.AF_UNIX) {
      bindAutomatically();
      return;
    }
    UnixName.check(address);
    String text = UnixName.text(address);
    VfsPath place = UnixName.isAbstract(address) ? null : family.names().make(task, text);
    bindLock.lock();
    try {
      if (name != null) {
        if (place != null) {
          family.names().unmake(task, text);
        }
        throw Errno.EINVAL.exception();
      }
      UnixName bound =
          place == null
              ? family.names().bindAbstract(this, text)
              : family.names().bindPath(this, text, place);
      isBound = true;
      name = bound;
    } finally {
      bindLock.unlock();
    }
  }

  /** Binds to a free abstract name, unless it has a name. */
  final void bindAutomatically() throws ErrnoException {
    bindLock.lock();
    try {
      if (name == null) {
        UnixName bound = family.names().bindAutomatically(this);
        isBound = true;
        name = bound;
      }
    } finally {
      bindLock.unlock();
    }
  }

  /** Who wants credentials must be known to whom it sends: {@code SO_PASSCRED} of unix(7). */
  final void bindIfCredentialsPass() throws ErrnoException {
    if (name == null && passesCredentials()) {
      bindAutomatically();
    }
  }

  /** Whether it wants to know who sends, in one way or the other. */
  final boolean passesCredentials() {
    return options().has(SocketOptions.Flag.PASS_CREDENTIALS)
        || options().has(SocketOptions.Flag.PASS_PIDFD);
  }

  @Override
  public final void localAddress(SocketAddress address) {
    fillAddress(address);
  }

  @Override
  public final void peerAddress(SocketAddress address) throws ErrnoException {
    UnixSocket other = peer;
    if (other == null) {
      throw Errno.ENOTCONN.exception();
    }
    other.fillAddress(address);
  }

  /** The name, or a family and nothing else. */
  final void fillAddress(SocketAddress address) {
    UnixName present = name;
    if (present == null) {
      address.setFamily(AddressFamily.AF_UNIX);
    } else {
      present.fill(address);
    }
  }

  @Override
  public final int peekOffset() {
    return peekOffset;
  }

  @Override
  public final void setPeekOffset(int offset) {
    peekOffset = offset;
  }

  /** Where a peek begins; the queue is locked for receiving. */
  final int peekStart(boolean peeks) {
    return peeks ? Math.max(peekOffset, 0) : 0;
  }

  /** Moves the place where peeks begin, unless they begin at the front; never before it. */
  final void movePeekOffset(int change) {
    int present = peekOffset;
    if (present >= 0) {
      peekOffset = Math.max(present + change, 0);
    }
  }

  /** Charges what was sent. */
  final void charge(int cost) {
    charged.addAndGet(cost);
  }

  /** Takes a charge back; {@link #uncharged} tells those who wait, without locks. */
  final void uncharge(int cost) {
    charged.addAndGet(-cost);
  }

  final void uncharged() {
    if (hasRoomToPoll()) {
      waitQueue.wake(WRITABLE);
    }
  }

  final boolean hasRoom() {
    return charged.get() < options().sendBuffer();
  }

  /** Whether it polls as writable: most of the buffer is free. */
  final boolean hasRoomToPoll() {
    return state != State.LISTENING && (long) charged.get() << 2 <= options().sendBuffer();
  }

  @Override
  public final void optionsChanged() {
    waitQueue.wake(WRITABLE);
  }

  /** Waits until something more can be received, or never again. */
  final void awaitReceive(Task task, long deadline) throws ErrnoException {
    await(task, waitQueue, PollEvents.ALL, mayReceive, deadline);
  }

  private boolean endsReceiveWait() {
    return !queue.isEmpty() || hasError() || isShut(NO_READ) || endsReceiving();
  }

  /**
   * Whether a socket that is shut for reading gives 0 bytes rather than {@code EAGAIN}.
   *
   * @param deadline of the receive
   */
  abstract boolean endsQuietly(long deadline);

  /** Whether the state is one in which nothing is received. */
  abstract boolean endsReceiving();

  /**
   * Waits until there is room for more to be sent.
   *
   * @throws ErrnoException the error that waits to be told; {@code EPIPE} when nothing can be sent
   */
  final void awaitRoom(Task task, long deadline) throws ErrnoException {
    for (; ; ) {
      throwError();
      if (isShut(NO_WRITE)) {
        throw Errno.EPIPE.exception();
      }
      if (hasRoom()) {
        return;
      }
      await(task, waitQueue, PollEvents.ALL, maySend, deadline);
    }
  }

  private boolean endsSendWait() {
    return hasRoom() || hasError() || isShut(NO_WRITE);
  }

  /**
   * What messages say of the task that sends one: nothing unless one of the two sides asks.
   *
   * @param other may be null
   */
  final SenderId identityOf(Task task, UnixSocket other) {
    if (!passesCredentials() && (other == null || !other.passesCredentials())) {
      return null;
    }
    int uid = task.credentials().uid();
    int gid = task.credentials().gid();
    SenderId last = identity;
    ProcessId pid = task.processId();
    if (last == null || last.pid() != pid || last.uid() != uid || last.gid() != gid) {
      last = new SenderId(pid, uid, gid);
      identity = last;
    }
    return last;
  }

  /** Shows the queues whose messages this socket keeps from others. */
  void forEachQueue(Consumer<ReceiveQueue> visitor) {
    visitor.accept(queue);
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    switch (request) {
      case Ioctl.SIOCINQ -> {
        if (state == State.LISTENING) {
          throw Errno.EINVAL.exception();
        }
        task.memory().writeInt(argument, readableBytes());
      }
      case Ioctl.SIOCOUTQ -> task.memory().writeInt(argument, charged.get());
      default -> throw Errno.ENOTTY.exception();
    }
    return 0;
  }

  /** {@code SIOCINQ}. */
  abstract int readableBytes();

  /** A descriptor less may make this, or what it was sent over, unreachable. */
  @Override
  public final long onClose(Task task) {
    family.inFlight().closing(this);
    return 0;
  }

  @Override
  protected final void onRelease() {
    bindLock.lock();
    try {
      if (isBound) {
        isBound = false;
        family.names().unbind(this, name);
      }
    } finally {
      bindLock.unlock();
    }
    UnixSocket other;
    boolean unread;
    stateLock.lock();
    try {
      dead = true;
      shutdown = NEITHER;
      state = State.CLOSED;
      other = peer;
      peer = null;
      unread = !queue.isEmpty();
    } finally {
      stateLock.unlock();
    }
    room.wake(PollEvents.ALL);
    onDead(other, unread);
    List<Rights> dropped = new ArrayList<>();
    queue.clear(true, dropped);
    family.leave(this);
    network.drop();
    family.inFlight().drop(dropped);
  }

  /**
   * Tells others that this socket is gone. No lock is held.
   *
   * @param other the peer it had, or null
   * @param unread whether messages are lost
   */
  abstract void onDead(UnixSocket other, boolean unread);
}
