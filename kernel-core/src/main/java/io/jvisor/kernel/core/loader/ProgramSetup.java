package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Elf;
import io.jvisor.kernel.api.abi.Personality;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.mm.MappingSetup;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.mm.ProgramLayout;
import io.jvisor.kernel.core.vdso.Vdso;
import io.jvisor.platform.spi.host.HostCpu;

/** Fills an empty address space with one program: its layout, segments, stack and heap. */
final class ProgramSetup {
  private static final long PAGE = 4096;

  /** Gap for the stack below its random top: {@code mmap_base}. */
  private static final long LEAST_GAP = 128L << 20;

  /** What an unlimited stack gets; Linux would turn the layout upside down instead. */
  private static final long MOST_GAP = 64L << 30;

  private static final long STACK_GUARD = 1L << 20;

  /** How much of the stack is there at first beyond its contents: {@code setup_arg_pages}. */
  private static final long STACK_EXTRA = 128L << 10;

  private static final int CLOCK_TICKS = 100;

  private final ExecRequest request;
  private final MemoryManager mm;
  private final MappingSetup space;
  private final InitialStack stack;
  private final LayoutRandom random;
  private long entry;

  ProgramSetup(ExecRequest request, MemoryManager mm, InitialStack stack) {
    this.request = request;
    this.mm = mm;
    this.space = mm.setup();
    this.stack = stack;
    long personality = request.task().group().personality();
    this.random =
        new LayoutRandom(request.secure() || (personality & Personality.ADDR_NO_RANDOMIZE) == 0);
  }

  /** Where to start. */
  long entry() {
    return entry;
  }

  void run(
      FileDescription file, ElfImage image, FileDescription interpreter, ElfImage interpreterImage)
      throws ErrnoException {
    long top = space.limit() - random.stackOffset();
    space.mmapBase(mmapBase());
    stack.layOut(top, random.stackPadding());

    ElfMapper program = new ElfMapper(request.task(), mm, image, file);
    program.map(interpreter == null ? 0 : programBase());
    entry = program.entry();
    long interpreterBase = 0;
    if (interpreter != null) {
      ElfMapper mapper = new ElfMapper(request.task(), mm, interpreterImage, interpreter);
      mapper.map(0);
      interpreterBase = mapper.bias();
      entry = mapper.entry();
    }
    Vdso vdso = request.task().kernel().vdso();
    stack.add(Elf.AT_SYSINFO_EHDR, vdso.map(space, space.findFree(0, Vdso.SIZE)));
    long heap = heapStart(program, image, interpreter != null);
    space.heap(heap);

    addAuxiliary(program, image, interpreterBase);
    long size = stack.seal();
    int protection =
        Prot.PROT_READ | Prot.PROT_WRITE | (image.wantsExecutableStack() ? Prot.PROT_EXEC : 0);
    space.stack(top, up(size + STACK_EXTRA), protection, request.stackLimit());
    stack.write(mm, random.seed());
    mm.setProgram(
        new ProgramLayout(
            program.startCode(),
            program.endCode(),
            program.startData(),
            program.endData(),
            heap,
            stack.pointer(),
            stack.argumentStart(),
            stack.environmentStart(),
            stack.environmentStart(),
            stack.environmentEnd(),
            stack.auxiliaryAddress(),
            stack.auxiliarySize()));
    space.show();
  }

  /** {@code mmap_base}: below the stack, its limit, its spread and the guard. */
  private long mmapBase() {
    long limit = request.stackLimit();
    long gap = limit < 0 ? MOST_GAP : Math.clamp(limit, LEAST_GAP, MOST_GAP);
    gap += LayoutRandom.stackSpread() + STACK_GUARD;
    return up(space.limit() - gap - random.mmapOffset());
  }

  /** {@code ELF_ET_DYN_BASE}: two thirds up the address space. */
  private long programBase() {
    return (space.limit() / 3 * 2 & -PAGE) + random.programOffset();
  }

  /**
   * Where the heap begins: after the program, or where programs would be if this one was loaded
   * among the mappings.
   */
  private long heapStart(ElfMapper program, ElfImage image, boolean interpreted) {
    boolean amongMappings = image.type() == Elf.ET_DYN && !interpreted;
    long end = amongMappings ? programBase() : up(program.end());
    return end + random.heapOffset();
  }

  private void addAuxiliary(ElfMapper program, ElfImage image, long interpreterBase) {
    Credentials credentials = request.credentials();
    stack.add(Elf.AT_MINSIGSTKSZ, HostCpu.leastSignalStack());
    stack.add(Elf.AT_HWCAP, HostCpu.capabilities());
    stack.add(Elf.AT_PAGESZ, PAGE);
    stack.add(Elf.AT_CLKTCK, CLOCK_TICKS);
    stack.add(Elf.AT_PHDR, program.headersAddress());
    stack.add(Elf.AT_PHENT, Elf.PROGRAM_HEADER_SIZE);
    stack.add(Elf.AT_PHNUM, image.segments().size());
    stack.add(Elf.AT_BASE, interpreterBase);
    stack.add(Elf.AT_FLAGS, 0);
    stack.add(Elf.AT_ENTRY, program.entry());
    UserNamespace namespace = credentials.userNamespace();
    stack.add(Elf.AT_UID, namespace.shownUser(credentials.uid()));
    stack.add(Elf.AT_EUID, namespace.shownUser(credentials.euid()));
    stack.add(Elf.AT_GID, namespace.shownGroup(credentials.gid()));
    stack.add(Elf.AT_EGID, namespace.shownGroup(credentials.egid()));
    stack.add(Elf.AT_SECURE, request.secure() ? 1 : 0);
    stack.add(Elf.AT_RANDOM, stack.seedAddress());
    stack.add(Elf.AT_HWCAP2, HostCpu.moreCapabilities());
    stack.add(Elf.AT_EXECFN, stack.pathAddress());
    stack.add(Elf.AT_PLATFORM, stack.platformAddress());
    stack.add(Elf.AT_NULL, 0);
  }

  private static long up(long value) {
    return (value + PAGE - 1) & -PAGE;
  }
}
