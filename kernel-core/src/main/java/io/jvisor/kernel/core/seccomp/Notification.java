package io.jvisor.kernel.core.seccomp;

import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.sync.WaitQueue;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A call that a listener decides about, in the list of its {@link NotificationQueue}, whose lock
 * guards what changes.
 */
public final class Notification {
  /** How far a listener has got. */
  enum State {
    /** Nobody has received it. */
    NEW,
    /** A listener has received it. */
    SENT,
    /** It is decided what becomes of the call. */
    REPLIED
  }

  final long id;

  /** The task that made the call. */
  final ProcessId caller;

  /** The words of {@code struct seccomp_data}. */
  final int[] words;

  State state = State.NEW;

  /** Descriptors that the task is to install, oldest first. */
  final Queue<AddedDescriptor> descriptors = new ArrayDeque<>();

  /** The reply. */
  long result;

  boolean isAdmitted;

  /** Woken when there is something for the task to do. */
  private final WaitQueue news = new WaitQueue();

  Notification(long id, ProcessId caller, int[] words) {
    this.id = id;
    this.caller = caller;
    this.words = words;
  }

  /** Where the task that made the call waits. */
  public WaitQueue news() {
    return news;
  }

  void reply(long value, boolean admits) {
    state = State.REPLIED;
    result = value;
    isAdmitted = admits;
    news.wake(-1);
  }

  /** What the call returns, once there is a reply. */
  public long result() {
    return result;
  }

  /** Whether the call is made after all, once there is a reply. */
  public boolean isAdmitted() {
    return isAdmitted;
  }
}
