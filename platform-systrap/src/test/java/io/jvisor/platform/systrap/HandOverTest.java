package io.jvisor.platform.systrap;

import static io.jvisor.platform.testkit.GuestMachine.CODE;
import static io.jvisor.platform.testkit.GuestMachine.DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.testkit.GuestMachine;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many hand-overs: a wake-up that is lost shows as a test that hangs. */
@Timeout(300)
class HandOverTest {
  /** {@code HAND_OVERS=1000000} for a long run. */
  private static final int HAND_OVERS =
      Integer.parseInt(System.getenv().getOrDefault("HAND_OVERS", "20000"));

  private static final String COUNT = "f048ff07 0f05 ebf8"; // lock inc qword [rdi]; syscall; again

  private GuestMachine machine;

  @BeforeEach
  void open() throws Exception {
    machine = new GuestMachine(new SystrapPlatformProvider());
    machine.code(0, COUNT);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 16})
  void noneIsLost(int threads) throws Exception {
    assertCount(threads, false);
  }

  @Test
  void interruptionsChangeNothing() throws Exception {
    assertCount(1, true);
  }

  @Test
  void interruptionsOfSeveralThreadsChangeNothing() throws Exception {
    assertCount(4, true);
  }

  /**
   * Kicks come one upon the other, many of them late. The guest's loop ends by one only, so one
   * that is lost ends the guest.
   */
  @Test
  void noInterruptionIsLost() throws Exception {
    machine.code(0, "0f05 ebfe"); // syscall; jmp to itself
    AddressSpace space = machine.newSpace();
    GuestMachine.Task task =
        machine.start(
            space,
            guest -> {
              for (int i = 0; i < HAND_OVERS; i++) {
                guest.registers().rip(CODE);
                Event event = guest.run();
                while (event != Event.SYSCALL) {
                  assertEquals(Event.INTERRUPTED, event);
                  event = guest.run();
                }
                assertEquals(Event.INTERRUPTED, guest.run());
              }
            });
    AtomicBoolean done = new AtomicBoolean();
    Thread interrupter =
        new Thread(
            () -> {
              while (!done.get()) {
                task.context().interrupt();
                Thread.onSpinWait();
              }
            });
    interrupter.start();
    task.join();
    done.set(true);
    interrupter.join();
    space.release();
  }

  private void assertCount(int threads, boolean interrupted) throws Exception {
    AddressSpace space = machine.newSpace();
    AtomicLong interruptions = new AtomicLong();
    int each = HAND_OVERS / threads;
    List<GuestMachine.Task> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(
          machine.start(
              space,
              guest -> {
                guest.registers().rdi(DATA);
                guest.registers().rip(CODE);
                int calls = 0;
                while (calls < each) {
                  Event event = guest.run();
                  if (event == Event.INTERRUPTED) {
                    interruptions.incrementAndGet();
                  } else {
                    assertEquals(Event.SYSCALL, event);
                    assertEquals(CODE + 6, guest.registers().rip());
                    calls++;
                  }
                }
              }));
    }
    AtomicBoolean done = new AtomicBoolean();
    Thread interrupter =
        new Thread(
            () -> {
              while (interrupted && !done.get()) {
                tasks.forEach(task -> task.context().interrupt());
                java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
              }
            });
    interrupter.start();
    for (GuestMachine.Task task : tasks) {
      task.join();
    }
    done.set(true);
    interrupter.join();
    assertEquals((long) each * threads, machine.data().get(ValueLayout.JAVA_LONG, 0));
    assertTrue(!interrupted || interruptions.get() > 0);
    space.release();
  }
}
