package io.jvisor.platform.testkit;

import static io.jvisor.platform.testkit.GuestMachine.CODE;
import static io.jvisor.platform.testkit.GuestMachine.DATA;
import static io.jvisor.platform.testkit.GuestMachine.PAGE;
import static io.jvisor.platform.testkit.GuestMachine.change;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.MappingChanges;
import io.jvisor.platform.spi.PlatformProvider;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Address spaces: their mappings, and many threads and processes at once. */
@Timeout(120)
public abstract class AddressSpaceContract extends PlatformContract {
  private static final String SYSCALL = "0f05";
  private static final String COUNT = "f048ff07" + SYSCALL; // lock inc qword [rdi]; syscall

  /** For the tests of a platform. */
  protected AddressSpaceContract(PlatformProvider provider) {
    super(provider);
  }

  @Test
  void faultThatIsMappedGoesOn() throws Exception {
    machine.code(0, "488b07 488907" + SYSCALL); // mov rax, [rdi]; mov [rdi], rax; syscall
    machine.data().set(ValueLayout.JAVA_LONG, 0, 77);
    machine.onTask(
        guest -> {
          guest.registers().rdi(0x70_0000);
          assertEquals(Event.FAULT, guest.runAt(CODE));
          change(
              guest.space(),
              list -> list.map(0x70_0000, machine.dataFrame * PAGE, PAGE, Prot.PROT_READ));
          assertEquals(Event.FAULT, guest.run()); // now the write
          assertEquals(CODE + 3, guest.registers().rip());
          change(
              guest.space(),
              list -> list.protect(0x70_0000, PAGE, Prot.PROT_READ | Prot.PROT_WRITE));
          assertEquals(Event.SYSCALL, guest.run());
          assertEquals(77, guest.registers().origRax());
          change(guest.space(), list -> list.unmap(0x70_0000, PAGE));
          assertEquals(Event.FAULT, guest.runAt(CODE));
        });
  }

  @Test
  void listOfChangesIsMadeInOrder() throws Exception {
    machine.code(0, "488b07 488907" + SYSCALL);
    machine.onTask(
        guest -> {
          change(
              guest.space(),
              list -> {
                for (int i = 0; i < MappingChanges.CAPACITY - 2; i++) {
                  list.map(0x70_0000 + 2L * i * PAGE, machine.codeFrame * PAGE, PAGE, 1);
                }
                list.map(0x70_0000, machine.dataFrame * PAGE, PAGE, Prot.PROT_READ);
                list.protect(0x70_0000, PAGE, Prot.PROT_READ | Prot.PROT_WRITE);
              });
          machine.data().set(ValueLayout.JAVA_LONG, 0, 78);
          guest.registers().rdi(0x70_0000);
          assertEquals(Event.SYSCALL, guest.runAt(CODE));
          assertEquals(78, guest.registers().origRax());
        });
  }

  @Test
  void changesBeforeTheFirstRunAreMadeByThen() throws Exception {
    AddressSpace space = machine.newSpace();
    change(space, list -> list.map(0x70_0000, machine.dataFrame * PAGE, PAGE, Prot.PROT_READ));
    change(space, list -> list.unmap(DATA, PAGE));
    machine.code(0, "488b07" + SYSCALL);
    machine
        .start(
            space,
            guest -> {
              guest.registers().rdi(0x70_0000);
              assertEquals(Event.SYSCALL, guest.runAt(CODE));
              guest.registers().rdi(DATA);
              assertEquals(Event.FAULT, guest.runAt(CODE));
            })
        .join();
    space.release();
  }

  @Test
  void withoutRoomForMoreMappingsAllAreForgotten() throws Exception {
    machine.code(0, "488b07" + SYSCALL);
    machine.onTask(
        guest -> {
          MappingChanges changes = new MappingChanges();
          boolean done = true;
          for (int i = 0; done && i < 70_000; i++) {
            changes.map(0x1_0000_0000L + 2L * i * PAGE, machine.dataFrame * PAGE, PAGE, 1);
            if (changes.isFull()) {
              done = guest.space().apply(changes);
              changes.clear();
            }
          }
          assertFalse(done); // vm.max_map_count
          guest.registers().rdi(0x1_0000_0000L);
          assertEquals(Event.FAULT, guest.runAt(CODE));
          assertEquals(FaultAccess.EXECUTE, guest.context().faultAccess());
          change(
              guest.space(),
              list -> {
                list.map(CODE, machine.codeFrame * PAGE, PAGE, Prot.PROT_READ | Prot.PROT_EXEC);
                list.map(DATA, machine.dataFrame * PAGE, PAGE, Prot.PROT_READ);
              });
          assertEquals(Event.FAULT, guest.runAt(CODE));
          assertEquals(0x1_0000_0000L, guest.context().faultAddress());
          guest.registers().rdi(DATA);
          assertEquals(Event.SYSCALL, guest.runAt(CODE));
        });
  }

  @Test
  void thousandThreadsShareOneAddressSpace() throws Exception {
    machine.code(0, COUNT);
    AddressSpace space = machine.newSpace();
    assertCount(1000, 5, i -> space);
    space.release();
  }

  @Test
  void threeHundredProcessesRunAtOnce() throws Exception {
    machine.code(0, COUNT);
    List<AddressSpace> spaces = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      spaces.add(machine.newSpace());
    }
    assertCount(spaces.size(), 5, spaces::get);
    spaces.forEach(AddressSpace::release);
  }

  /** Has all threads count in shared memory, and be there at the same time. */
  private void assertCount(int threads, int rounds, IntFunction<AddressSpace> spaces)
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
}
