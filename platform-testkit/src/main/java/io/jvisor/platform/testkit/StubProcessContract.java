package io.jvisor.platform.testkit;

import static io.jvisor.platform.testkit.GuestMachine.CODE;
import static io.jvisor.platform.testkit.GuestMachine.DATA;
import static io.jvisor.platform.testkit.GuestMachine.PAGE;
import static io.jvisor.platform.testkit.GuestMachine.change;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.PlatformProvider;
import io.jvisor.platform.spi.host.HostCpus;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** For platforms that run a guest address space in a process of the host, a stub. */
@Timeout(120)
public abstract class StubProcessContract extends PlatformContract {
  private static final String SYSCALL = "0f05";
  private static final String SPIN = "ebfe"; // jmp .

  /** For the tests of a platform. */
  protected StubProcessContract(PlatformProvider provider) {
    super(provider);
  }

  /** The process of the host in which an address space is. */
  protected abstract ProcessHandle stubOf(AddressSpace space);

  @Test
  void killedProcessIsLostAndItsSiblingsAreNot() throws Exception {
    machine.code(0, SYSCALL);
    AddressSpace space = machine.newSpace();
    AddressSpace other = machine.newSpace();
    machine
        .start(
            space,
            guest -> {
              assertEquals(Event.SYSCALL, guest.runAt(CODE));
              stubOf(space).destroyForcibly();
              assertEquals(Event.LOST, guest.runAt(CODE));
              assertEquals(Event.LOST, guest.runAt(CODE));
              // A lost address space takes changes, and ignores them.
              change(space, list -> list.unmap(DATA, PAGE));
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
    machine.code(0, SYSCALL);
    machine.code(0x40, SPIN);
    List<GuestMachine.Task> tasks = new ArrayList<>();
    List<ProcessHandle> stubs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      AddressSpace space = machine.newSpace();
      stubs.add(stubOf(space));
      tasks.add(
          machine.start(
              space,
              guest -> {
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

  /** The host lets a kernel without capabilities place and trace only who has none either. */
  @Test
  void stubHasNoCapability() throws Exception {
    AddressSpace space = machine.newSpace();
    machine.code(0, SYSCALL);
    machine.start(space, guest -> assertEquals(Event.SYSCALL, guest.runAt(CODE))).join();
    for (String line : Files.readAllLines(Path.of("/proc/" + stubOf(space).pid() + "/status"))) {
      if (line.startsWith("CapPrm:") || line.startsWith("CapEff:")) {
        assertEquals("0000000000000000", line.substring(line.indexOf('\t') + 1));
      }
    }
    space.release();
  }

  /** A process that was killed may be waiting for its parent, which is this one. */
  private static boolean isRunning(ProcessHandle process) throws Exception {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    try {
      return Files.readAllLines(status).stream()
          .noneMatch(line -> line.startsWith("State:") && line.contains("zombie"));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Test
  void computingThreadsAreSpreadOverTheCpus() throws Exception {
    int cpus = Math.min(2, Runtime.getRuntime().availableProcessors());
    machine.code(0, SYSCALL);
    machine.code(0x40, SPIN);
    List<GuestMachine.Task> tasks = new ArrayList<>();
    AddressSpace space = machine.newSpace();
    CountDownLatch running = new CountDownLatch(cpus);
    for (int i = 0; i < cpus; i++) {
      tasks.add(
          machine.start(
              space,
              guest -> {
                assertEquals(Event.SYSCALL, guest.runAt(CODE));
                running.countDown();
                assertEquals(Event.INTERRUPTED, guest.runAt(CODE + 0x40));
              }));
    }
    running.await();
    ProcessHandle stub = stubOf(space);
    // Free to run on any CPU again is what a thread must become that computes without trapping.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    int free = free(stub);
    while (free < cpus && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      free = free(stub);
    }
    assertEquals(cpus, free);
    for (GuestMachine.Task task : tasks) {
      task.context().interrupt();
      task.join();
    }
    space.release();
  }

  /** How many threads of a stub that run guest code may use every CPU that there is. */
  private static int free(ProcessHandle stub) throws Exception {
    int free = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + stub.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        int tid = Integer.parseInt(thread.getFileName().toString());
        String status = Files.readString(thread.resolve("status"));
        if (status.contains("State:\tR")
            && HostCpus.affinity(tid).cardinality() == HostCpus.affinity(0).cardinality()) {
          free++;
        }
      }
    }
    return free;
  }

  /** No stub outlives its kernel, however that ends. */
  @Test
  void killedKernelLeavesNoStub() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("-cp");
    command.add(path("java.class.path") + path("jdk.module.path") + classesOf(provider));
    command.add(StubKeeper.class.getName());
    command.add(provider.getClass().getName());
    Process kernel =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = kernel.inputReader()) {
      assertEquals("ready", output.readLine());
      List<ProcessHandle> stubs = kernel.descendants().toList();
      assertFalse(stubs.isEmpty());
      kernel.destroyForcibly();
      for (ProcessHandle stub : stubs) {
        stub.onExit().get(20, TimeUnit.SECONDS);
      }
    } finally {
      kernel.destroyForcibly();
    }
  }

  private static String path(String property) {
    String value = System.getProperty(property, "");
    return value.isEmpty() ? "" : value + ":";
  }

  private static String classesOf(Object object) throws Exception {
    return Path.of(object.getClass().getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }
}
