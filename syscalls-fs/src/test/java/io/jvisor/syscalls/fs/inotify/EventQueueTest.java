package io.jvisor.syscalls.fs.inotify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.InotifyEvents;
import io.jvisor.vfs.WatchLimits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private final UserCounts counts = new UserCounts();
  private final EventQueue queue = new EventQueue(counts);

  private static Event event(int watch, String name) {
    return new Event(watch, InotifyEvents.IN_OPEN, 0, name);
  }

  @Test
  void anEventLikeTheLastOneIsDropped() {
    queue.add(event(1, "a"));
    queue.add(event(1, "a"));
    queue.add(event(1, "b"));
    queue.add(event(1, "a"));
    queue.add(event(1, null));
    assertEquals(3 * 32 + 16, queue.bytes());
    queue.removeFirst();
    assertEquals("b", queue.first().name());
  }

  @Test
  void aFullQueueEndsWithOneOverflow() {
    for (int i = 0; i < WatchLimits.QUEUED_EVENTS + 10; i++) {
      queue.add(event(i, null));
    }
    for (int i = 0; i < WatchLimits.QUEUED_EVENTS; i++) {
      assertEquals(i, queue.first().watch());
      queue.removeFirst();
    }
    assertEquals(InotifyEvents.IN_Q_OVERFLOW, queue.first().mask());
    assertEquals(-1, queue.first().watch());
    queue.removeFirst();
    assertTrue(queue.isEmpty());
    assertEquals(0, queue.bytes());
  }

  @Test
  void allQueuesTogetherAreBounded() {
    int queues = 20;
    int events = 0;
    for (int q = 0; q < queues; q++) {
      EventQueue one = new EventQueue(counts);
      for (int i = 0; i < WatchLimits.QUEUED_EVENTS; i++) {
        one.add(event(i, null));
      }
      events += one.bytes() / 16;
    }
    assertTrue(events < 10 * WatchLimits.QUEUED_EVENTS, events + " events");
  }

  @Test
  void namesEndWithNulsUpToTheHeadersSize() {
    MemorySegment target = MemorySegment.ofArray(new byte[300]).fill((byte) 0x55);
    Event event = new Event(7, InotifyEvents.IN_MOVED_TO, 9, "x".repeat(16));
    assertEquals(48, event.bytes());
    event.encode(target);
    assertEquals(7, target.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
    assertEquals(InotifyEvents.IN_MOVED_TO, target.get(ValueLayout.JAVA_INT_UNALIGNED, 4));
    assertEquals(9, target.get(ValueLayout.JAVA_INT_UNALIGNED, 8));
    assertEquals(32, target.get(ValueLayout.JAVA_INT_UNALIGNED, 12));
    assertEquals('x', target.get(ValueLayout.JAVA_BYTE, 31));
    assertEquals(0, target.get(ValueLayout.JAVA_BYTE, 32));
    assertEquals(0, target.get(ValueLayout.JAVA_BYTE, 47));
    assertEquals(0x55, target.get(ValueLayout.JAVA_BYTE, 48));
    assertEquals(272, new Event(1, 1, 0, "n".repeat(255)).bytes());
  }

  @Test
  void usersAreBoundedAndGetBackWhatTheyGaveBack() throws ErrnoException {
    for (int i = 0; i < WatchLimits.USER_INSTANCES; i++) {
      counts.takeInstance(1);
    }
    assertEquals(
        Errno.EMFILE, assertThrows(ErrnoException.class, () -> counts.takeInstance(1)).errno());
    counts.takeInstance(2);
    for (int i = 0; i < WatchLimits.USER_WATCHES; i++) {
      counts.takeWatch(2);
    }
    assertEquals(
        Errno.ENOSPC, assertThrows(ErrnoException.class, () -> counts.takeWatch(2)).errno());
    counts.giveWatches(2, WatchLimits.USER_WATCHES);
    counts.takeWatch(2);
    counts.giveInstance(1);
    counts.takeInstance(1);
  }
}
