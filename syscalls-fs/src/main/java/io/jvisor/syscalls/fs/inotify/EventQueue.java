package io.jvisor.syscalls.fs.inotify;

import io.jvisor.kernel.api.abi.InotifyEvents;
import io.jvisor.vfs.WatchLimits;
import java.util.ArrayDeque;

/** The events of one instance that wait to be read. The instance serialises. */
final class EventQueue {
  private static final Event OVERFLOW = new Event(-1, InotifyEvents.IN_Q_OVERFLOW, 0, null);

  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final UserCounts counts;

  /** Bytes that a read of all events gives. */
  private int bytes;

  EventQueue(UserCounts counts) {
    this.counts = counts;
  }

  /** Whether there is nothing to read. */
  boolean isEmpty() {
    return events.isEmpty();
  }

  /** What {@code FIONREAD} tells. */
  int bytes() {
    return bytes;
  }

  /**
   * Adds an event unless it equals the last one. The first that finds no room leaves an event that
   * says so.
   */
  void add(Event event) {
    Event last = events.peekLast();
    if (last != null && last.repeats(event)) {
      return;
    }
    boolean room = events.size() < WatchLimits.QUEUED_EVENTS && counts.tryTakeEvent();
    if (!room && last == OVERFLOW) {
      return;
    }
    Event added = room ? event : OVERFLOW;
    events.addLast(added);
    bytes += added.bytes();
  }

  /** The next event to be read, or null. */
  Event first() {
    return events.peekFirst();
  }

  /** Takes the next event. */
  void removeFirst() {
    Event event = events.pollFirst();
    bytes -= event.bytes();
    giveBack(event);
  }

  /** Drops all. */
  void clear() {
    events.forEach(this::giveBack);
    events.clear();
    bytes = 0;
  }

  private void giveBack(Event event) {
    if (event != OVERFLOW) {
      counts.giveEvents(1);
    }
  }
}
