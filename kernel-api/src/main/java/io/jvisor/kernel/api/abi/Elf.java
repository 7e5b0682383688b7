package io.jvisor.kernel.api.abi;

/** ELF files of 64 bits, and the auxiliary vector: {@code elf(5)}, {@code getauxval(3)}. */
public final class Elf {
  public static final int HEADER_SIZE = 64;
  public static final int PROGRAM_HEADER_SIZE = 56;
  public static final int SECTION_HEADER_SIZE = 64;
  public static final int SYMBOL_SIZE = 24;
  public static final int DYNAMIC_SIZE = 16;

  /** {@code \x7fELF}, read as a little-endian word. */
  public static final int MAGIC = 0x464c457f;

  public static final int CLASS_64 = 2;
  public static final int DATA_LITTLE_ENDIAN = 1;
  public static final int VERSION_CURRENT = 1;
  public static final int ET_EXEC = 2;
  public static final int ET_DYN = 3;
  public static final int EM_X86_64 = 62;
  public static final int PT_LOAD = 1;
  public static final int PT_DYNAMIC = 2;
  public static final int PT_INTERP = 3;
  public static final int PT_NOTE = 4;
  public static final int PT_GNU_STACK = 0x6474_e551;
  public static final int PF_X = 1;
  public static final int PF_W = 2;
  public static final int PF_R = 4;

  public static final long AT_NULL = 0;
  public static final long AT_PHDR = 3;
  public static final long AT_PHENT = 4;
  public static final long AT_PHNUM = 5;
  public static final long AT_PAGESZ = 6;
  public static final long AT_BASE = 7;
  public static final long AT_FLAGS = 8;
  public static final long AT_ENTRY = 9;
  public static final long AT_UID = 11;
  public static final long AT_EUID = 12;
  public static final long AT_GID = 13;
  public static final long AT_EGID = 14;
  public static final long AT_PLATFORM = 15;
  public static final long AT_HWCAP = 16;
  public static final long AT_CLKTCK = 17;
  public static final long AT_SECURE = 23;
  public static final long AT_RANDOM = 25;
  public static final long AT_HWCAP2 = 26;
  public static final long AT_EXECFN = 31;
  public static final long AT_SYSINFO_EHDR = 33;
  public static final long AT_MINSIGSTKSZ = 51;

  private Elf() {}
}
