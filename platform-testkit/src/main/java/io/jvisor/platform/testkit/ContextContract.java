package io.jvisor.platform.testkit;

import static io.jvisor.platform.testkit.GuestMachine.CODE;
import static io.jvisor.platform.testkit.GuestMachine.DATA;
import static io.jvisor.platform.testkit.GuestMachine.change;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.PlatformProvider;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One guest thread: how it traps, is interrupted, and keeps its registers. */
@Timeout(60)
public abstract class ContextContract extends PlatformContract {
  private static final int SI_KERNEL = 0x80;
  private static final String SYSCALL = "0f05";
  private static final String SPIN = "ebfe"; // jmp .

  /** For the tests of a platform. */
  protected ContextContract(PlatformProvider provider) {
    super(provider);
  }

  @Test
  void systemCallIsReportedAndItsResultSeen() throws Exception {
    machine.code(0, "b827000000" + SYSCALL + "4889c7 b83c000000" + SYSCALL); // getpid; exit(rax)
    machine.onTask(
        guest -> {
          assertEquals(Event.SYSCALL, guest.runAt(CODE));
          assertEquals(39, guest.registers().origRax());
          assertEquals(CODE + 7, guest.registers().rip());
          guest.registers().rax(1234);
          assertEquals(Event.SYSCALL, guest.run());
          assertEquals(60, guest.registers().origRax());
          assertEquals(1234, guest.registers().rdi());
        });
  }

  @Test
  void accessToNothingIsFault() throws Exception {
    machine.code(0, "8b07"); // mov eax, [rdi]
    machine.onTask(
        guest -> {
          guest.registers().rdi(0x1234);
          assertEquals(Event.FAULT, guest.runAt(CODE));
          assertEquals(0x1234, guest.context().faultAddress());
          assertEquals(CODE, guest.registers().rip());
        });
  }

  @Test
  void jumpToNothingIsFetchFault() throws Exception {
    machine.onTask(
        guest -> {
          assertEquals(Event.FAULT, guest.runAt(0x9000_0000L));
          assertEquals(0x9000_0000L, guest.context().faultAddress());
          assertEquals(FaultAccess.EXECUTE, guest.context().faultAccess());
        });
  }

  @ParameterizedTest
  @CsvSource({
    "0f0b, " + Signals.SIGILL + ", 2", // ud2: ILL_ILLOPN
    "31c9f7f1, " + Signals.SIGFPE + ", 1", // div by zero: FPE_INTDIV
    "cc, " + Signals.SIGTRAP + ", 128", // int3: SI_KERNEL
    "f4, " + Signals.SIGSEGV + ", 128", // hlt
  })
  void exceptionIsTrap(String code, int signal, int signalCode) throws Exception {
    machine.code(0, code);
    machine.onTask(
        guest -> {
          assertEquals(Event.TRAP, guest.runAt(CODE));
          assertEquals(signal, guest.context().signal());
          assertEquals(signalCode, guest.context().signalCode());
        });
  }

  @Test
  void singleStepTraps() throws Exception {
    machine.code(0, "90" + SYSCALL);
    machine.onTask(
        guest -> {
          guest.registers().eflags(0x100); // TF
          assertEquals(Event.TRAP, guest.runAt(CODE));
          assertEquals(Signals.SIGTRAP, guest.context().signal());
          assertEquals(2, guest.context().signalCode()); // TRAP_TRACE
          assertEquals(CODE + 1, guest.registers().rip());
        });
  }

  @Test
  void noRegisterValueHurtsTheKernel() throws Exception {
    machine.code(0, SYSCALL);
    long[] values = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x7fff_ffff_f000L, 0xffff_ffffL};
    machine.onTask(
        guest -> {
          for (int index = 0; index < Registers.BYTES / 8; index++) {
            for (long value : values) {
              long[] all = new long[Registers.BYTES / 8];
              guest.registers().clear();
              guest.registers().rip(CODE);
              MemorySegment structure = MemorySegment.ofArray(all);
              guest.registers().writeTo(structure, 0);
              all[index] = value;
              guest.registers().readFrom(structure, 0);
              Event event = guest.run();
              assertTrue(
                  event == Event.SYSCALL || event == Event.TRAP || event == Event.FAULT,
                  "register " + index + " = " + Long.toHexString(value) + ": " + event);
            }
          }
          guest.registers().clear();
          assertEquals(Event.SYSCALL, guest.runAt(CODE));
        });
  }

  @Test
  void legacyCallGateIsProtectionFault() throws Exception {
    machine.code(0, "b814000000 cd80"); // mov eax, getpid of i386; int 0x80
    machine.onTask(
        guest -> {
          assertEquals(Event.TRAP, guest.runAt(CODE));
          assertEquals(Signals.SIGSEGV, guest.context().signal());
          assertEquals(SI_KERNEL, guest.context().signalCode());
          assertEquals(CODE + 5, guest.registers().rip());
        });
  }

  @Test
  void legacyVsyscallPageIsNeverAnsweredByTheHost() throws Exception {
    machine.onTask(
        guest -> {
          guest.registers().rsp(DATA + 8);
          machine.data().set(ValueLayout.JAVA_LONG, 8, CODE);
          assertEquals(Event.FAULT, guest.runAt(0xffff_ffff_ff60_0400L)); // time
          assertEquals(0xffff_ffff_ff60_0400L, guest.context().faultAddress());
          assertEquals(FaultAccess.EXECUTE, guest.context().faultAccess());
          assertEquals(0xffff_ffff_ff60_0400L, guest.registers().rip());
          assertEquals(DATA + 8, guest.registers().rsp());
          // Whatever the kernel makes of it, the guest goes on where the kernel says.
          machine.code(0, SYSCALL);
          guest.registers().rax(7);
          assertEquals(Event.SYSCALL, guest.runAt(CODE));
          assertEquals(7, guest.registers().origRax());
        });
  }

  @Test
  void interruptionBeforeTheCallIsSeen() throws Exception {
    machine.code(0, SPIN);
    machine.onTask(
        guest -> {
          guest.context().interrupt();
          assertEquals(Event.INTERRUPTED, guest.runAt(CODE));
        });
  }

  @Test
  void noInterruptionIsLost() throws Exception {
    machine.code(0, SPIN);
    AddressSpace space = machine.newSpace();
    int rounds = 1000;
    AtomicInteger seen = new AtomicInteger();
    Thread main = Thread.currentThread();
    GuestMachine.Task task =
        machine.start(
            space,
            guest -> {
              while (seen.get() < rounds) {
                assertEquals(Event.INTERRUPTED, guest.runAt(CODE));
                seen.incrementAndGet();
                LockSupport.unpark(main);
              }
            });
    int sent = 0;
    while (!task.end().isDone()) {
      // At most one interruption is under way: were one lost, this would wait for ever.
      if (sent <= seen.get()) {
        sent++;
        task.context().interrupt();
      } else {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
    task.join();
    space.release();
  }

  @Test
  void extendedStateIsKeptAcrossAddressSpaces() throws Exception {
    machine.code(0, "66480f6ec7" + SYSCALL); // movq xmm0, rdi
    machine.code(0x20, "66480f7ec7" + SYSCALL); // movq rdi, xmm0
    AddressSpace other = machine.newSpace();
    machine.onTask(
        guest -> {
          guest.registers().rdi(0x1122_3344_5566_7788L);
          assertEquals(Event.SYSCALL, guest.runAt(CODE));
          guest.registers().rdi(0);
          guest.registers().rip(CODE + 0x20);
          assertEquals(Event.SYSCALL, guest.context().switchTo(other, guest.registers()));
          assertEquals(0x1122_3344_5566_7788L, guest.registers().rdi());
          guest.context().resetExtendedState();
          guest.registers().rip(CODE + 0x20);
          assertEquals(Event.SYSCALL, guest.context().switchTo(other, guest.registers()));
          assertEquals(0, guest.registers().rdi());
        });
    other.release();
  }

  @Test
  void extendedStateIsSavedAndLoaded() throws Exception {
    machine.code(0, "66480f6ec7" + SYSCALL); // movq xmm0, rdi
    machine.code(0x20, "66480f7ec7" + SYSCALL); // movq rdi, xmm0
    machine.onTask(
        guest -> {
          MemorySegment area = Arena.ofAuto().allocate(machine.platform.extendedStateSize(), 64);
          guest.registers().rdi(42);
          guest.runAt(CODE);
          guest.context().saveExtendedState(area);
          guest.registers().rdi(43);
          guest.runAt(CODE);
          assertTrue(guest.context().loadExtendedState(area));
          guest.runAt(CODE + 0x20);
          assertEquals(42, guest.registers().rdi());
          long[][] hostile = {{24, -1}, {512, -1}, {512, 1L << 62}, {520, 1L << 63}, {528, 1}};
          for (long[] change : hostile) {
            MemorySegment bad = Arena.ofAuto().allocate(area.byteSize(), 64).copyFrom(area);
            bad.set(ValueLayout.JAVA_LONG, change[0], change[1]);
            assertFalse(guest.context().loadExtendedState(bad), "offset " + change[0]);
          }
          guest.runAt(CODE + 0x20);
          assertEquals(42, guest.registers().rdi());
        });
  }
}
