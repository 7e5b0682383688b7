package io.jvisor.platform.systrap;

import static io.jvisor.platform.systrap.Assembler.EQUAL;
import static io.jvisor.platform.systrap.Assembler.NOT_BELOW;
import static io.jvisor.platform.systrap.Assembler.NOT_EQUAL;
import static io.jvisor.platform.systrap.Assembler.R10;
import static io.jvisor.platform.systrap.Assembler.R12;
import static io.jvisor.platform.systrap.Assembler.R13;
import static io.jvisor.platform.systrap.Assembler.R14;
import static io.jvisor.platform.systrap.Assembler.R15;
import static io.jvisor.platform.systrap.Assembler.R8;
import static io.jvisor.platform.systrap.Assembler.R9;
import static io.jvisor.platform.systrap.Assembler.RAX;
import static io.jvisor.platform.systrap.Assembler.RBP;
import static io.jvisor.platform.systrap.Assembler.RBX;
import static io.jvisor.platform.systrap.Assembler.RDI;
import static io.jvisor.platform.systrap.Assembler.RDX;
import static io.jvisor.platform.systrap.Assembler.RSI;
import static io.jvisor.platform.systrap.Assembler.RSP;
import static io.jvisor.platform.systrap.StubLayout.PAGE;

import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.systrap.Assembler.Label;

/**
 * The machine code of leaders: threads that run no guest code and make the calls that change their
 * process.
 *
 * <p>A leader uses registers, reads the control page and the text, and writes nothing: guest
 * threads of the process could write whatever it wrote. So it says that it is done through an event
 * counter, which guest threads cannot reach. {@code r13} is the control page, {@code r14d} the
 * counter's descriptor, {@code r12d} the last batch.
 */
final class LeaderCode {
  private static final int MAP_SHARED_FIXED = 0x11;
  private static final int MAP_PRIVATE_FIXED = 0x12;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NAME = 15;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_SET_SYSCALL_USER_DISPATCH = 59;
  private static final int PR_SYS_DISPATCH_ON = 1;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
  private static final int CLONE_VM = 0x100;
  private static final int SIGNAL_SET_BYTES = 8;

  private final Assembler code;
  private final TrapCode traps;
  private final Label die = new Label();
  private final Label serve = new Label();
  private final Label process = new Label();
  private final Label thread = new Label();
  private final int entry;

  LeaderCode(Assembler code, TrapCode traps) {
    this.code = code;
    this.traps = traps;
    leader();
    newProcess();
    newThread();
    Label moved = new Label();
    code.align();
    entry = code.position();
    first(moved);
    code.bind(moved);
    template();
  }

  /** Where the template begins. */
  int entry() {
    return entry;
  }

  /** The loop: waits for a batch, makes its calls, tells. */
  private void leader() {
    Label work = new Label();
    Label next = new Label();
    Label born = new Label();
    Label after = new Label();
    Label done = new Label();
    Label failed = new Label();
    Label tell = new Label();
    code.align();
    code.bind(serve);
    code.loadInt(RAX, R13, StubLayout.SEQUENCE);
    code.copyInt(RDX, R12);
    code.compareRegisters(RAX, RDX);
    code.jumpIf(NOT_EQUAL, work);
    code.address(RDI, R13, StubLayout.SEQUENCE);
    code.clear(RSI); // FUTEX_WAIT
    code.clear(R10);
    code.syscall(SyscallNumbers.FUTEX);
    code.jump(serve);

    code.bind(work);
    code.copyInt(R12, RAX);
    code.loadInt(RBX, R13, StubLayout.COUNT);
    code.address(RBP, R13, StubLayout.CALLS);
    code.bind(next);
    code.compareInt(RBX, 0);
    code.jumpIf(EQUAL, done);
    code.load(RAX, RBP, 0);
    code.load(RDI, RBP, 8);
    code.load(RSI, RBP, 16);
    code.load(RDX, RBP, 24);
    code.load(R10, RBP, 32);
    code.load(R8, RBP, 40);
    code.load(R9, RBP, 48);
    code.compareInt(RAX, SyscallNumbers.CLONE);
    code.jumpIf(EQUAL, born);
    code.syscall();
    code.bind(after);
    code.compare(RAX, -4095);
    code.jumpIf(NOT_BELOW, failed);
    code.add(RBP, StubLayout.CALL_BYTES);
    code.decrement(RBX);
    code.jump(next);

    code.bind(born);
    code.syscall();
    code.test(RAX);
    code.jumpIf(NOT_EQUAL, after);
    code.testInt(RDI, CLONE_VM);
    code.jumpIf(EQUAL, process);
    code.jump(thread);

    code.bind(done);
    code.address(RSI, R13, StubLayout.DONE);
    code.jump(tell);
    code.bind(failed);
    code.address(RSI, RBP, StubLayout.CALL_FAILED);
    code.bind(tell);
    code.copyInt(RDI, R14);
    code.move(RDX, Long.BYTES);
    code.syscall(SyscallNumbers.WRITE);
    code.jump(serve);
  }

  /** A child of the template, with the place of its control page in {@code r9}. */
  private void newProcess() {
    code.align();
    code.bind(process);
    mapControl();
    becomeLeader();
    code.bind(die);
    code.move(RDI, 1);
    code.syscall(SyscallNumbers.EXIT_GROUP);
    code.bytes(0x0f, 0x0b);
  }

  /** Maps the control page at offset {@code r9} of its file. */
  private void mapControl() {
    code.moveLong(RDI, StubLayout.CONTROL);
    code.move(RSI, PAGE);
    code.move(RDX, Prot.PROT_READ);
    code.move(R10, MAP_SHARED_FIXED);
    code.move(R8, StubLayout.CONTROL_DESCRIPTOR);
    call(SyscallNumbers.MMAP);
    code.moveLong(R13, StubLayout.CONTROL);
  }

  /** Makes a call and ends the process if it fails. */
  private void call(int number) {
    code.syscall(number);
    code.compare(RAX, -4095);
    code.jumpIf(NOT_BELOW, die);
  }

  /** No leader outlives the kernel, not even one that is born as the kernel dies. */
  private void becomeLeader() {
    prctl(PR_SET_PDEATHSIG, Signals.SIGKILL);
    code.syscall(SyscallNumbers.GETPPID);
    code.compareInt(RAX, R13, StubLayout.PARENT);
    code.jumpIf(NOT_EQUAL, die);
    code.loadInt(R14, R13, StubLayout.EVENT);
    code.clear(R12);
    code.jump(serve);
  }

  private void prctl(int option, int argument) {
    code.move(RDI, option);
    code.move(RSI, argument);
    code.clear(RDX);
    code.clear(R10);
    code.clear(R8);
    call(SyscallNumbers.PRCTL);
  }

  /**
   * A new thread for guest code, with its context in {@code r9} and its {@code stack_t} in {@code
   * r8}. It reads nothing that a guest can write before it has the second filter, but for the
   * signal stack's place, which harms nobody but the guest.
   */
  private void newThread() {
    code.align();
    code.bind(thread);
    code.copy(RBX, R9);
    code.copy(RDI, R8);
    code.clear(RSI);
    call(SyscallNumbers.SIGALTSTACK);
    // Spares the filters the guest's calls, on hosts from Linux 5.11. Without a selector: there is
    // nothing that a guest could switch off.
    code.move(RDI, PR_SET_SYSCALL_USER_DISPATCH);
    code.move(RSI, PR_SYS_DISPATCH_ON);
    code.moveLong(RDX, StubLayout.TEXT);
    code.move(R10, StubImage.BYTES);
    code.clear(R8);
    code.syscall(SyscallNumbers.PRCTL);
    code.move(RDI, SECCOMP_SET_MODE_FILTER);
    code.move(RSI, SECCOMP_FILTER_FLAG_SPEC_ALLOW);
    code.moveLong(RDX, StubLayout.TEXT + StubImage.GUEST_PROGRAM);
    call(SyscallNumbers.SECCOMP);
    code.address(RSP, RBX, StubLayout.CONTEXT_BYTES);
    code.jump(traps.publish());
  }

  /** The first instructions of the template: moves the text to its place. */
  private void first(Label moved) {
    code.move(RDI, PR_SET_PDEATHSIG);
    code.move(RSI, Signals.SIGKILL);
    code.syscall(SyscallNumbers.PRCTL);
    code.moveLong(RDI, StubLayout.TEXT);
    code.move(RSI, StubImage.BYTES);
    code.move(RDX, Prot.PROT_READ | Prot.PROT_EXEC);
    code.move(R10, MAP_PRIVATE_FIXED);
    code.move(R8, StubLayout.IMAGE_DESCRIPTOR);
    code.clear(R9);
    call(SyscallNumbers.MMAP);
    code.relativeAddress(RAX, moved);
    code.moveLong(R15, StubLayout.TEXT - StubImage.FIRST_BASE);
    code.addLong(RAX, R15);
    code.jumpTo(RAX);
  }

  /** Drops what the template was born with, and gives it handlers and filter. */
  private void template() {
    code.clear(RDI);
    code.moveLong(RSI, StubLayout.TEXT);
    call(SyscallNumbers.MUNMAP);
    code.moveLong(RDI, StubLayout.TEXT + StubImage.BYTES);
    code.moveLong(RSI, StubLayout.HOST_LIMIT - StubLayout.TEXT - StubImage.BYTES);
    call(SyscallNumbers.MUNMAP);
    code.move(RDI, StubLayout.IMAGE_DESCRIPTOR);
    call(SyscallNumbers.CLOSE);
    code.clear(R9);
    mapControl();
    code.moveLong(RDI, StubLayout.TEMPLATE_PAGE);
    code.move(RSI, PAGE);
    code.move(RDX, Prot.PROT_READ | Prot.PROT_WRITE);
    code.move(R10, MAP_SHARED_FIXED);
    code.move(R8, StubLayout.CONTROL_DESCRIPTOR);
    code.move(R9, PAGE);
    call(SyscallNumbers.MMAP);
    for (int signal : StubLayout.TRAPS) {
      code.move(RDI, signal);
      code.moveLong(RSI, StubLayout.TEXT + StubImage.ACTION);
      code.clear(RDX);
      code.move(R10, SIGNAL_SET_BYTES);
      call(SyscallNumbers.RT_SIGACTION);
    }
    code.move(RDI, PR_SET_NAME);
    code.moveLong(RSI, StubLayout.TEXT + StubImage.NAME);
    call(SyscallNumbers.PRCTL);
    // None is needed, and a kernel without any may place on CPUs only who has none either.
    code.moveLong(RDI, StubLayout.TEXT + StubImage.CAPABILITIES);
    code.moveLong(RSI, StubLayout.TEXT + StubImage.NO_CAPABILITIES);
    call(SyscallNumbers.CAPSET);
    prctl(PR_SET_DUMPABLE, 0); // a process that the filter ends writes no core file
    prctl(PR_SET_NO_NEW_PRIVS, 1);
    code.move(RDI, SECCOMP_SET_MODE_FILTER);
    code.move(RSI, SECCOMP_FILTER_FLAG_SPEC_ALLOW);
    code.moveLong(RDX, StubLayout.TEXT + StubImage.PROCESS_PROGRAM);
    call(SyscallNumbers.SECCOMP);
    becomeLeader();
  }
}
