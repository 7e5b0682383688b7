package io.jvisor.platform.spi.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostMutexTest {
  private static final int EACH = 50_000;

  private final HostMutex mutex = new HostMutex();
  private long count;

  private void count() {
    for (int i = 0; i < EACH; i++) {
      mutex.lock();
      try {
        count++;
      } finally {
        mutex.unlock();
      }
    }
  }

  @Test
  void oneAtATime() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().start(this::count));
      threads.add(Thread.ofVirtual().start(this::count));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals((long) threads.size() * EACH, count);
  }
}
