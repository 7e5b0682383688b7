package io.jvisor.platform.systrap;

import static io.jvisor.platform.systrap.StubLayout.TEXT;

import io.jvisor.platform.spi.host.BpfProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The program that stub processes run: an ELF file that is its own text, with the constants that
 * its calls point to. The template maps it again at {@link StubLayout#TEXT} and drops the rest.
 */
final class StubImage {
  /** The size of the file, and of the stub's text. */
  static final int BYTES = 2 * StubLayout.PAGE;

  /** Where the template begins, before it is moved to {@link StubLayout#TEXT}. */
  static final long FIRST_BASE = 0x40_0000L;

  /** The stub's name for {@code prctl(PR_SET_NAME)}. */
  static final int NAME = 0x80;

  /** One {@code struct sigaction} of the host's kernel, for all signals. */
  static final int ACTION = 0xa0;

  /** The {@code struct sock_fprog} of {@link StubFilter#process}. */
  static final int PROCESS_PROGRAM = 0xc0;

  /** The {@code struct sock_fprog} of {@link StubFilter#guest}. */
  static final int GUEST_PROGRAM = 0xd0;

  private static final int PROCESS_FILTER = 0x100;
  private static final int GUEST_FILTER = 0x200;

  /** The header of {@code capset(2)}; behind it, the empty sets. */
  static final int CAPABILITIES = 0x2c0;

  static final int NO_CAPABILITIES = CAPABILITIES + 8;

  private static final int CAPABILITY_VERSION_3 = 0x2008_0522;

  private static final int CODE = 0x300;

  /** {@code SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_NODEFER}. */
  private static final long ACTION_FLAGS = 0x4 | 0x0400_0000 | 0x0800_0000 | 0x4000_0000;

  private final byte[] bytes;
  private final TrapCode traps;
  private final CallCode calls;

  StubImage() {
    Assembler code = new Assembler(BYTES - CODE, CODE);
    traps = new TrapCode(code);
    calls = new CallCode(code, traps);
    LeaderCode leader = new LeaderCode(code, traps);
    int entry = leader.entry();
    ByteBuffer file = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    putElfHeader(file, FIRST_BASE + entry);
    file.position(NAME);
    file.put("jvisor-stub\0".getBytes(StandardCharsets.US_ASCII));
    file.putLong(ACTION, TEXT + traps.handler());
    file.putLong(ACTION + 8, ACTION_FLAGS);
    file.putLong(ACTION + 16, TEXT + traps.handler()); // the restorer: handlers never return
    file.putLong(ACTION + 24, 0); // the mask
    putFilter(file, PROCESS_PROGRAM, PROCESS_FILTER, StubFilter.process(TEXT, BYTES));
    putFilter(
        file,
        GUEST_PROGRAM,
        GUEST_FILTER,
        StubFilter.guest(TEXT + traps.wake(), TEXT + traps.sleep()));
    file.putInt(CAPABILITIES, CAPABILITY_VERSION_3);
    file.position(CODE);
    file.put(code.toBytes());
    bytes = file.array();
  }

  /** The file. */
  byte[] bytes() {
    return bytes;
  }

  /** Whether an address lies in the stub's text. */
  static boolean isText(long address) {
    return Long.compareUnsigned(address - TEXT, BYTES) < 0;
  }

  /** The address of an instruction that traps, to try the machinery with. */
  long undefinedInstruction() {
    return TEXT + traps.undefined();
  }

  /** How calls come here without a signal. */
  StubGate gate() {
    return new StubGate(TEXT + calls.entry());
  }

  private static void putFilter(ByteBuffer file, int program, int at, byte[] filter) {
    file.putShort(program, (short) (filter.length / BpfProgram.INSTRUCTION_BYTES));
    file.putLong(program + 8, TEXT + at);
    file.position(at);
    file.put(filter);
  }

  /** A 64-bit ELF header and one loadable segment: the whole file, readable and executable. */
  private static void putElfHeader(ByteBuffer file, long entry) {
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    file.putShort((short) 2); // e_type: ET_EXEC
    file.putShort((short) 62); // e_machine: EM_X86_64
    file.putInt(1); // e_version
    file.putLong(entry); // e_entry
    file.putLong(64); // e_phoff
    file.putLong(0); // e_shoff
    file.putInt(0); // e_flags
    file.putShort((short) 64); // e_ehsize
    file.putShort((short) 56); // e_phentsize
    file.putShort((short) 1); // e_phnum
    file.putShort((short) 64); // e_shentsize
    file.putShort((short) 0); // e_shnum
    file.putShort((short) 0); // e_shstrndx
    file.putInt(1); // p_type: PT_LOAD
    file.putInt(5); // p_flags: PF_R | PF_X
    file.putLong(0); // p_offset
    file.putLong(FIRST_BASE); // p_vaddr
    file.putLong(FIRST_BASE); // p_paddr
    file.putLong(BYTES); // p_filesz
    file.putLong(BYTES); // p_memsz
    file.putLong(StubLayout.PAGE); // p_align
  }
}
