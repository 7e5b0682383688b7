package io.jvisor.kernel.api.socket;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A socket: {@code socket(7)}. A family subclasses it.
 *
 * <p>Each method throws the errors of the man page of its call. Unlike the methods of other
 * descriptions, {@link #connect}, {@link #accept}, {@link #send} and {@link #receive} wait
 * themselves, since only the family knows for whom: unless the socket is non-blocking or the
 * message's flags have {@code MSG_DONTWAIT}, and no longer than {@code SO_RCVTIMEO} or {@code
 * SO_SNDTIMEO} says. {@link #await} is how.
 */
public abstract class Socket extends FileDescription {
  /** In the place of a deadline: do not wait at all. */
  public static final long NO_WAIT = 0;

  /** The device of Linux's {@code sockfs}: major 0, a number of its own. */
  private static final long DEVICE = 9;

  private static final int BLOCK_SIZE = 4096;
  private static final AtomicLong LAST_NUMBER = new AtomicLong();

  private final int domain;
  private final int type;
  private final int protocol;
  private final long number = LAST_NUMBER.incrementAndGet();
  private final int uid;
  private final int gid;
  private final SocketOptions options = new SocketOptions();

  /**
   * A socket with one reference, the caller's.
   *
   * @param flags {@code O_NONBLOCK} or 0
   */
  protected Socket(Task creator, int domain, int type, int protocol, int flags) {
    super(OpenFlags.O_RDWR | (flags & OpenFlags.O_NONBLOCK));
    this.domain = domain;
    this.type = type;
    this.protocol = protocol;
    Credentials credentials = creator.credentials();
    this.uid = credentials.fsuid();
    this.gid = credentials.fsgid();
  }

  /** Who made a socket sees to its inode: {@code fstat(2)} tells. */
  public final int uid() {
    return uid;
  }

  /** {@code SO_DOMAIN}. */
  public final int domain() {
    return domain;
  }

  /** {@code SO_TYPE}. */
  public final int type() {
    return type;
  }

  /** {@code SO_PROTOCOL}. */
  public final int protocol() {
    return protocol;
  }

  /** Its inode number, which no other socket has. */
  public final long number() {
    return number;
  }

  /** What {@code setsockopt(2)} set of level {@code SOL_SOCKET}. */
  public final SocketOptions options() {
    return options;
  }

  /** Called after a change of {@link #options}. */
  public void optionsChanged() {}

  /** {@code bind(2)}. */
  public abstract void bind(Task task, SocketAddress address) throws ErrnoException;

  /** {@code connect(2)}. */
  public abstract void connect(Task task, SocketAddress address) throws ErrnoException;

  /** {@code listen(2)}; the backlog is not negative and at most {@code somaxconn}. */
  public void listen(Task task, int backlog) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /**
   * {@code accept4(2)}.
   *
   * @param flags {@code O_NONBLOCK} of the new socket, or 0
   * @return the new socket, with a reference of the caller's
   */
  public Socket accept(Task task, int flags) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /**
   * {@code shutdown(2)}.
   *
   * @param read whether nothing is received any more
   * @param write whether nothing is sent any more
   */
  public abstract void shutdown(Task task, boolean read, boolean write) throws ErrnoException;

  /** Fills in the address of this side: {@code getsockname(2)}. */
  public abstract void localAddress(SocketAddress address) throws ErrnoException;

  /** Fills in the address of the other side, or throws {@code ENOTCONN}: {@code getpeername(2)}. */
  public abstract void peerAddress(SocketAddress address) throws ErrnoException;

  /**
   * {@code sendmsg(2)}: raises {@code SIGPIPE} where that is due and {@code MSG_NOSIGNAL} absent.
   *
   * @param message flags, and where to or what beside the data
   * @return bytes sent
   */
  public abstract long send(Task task, SocketMessage message, IoSource data) throws ErrnoException;

  /**
   * {@code recvmsg(2)}.
   *
   * @param message flags; where from and what beside the data is filled in
   * @return bytes received, or with {@code MSG_TRUNC} the length of a message; 0 at the end
   */
  public abstract long receive(Task task, SocketMessage message, IoSink data) throws ErrnoException;

  /** Takes the error that waits to be told: {@code SO_ERROR}. Null for none. */
  public Errno takeError() {
    return null;
  }

  /** Sets the error that the next call is told. */
  public void setError(Errno error) {}

  /** {@code SO_ACCEPTCONN}. */
  public boolean isListening() {
    return false;
  }

  /** Who is at the other side of a connection; null where nobody knows. */
  public PeerCredentials peerCredentials() {
    return null;
  }

  /**
   * {@code SO_PEEK_OFF}.
   *
   * @return where {@code MSG_PEEK} begins, or -1 when it is off
   */
  public int peekOffset() {
    return -1;
  }

  /**
   * Sets {@link #peekOffset}.
   *
   * @throws ErrnoException {@code EOPNOTSUPP} where the family has no such thing
   */
  public void setPeekOffset(int offset) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /**
   * {@code setsockopt(2)} of other levels than {@code SOL_SOCKET}.
   *
   * @param address of the value in the task's memory
   */
  public void setOption(Task task, int level, int name, long address, int length)
      throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /**
   * {@code getsockopt(2)} of other levels than {@code SOL_SOCKET}.
   *
   * @param value takes the value, and is as long as the guest's room
   * @return how long the value is
   */
  public int option(Task task, int level, int name, MemorySegment value) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /**
   * Until when a call may wait.
   *
   * @param noWait whether it may not
   * @param timeout {@code SO_RCVTIMEO} or {@code SO_SNDTIMEO}, in nanoseconds
   * @return for {@link #await}
   */
  public static long deadline(Task task, boolean noWait, long timeout) {
    if (noWait) {
      return NO_WAIT;
    }
    if (timeout == Task.FOREVER) {
      return Task.FOREVER;
    }
    return task.clock().deadlineAfter(timeout);
  }

  /**
   * Waits until a condition holds.
   *
   * @param deadline as {@link #deadline} gave it
   * @throws ErrnoException {@code EAGAIN} when the time is up; after a signal a restart, or {@code
   *     EINTR} where there is a deadline ({@code signal(7)})
   */
  protected static void await(
      Task task, WaitQueue queue, int events, BooleanSupplier condition, long deadline)
      throws ErrnoException {
    if (deadline == NO_WAIT) {
      throw Errno.EAGAIN.exception();
    }
    WaitResult result = task.await(queue, events, condition, deadline);
    if (result == WaitResult.TIMED_OUT) {
      throw Errno.EAGAIN.exception();
    }
    if (result == WaitResult.INTERRUPTED) {
      throw deadline == Task.FOREVER ? Restart.exception() : Errno.EINTR.exception();
    }
  }

  /** Receives what is there, as the contract of a description wants it. */
  @Override
  public final long read(Task task, IoSink target) throws ErrnoException {
    return receive(task, task.socketMessage().reset(MessageFlags.MSG_DONTWAIT), target);
  }

  /** Sends what can be sent, as the contract of a description wants it. */
  @Override
  public final long write(Task task, IoSource source) throws ErrnoException {
    return send(task, task.socketMessage().reset(MessageFlags.MSG_DONTWAIT), source);
  }

  @Override
  public abstract WaitQueue waitQueue();

  @Override
  public void status(Task task, FileStatus status) throws ErrnoException {
    status.device = DEVICE;
    status.inode = number;
    status.mode = Stat.S_IFSOCK | 0777;
    status.links = 1;
    status.uid = uid;
    status.gid = gid;
    status.blockSize = BLOCK_SIZE;
  }

  @Override
  public final String displayName(Task task) {
    return "socket:[" + number + "]";
  }
}
