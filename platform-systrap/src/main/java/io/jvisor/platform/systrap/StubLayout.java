package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.abi.Signals;

/**
 * Where things lie in a stub process, all above what a guest can map; and what both sides agree on:
 * the fields of a context and of a control page.
 */
final class StubLayout {
  static final int PAGE = 4096;

  /** The first address past those that a guest may map. */
  static final long ADDRESS_LIMIT = 0x7ffe_ffff_0000L;

  /** Contexts by slot, {@link #CONTEXT_BYTES} each; a process has those of its own threads. */
  static final long CONTEXTS = 0x7fff_0000_0000L;

  static final int CONTEXT_BYTES = 0x8000;
  static final int SLOTS = 0x1_0000;

  /** The process's control page, read-only: what the kernel wants of the leader. */
  static final long CONTROL = 0x7fff_8000_0000L;

  /** A page that the template writes; no process that runs guest code has it. */
  static final long TEMPLATE_PAGE = CONTROL + PAGE;

  /** Machine code and constants, read-only. */
  static final long TEXT = 0x7fff_8001_0000L;

  /** Bells by slot, read-only: what guest threads sleep on. They are the same in all processes. */
  static final long BELLS = 0x7fff_8010_0000L;

  static final int BELL_BYTES = 4;

  /** The end of what a process of the host can map. */
  static final long HOST_LIMIT = 0x7fff_ffff_f000L;

  // Descriptors of a stub.

  static final int MEMORY_DESCRIPTOR = 0;
  static final int CONTEXTS_DESCRIPTOR = 1;
  static final int CONTROL_DESCRIPTOR = 2;
  static final int IMAGE_DESCRIPTOR = 3;

  /** The first of {@link #EVENTS} event counters, by which leaders tell that they are done. */
  static final int EVENT_DESCRIPTOR = 4;

  /**
   * How many processes, the template among them, one template can have at most. A confined kernel
   * cannot start another template.
   */
  static final int EVENTS = 512;

  // A context. The guest can write all of it.

  /** Who has the thread: one of the states below. The kernel's futex. */
  static final int STATE = 0;

  /** The guest runs, or is about to; the kernel looks at the state. */
  static final int RUNNING = 1;

  /** As {@link #RUNNING}, and the kernel sleeps on the futex. */
  static final int RUNNING_KERNEL_SLEEPS = 2;

  /** The guest has trapped, or not begun; the stub looks at the state. */
  static final int TRAPPED = 3;

  /** As {@link #TRAPPED}, and the stub sleeps on its bell. */
  static final int TRAPPED_STUB_SLEEPS = 4;

  /** As {@link #TRAPPED}, and the kernel will not be soon: the stub need not look. */
  static final int TRAPPED_FOR_LONG = 5;

  /** The process is gone. Set by the kernel only. */
  static final int DEAD = 6;

  /** What the side that gives the turn away means by it: one of the following. */
  static final int MEANING = 4;

  /** From the stub: a trap; the registers are in the frame. */
  static final int TRAP = 0;

  /** From the stub: a call by the gate; its registers are in the words below, all in the frame. */
  static final int CALL = 1;

  /** To the stub: load all registers from the frame. */
  static final int LOAD = 2;

  /** To the stub: as {@link #CALL}'s frame has them, but for the result in {@link #CALL_RAX}. */
  static final int RETURN = 3;

  /** To the stub: store the extended state at {@link #EXTENDED}, note it in the frame, trap. */
  static final int SAVE = 4;

  // The registers of a call. With the state and its meaning they fill one cache line, the only one
  // that goes from CPU to CPU for most calls.

  static final int CALL_RAX = 8;
  static final int CALL_RDI = 16;
  static final int CALL_RSI = 24;
  static final int CALL_RDX = 32;
  static final int CALL_R10 = 40;
  static final int CALL_R8 = 48;
  static final int CALL_R9 = 56;

  /** How often the stub looks at the state before it sleeps. Written by the kernel. */
  static final int SPIN = 64;

  /** The thread's id, put there by the host's kernel at its birth. */
  static final int TID = 68;

  /** The address of the {@code struct sigcontext} with the guest's registers. */
  static final int FRAME = 72;

  /** The address of the {@code siginfo_t} of the last trap. */
  static final int INFO = 80;

  /** The number of the signal by which the guest trapped last. */
  static final int SIGNAL = 88;

  static final int FS_BASE = 96;
  static final int GS_BASE = 104;

  /** Where the guest goes on after a call by the gate. */
  static final int CONTINUE = 112;

  /** The address of the thread's bell. Written by the kernel. */
  static final int BELL = 120;

  /** The {@code stack_t} that a new thread passes to {@code sigaltstack(2)}. */
  static final int STACK = 128;

  /**
   * The address of a bell that is to be rung before the thread sleeps {@link #TRAPPED_FOR_LONG}, or
   * 0. Written by the kernel, cleared by the stub.
   */
  static final int PARTNER = 152;

  /**
   * The context's own {@code struct sigcontext}: of a thread that starts, enters an address space,
   * or came by the gate. Without {@link #SC_FPSTATE} the extended state is in the CPU.
   */
  static final int OWN_FRAME = 256;

  /** An {@code XSAVE} area. */
  static final int EXTENDED = 0x1000;

  static final int EXTENDED_LIMIT = 0x2000;

  /** The lowest address of the signal stack, which ends with the context. */
  static final int STACK_LOW = EXTENDED + EXTENDED_LIMIT;

  // struct sigcontext (arch/x86/include/uapi/asm/sigcontext.h)

  static final int SC_R8 = 0;
  static final int SC_R9 = 8;
  static final int SC_R10 = 16;
  static final int SC_R11 = 24;
  static final int SC_R12 = 32;
  static final int SC_R13 = 40;
  static final int SC_R14 = 48;
  static final int SC_R15 = 56;
  static final int SC_RDI = 64;
  static final int SC_RSI = 72;
  static final int SC_RBP = 80;
  static final int SC_RBX = 88;
  static final int SC_RDX = 96;
  static final int SC_RAX = 104;
  static final int SC_RCX = 112;
  static final int SC_RSP = 120;
  static final int SC_RIP = 128;
  static final int SC_EFLAGS = 136;
  static final int SC_CS = 144;
  static final int SC_SS = 150;
  static final int SC_ERROR = 152;
  static final int SC_TRAP = 160;
  static final int SC_CR2 = 176;
  static final int SC_FPSTATE = 184;
  static final int SC_BYTES = 256;

  /** Where the {@code struct sigcontext} lies in a {@code ucontext_t}. */
  static final int UC_SIGCONTEXT = 40;

  // A control page. Guests can read it.

  /** Grows with each batch. The leader's futex. */
  static final int SEQUENCE = 0;

  /** How many calls the batch has. */
  static final int COUNT = 4;

  /** The kernel's process id. */
  static final int PARENT = 8;

  /** The leader's event counter: its descriptor. */
  static final int EVENT = 12;

  /** What the leader writes to its event counter when a batch is done: 1. */
  static final int DONE = 16;

  static final int CALLS = 64;

  /** Each call: number, six arguments, and what is written to the counter when it fails. */
  static final int CALL_BYTES = 64;

  static final int CALL_FAILED = 56;

  /** The most calls of a batch. */
  static final int MOST_CALLS = (PAGE - CALLS) / CALL_BYTES;

  /** What {@link SystrapContext#interrupt} sends. */
  static final int KICK = Signals.SIGURG;

  /** By which guest code traps, with the kick. */
  static final int[] TRAPS = {
    Signals.SIGSYS,
    Signals.SIGSEGV,
    Signals.SIGBUS,
    Signals.SIGFPE,
    Signals.SIGILL,
    Signals.SIGTRAP,
    KICK
  };

  private StubLayout() {}
}
