package io.jvisor.platform.ptrace;

import io.jvisor.platform.spi.host.BpfProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The program that stub processes run: one page that is an ELF file, its own text, and the seccomp
 * filter. The first stub maps the page at {@link #BASE} and unmaps all else.
 *
 * <p>The code is written out as bytes: it is some twenty instructions, most of them {@code
 * syscall}, which jnr-x86asm does not know.
 */
final class StubImage {
  /** Where the page is in every stub: the last one that x86-64 Linux gives to a process. */
  static final long BASE = 0x7fff_ffff_e000L;

  /** The size of the page. */
  static final int BYTES = 4096;

  /** Where each stub sees its {@link ChangeList}, read-only. */
  static final long LIST = BASE - BYTES;

  /** The end of what a process of the host can map. */
  static final long HOST_LIMIT = BASE + BYTES;

  /** Where the first stub begins, before it is moved to {@link #BASE}. */
  static final long FIRST_BASE = 0x40_0000L;

  /** {@code syscall; int3}: one call of the host's kernel, then a stop. */
  static final int CALL = 0x100;

  /** As {@link #CALL}, but a new thread goes to {@link #PARK}. */
  static final int CLONE = 0x110;

  /** {@code pause} without end: where a thread waits that nobody traces. Uses no stack. */
  static final int PARK = CLONE + 7;

  /**
   * Makes the changes in the list from {@code rbx} up to {@code rbp}, then stops; stops early, with
   * a negative {@code rax}, at one that fails. Uses registers only. See {@link ChangeList}.
   */
  static final int CHANGE = 0x170;

  /** The stub's name for {@code prctl(PR_SET_NAME)}. */
  static final int NAME = 0x1a0;

  /** The {@code struct sock_fprog} of the filter. */
  static final int FILTER_PROGRAM = 0x1b0;

  /** The header of {@code capset(2)}; behind it, the empty sets. */
  static final int CAPABILITIES = 0x400;

  static final int NO_CAPABILITIES = CAPABILITIES + 8;

  private static final int CAPABILITY_VERSION_3 = 0x20080522;
  private static final int ENTRY = 0x130;
  private static final int FILTER = 0x1c0;

  private static final int[] CALL_CODE = {
    0x0f,
    0x05, // syscall
    0xcc // int3
  };

  private static final int[] CLONE_CODE = {
    0x0f,
    0x05, // syscall
    0x85,
    0xc0, // test eax, eax
    0x74,
    0x01, // jz PARK
    0xcc, // int3
    // PARK:
    0xb8,
    34,
    0,
    0,
    0, // mov eax, pause
    0x0f,
    0x05, // syscall
    0xeb,
    0xf7 // jmp PARK
  };

  private static final int[] CHANGE_CODE = {
    // NEXT:
    0x8b,
    0x03, // mov eax, [rbx]
    0x8b,
    0x53,
    0x04, // mov edx, [rbx + 4]
    0x48,
    0x8b,
    0x7b,
    0x08, // mov rdi, [rbx + 8]
    0x48,
    0x8b,
    0x73,
    0x10, // mov rsi, [rbx + 16]
    0x4c,
    0x8b,
    0x4b,
    0x18, // mov r9, [rbx + 24]
    0x0f,
    0x05, // syscall
    0x48,
    0x85,
    0xc0, // test rax, rax
    0x78,
    0x09, // js STOP
    0x48,
    0x83,
    0xc3,
    0x20, // add rbx, 32
    0x48,
    0x39,
    0xeb, // cmp rbx, rbp
    0x72,
    0xdf, // jb NEXT
    // STOP:
    0xcc // int3
  };

  /** Ends by itself if the kernel dies before it has attached: with its parent, or after 5 s. */
  private static final int[] ENTRY_CODE = {
    0xb8,
    157,
    0,
    0,
    0, // mov eax, prctl
    0xbf,
    1,
    0,
    0,
    0, // mov edi, PR_SET_PDEATHSIG
    0xbe,
    9,
    0,
    0,
    0, // mov esi, SIGKILL
    0x0f,
    0x05, // syscall
    0xb8,
    7,
    0,
    0,
    0, // mov eax, poll
    0x31,
    0xff, // xor edi, edi
    0x31,
    0xf6, // xor esi, esi
    0xba,
    0x88,
    0x13,
    0,
    0, // mov edx, 5000
    0x0f,
    0x05, // syscall
    0xb8,
    231,
    0,
    0,
    0, // mov eax, exit_group
    0x0f,
    0x05 // syscall
  };

  private StubImage() {}

  /** The page. */
  static byte[] bytes() {
    ByteBuffer page = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    putElfHeader(page);
    putCode(page, CALL, CALL_CODE);
    putCode(page, CLONE, CLONE_CODE);
    putCode(page, ENTRY, ENTRY_CODE);
    putCode(page, CHANGE, CHANGE_CODE);
    page.position(NAME);
    page.put("jvisor-stub\0".getBytes(StandardCharsets.US_ASCII));
    byte[] filter = StubFilter.bytes(BASE);
    page.position(FILTER_PROGRAM);
    page.putShort((short) (filter.length / BpfProgram.INSTRUCTION_BYTES));
    page.putLong(FILTER_PROGRAM + 8, BASE + FILTER);
    page.position(FILTER);
    page.put(filter);
    page.putInt(CAPABILITIES, CAPABILITY_VERSION_3);
    return page.array();
  }

  /** A 64-bit ELF header and one loadable segment: the whole file, readable and executable. */
  private static void putElfHeader(ByteBuffer page) {
    page.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    page.putShort((short) 2); // e_type: ET_EXEC
    page.putShort((short) 62); // e_machine: EM_X86_64
    page.putInt(1); // e_version
    page.putLong(FIRST_BASE + ENTRY); // e_entry
    page.putLong(64); // e_phoff
    page.putLong(0); // e_shoff
    page.putInt(0); // e_flags
    page.putShort((short) 64); // e_ehsize
    page.putShort((short) 56); // e_phentsize
    page.putShort((short) 1); // e_phnum
    page.putShort((short) 64); // e_shentsize
    page.putShort((short) 0); // e_shnum
    page.putShort((short) 0); // e_shstrndx
    page.putInt(1); // p_type: PT_LOAD
    page.putInt(5); // p_flags: PF_R | PF_X
    page.putLong(0); // p_offset
    page.putLong(FIRST_BASE); // p_vaddr
    page.putLong(FIRST_BASE); // p_paddr
    page.putLong(BYTES); // p_filesz
    page.putLong(BYTES); // p_memsz
    page.putLong(BYTES); // p_align
  }

  private static void putCode(ByteBuffer page, int offset, int[] code) {
    page.position(offset);
    for (int value : code) {
      page.put((byte) value);
    }
  }
}
