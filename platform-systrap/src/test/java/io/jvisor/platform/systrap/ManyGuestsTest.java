package io.jvisor.platform.systrap;

import static io.jvisor.platform.systrap.GuestMachine.CODE;
import static io.jvisor.platform.systrap.GuestMachine.DATA;
import static io.jvisor.platform.systrap.GuestMachine.PAGE;
import static io.jvisor.platform.systrap.GuestMachine.change;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Event;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Numbers of threads and processes, and how they end. */
@Timeout(120)
class ManyGuestsTest {
  private static final String COUNT = "f048ff07 0f05"; // lock inc qword [rdi]; syscall

  private GuestMachine machine;

  @BeforeEach
  void open() throws Exception {
    machine = new GuestMachine();
    machine.code(0, COUNT);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void thousandThreadsShareOneAddressSpace() throws Exception {
    AddressSpace space = machine.newSpace();
    assertCount(1000, 5, i -> space);
    space.release();
  }

  @Test
  void threeHundredProcessesRunAtOnce() throws Exception {
    List<AddressSpace> spaces = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      spaces.add(machine.newSpace());
    }
    assertCount(spaces.size(), 5, spaces::get);
    spaces.forEach(AddressSpace::release);
  }

  /** Has all threads count in shared memory, and be there at the same time. */
  private void assertCount(
      int threads, int rounds, java.util.function.IntFunction<AddressSpace> spaces)
      throws Exception {
    CountDownLatch allIn = new CountDownLatch(threads);
    List<GuestMachine.Task> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(
          machine.start(
              spaces.apply(i),
              guest -> {
                try {
                  guest.registers().rdi(DATA);
                  assertEquals(Event.SYSCALL, guest.runAt(CODE));
                } finally {
                  allIn.countDown();
                }
                allIn.await();
                for (int round = 1; round < rounds; round++) {
                  assertEquals(Event.SYSCALL, guest.runAt(CODE));
                }
              }));
    }
    for (GuestMachine.Task task : tasks) {
      task.join();
    }
    assertEquals((long) threads * rounds, machine.data().get(ValueLayout.JAVA_LONG, 0));
  }

  @Test
  void usedProcessComesBackEmpty() throws Exception {
    machine.code(0x40, "8b07"); // mov eax, [rdi]
    for (int i = 0; i < 20; i++) {
      AddressSpace space = machine.platform.newAddressSpace();
      machine.start(space, guest -> assertEquals(Event.FAULT, guest.runAt(CODE + 0x40))).join();
      change(
          space,
          list -> list.map(CODE, machine.codeFrame * PAGE, PAGE, Prot.PROT_READ | Prot.PROT_EXEC));
      space.release();
    }
  }

  @Test
  void killedProcessIsLostAndItsSiblingsAreNot() throws Exception {
    AddressSpace space = machine.newSpace();
    AddressSpace other = machine.newSpace();
    machine
        .start(
            space,
            guest -> {
              guest.registers().rdi(DATA);
              assertEquals(Event.SYSCALL, guest.runAt(CODE));
              ((SystrapAddressSpace) space).process.kill();
              assertEquals(Event.LOST, guest.runAt(CODE));
              assertEquals(Event.LOST, guest.runAt(CODE));
              change(
                  space,
                  list ->
                      list.unmap(
                          DATA, PAGE)); // a lost address space takes changes, and ignores them
              guest.registers().rip(CODE);
              assertEquals(Event.SYSCALL, guest.context().switchTo(other, guest.registers()));
            })
        .join();
    space.release();
    other.release();
  }

  @Test
  void closedPlatformHasNoProcess() throws Exception {
    CountDownLatch running = new CountDownLatch(3);
    machine.code(0x40, "ebfe"); // jmp .
    List<GuestMachine.Task> tasks = new ArrayList<>();
    List<ProcessHandle> stubs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      AddressSpace space = machine.newSpace();
      stubs.add(ProcessHandle.of(((SystrapAddressSpace) space).process.pid).orElseThrow());
      tasks.add(
          machine.start(
              space,
              guest -> {
                guest.registers().rdi(DATA);
                assertEquals(Event.SYSCALL, guest.runAt(CODE));
                running.countDown();
                assertEquals(Event.LOST, guest.runAt(CODE + 0x40));
              }));
    }
    running.await();
    machine.platform.close();
    for (GuestMachine.Task task : tasks) {
      task.join();
    }
    assertFalse(stubs.isEmpty());
    // Each has been killed; the host takes it apart in its own time.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    for (ProcessHandle stub : stubs) {
      while (isRunning(stub) && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertFalse(isRunning(stub), "pid " + stub.pid());
    }
  }

  /** A process that was killed may be waiting for its parent, which is this one. */
  private static boolean isRunning(ProcessHandle process) throws Exception {
    java.nio.file.Path status = java.nio.file.Path.of("/proc/" + process.pid() + "/status");
    try {
      return java.nio.file.Files.readAllLines(status).stream()
          .noneMatch(line -> line.startsWith("State:") && line.contains("zombie"));
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  @Test
  void computingThreadsAreSpreadOverTheCpus() throws Exception {
    int cpus = Math.min(2, Runtime.getRuntime().availableProcessors());
    machine.code(0x40, "ebfe"); // jmp .
    List<GuestMachine.Task> tasks = new ArrayList<>();
    List<Integer> pids = new ArrayList<>();
    AddressSpace space = machine.newSpace();
    CountDownLatch running = new CountDownLatch(cpus);
    for (int i = 0; i < cpus; i++) {
      tasks.add(
          machine.start(
              space,
              guest -> {
                guest.registers().rdi(DATA);
                assertEquals(Event.SYSCALL, guest.runAt(CODE));
                running.countDown();
                assertEquals(Event.INTERRUPTED, guest.runAt(CODE + 0x40));
              }));
    }
    running.await();
    pids.add(((SystrapAddressSpace) space).process.pid);
    // Free to run on any CPU again is what a thread must become that computes without trapping.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (pinned(pids.getFirst()) > 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertEquals(0, pinned(pids.getFirst()));
    for (GuestMachine.Task task : tasks) {
      task.context().interrupt();
      task.join();
    }
    space.release();
  }

  /** How many threads of a stub that run guest code may use one CPU only, where there are more. */
  private static int pinned(int pid) throws Exception {
    int pinned = 0;
    try (var threads = java.nio.file.Files.list(java.nio.file.Path.of("/proc/" + pid + "/task"))) {
      for (java.nio.file.Path thread : threads.toList()) {
        int tid = Integer.parseInt(thread.getFileName().toString());
        String status = java.nio.file.Files.readString(thread.resolve("status"));
        if (status.contains("State:\tR")
            && io.jvisor.platform.spi.host.HostCpus.affinity(tid).cardinality()
                < io.jvisor.platform.spi.host.HostCpus.affinity(0).cardinality()) {
          pinned++;
        }
      }
    }
    return pinned;
  }
}
