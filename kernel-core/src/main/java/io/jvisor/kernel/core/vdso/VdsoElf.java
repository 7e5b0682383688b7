package io.jvisor.kernel.core.vdso;

import io.jvisor.kernel.api.abi.Elf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A shared object of one page, read-only and executable, whose functions have the version {@code
 * LINUX_2.6}, once as {@code __vdso_NAME} and once, weak, as {@code NAME}.
 */
final class VdsoElf {
  static final int SIZE = 4096;

  private static final String SONAME = "linux-vdso.so.1";
  private static final String VERSION = "LINUX_2.6";
  private static final int TEXT_ALIGNMENT = 64;
  private static final int WORD = Long.BYTES;

  private static final int STB_GLOBAL = 1;
  private static final int STB_WEAK = 2;
  private static final int STT_FUNC = 2;

  /** Any section number but the reserved ones: the symbols are defined. */
  private static final short DEFINED = 1;

  private static final int DT_HASH = 4;
  private static final int DT_STRTAB = 5;
  private static final int DT_SYMTAB = 6;
  private static final int DT_STRSZ = 10;
  private static final int DT_SYMENT = 11;
  private static final int DT_SONAME = 14;
  private static final int DT_GNU_HASH = 0x6fff_fef5;
  private static final int DT_VERSYM = 0x6fff_fff0;
  private static final int DT_VERDEF = 0x6fff_fffc;
  private static final int DT_VERDEFNUM = 0x6fff_fffd;

  private static final short VER_FLG_BASE = 1;
  private static final int VERDEF_SIZE = 20;
  private static final int VERDAUX_SIZE = 8;

  /** The version that stands for the object itself, and ours. */
  private static final short BASE_INDEX = 1;

  private static final short VERSION_INDEX = 2;

  private record Symbol(String name, int binding, int offset) {}

  private final ByteBuffer image = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer strings = ByteBuffer.allocate(1024);
  private final List<Symbol> symbols = new ArrayList<>();
  private int textOffset;

  private VdsoElf() {}

  /**
   * Builds the image.
   *
   * @param pageOffset where the time page is, from the start of the image
   */
  static byte[] build(int pageOffset) {
    return new VdsoElf().layOut(pageOffset);
  }

  private byte[] layOut(int pageOffset) {
    int headers = Elf.HEADER_SIZE + 2 * Elf.PROGRAM_HEADER_SIZE;
    strings.put((byte) 0);
    int soname = addString(SONAME);
    int version = addString(VERSION);
    // The code's length does not depend on where it is, so it is made twice.
    addSymbols(new VdsoCode(0).functions());
    int[] names = new int[symbols.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = addString(symbols.get(i).name());
    }

    image.position(headers);
    final int hash = putHash();
    final int gnuHash = putGnuHash();
    final int symbolTable = align(WORD);
    image.position(symbolTable + Elf.SYMBOL_SIZE * (1 + symbols.size()));
    final int versions = putVersions();
    final int definitions = putDefinitions(soname, version);
    final int stringTable = image.position();
    image.put(strings.array(), 0, strings.position());
    final int dynamic = align(WORD);
    putDynamic(DT_SONAME, soname);
    putDynamic(DT_HASH, hash);
    putDynamic(DT_GNU_HASH, gnuHash);
    putDynamic(DT_STRTAB, stringTable);
    putDynamic(DT_SYMTAB, symbolTable);
    putDynamic(DT_STRSZ, strings.position());
    putDynamic(DT_SYMENT, Elf.SYMBOL_SIZE);
    putDynamic(DT_VERSYM, versions);
    putDynamic(DT_VERDEF, definitions);
    putDynamic(DT_VERDEFNUM, 2);
    putDynamic(0, 0);
    final int dynamicSize = image.position() - dynamic;

    textOffset = align(TEXT_ALIGNMENT);
    image.put(new VdsoCode(pageOffset - textOffset).bytes());
    putSymbols(symbolTable, names);
    putHeaders(dynamic, dynamicSize);
    return image.array();
  }

  private int addString(String string) {
    int at = strings.position();
    strings.put(string.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    return at;
  }

  private void addSymbols(Map<String, Integer> functions) {
    functions.forEach(
        (name, offset) -> {
          symbols.add(new Symbol("__vdso_" + name, STB_GLOBAL, offset));
          symbols.add(new Symbol(name, STB_WEAK, offset));
        });
  }

  private int align(int alignment) {
    image.position((image.position() + alignment - 1) & -alignment);
    return image.position();
  }

  private void putDynamic(long tag, long value) {
    image.putLong(tag).putLong(value);
  }

  /** One bucket, in which all symbols follow each other. */
  private int putHash() {
    int at = align(WORD);
    int count = symbols.size() + 1;
    image.putInt(1).putInt(count).putInt(1);
    for (int i = 0; i < count; i++) {
      image.putInt(i == 0 || i == count - 1 ? 0 : i + 1);
    }
    return at;
  }

  /** One bucket, and a Bloom filter that lets everything through. */
  private int putGnuHash() {
    int at = align(WORD);
    image.putInt(1).putInt(1).putInt(1).putInt(0);
    image.putLong(-1);
    image.putInt(1);
    for (int i = 0; i < symbols.size(); i++) {
      int hash = gnuHash(symbols.get(i).name());
      image.putInt(i == symbols.size() - 1 ? hash | 1 : hash & ~1);
    }
    return at;
  }

  private static int gnuHash(String name) {
    int hash = 5381;
    for (int i = 0; i < name.length(); i++) {
      hash = hash * 33 + name.charAt(i);
    }
    return hash;
  }

  /** The hash of the System V ABI. */
  private static int elfHash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash << 4) + name.charAt(i);
      int high = hash & 0xf000_0000;
      hash = (hash ^ high >>> 24) & ~high;
    }
    return hash;
  }

  private int putVersions() {
    int at = align(Short.BYTES);
    image.putShort((short) 0);
    for (int i = 0; i < symbols.size(); i++) {
      image.putShort(VERSION_INDEX);
    }
    return at;
  }

  private int putDefinitions(int soname, int version) {
    int at = align(WORD);
    putDefinition(VER_FLG_BASE, BASE_INDEX, SONAME, soname, VERDEF_SIZE + VERDAUX_SIZE);
    putDefinition((short) 0, VERSION_INDEX, VERSION, version, 0);
    return at;
  }

  private void putDefinition(short flags, short index, String name, int nameOffset, int next) {
    image.putShort((short) 1).putShort(flags).putShort(index).putShort((short) 1);
    image.putInt(elfHash(name)).putInt(VERDEF_SIZE).putInt(next);
    image.putInt(nameOffset).putInt(0);
  }

  private void putSymbols(int at, int[] names) {
    image.position(at + Elf.SYMBOL_SIZE);
    for (int i = 0; i < names.length; i++) {
      Symbol symbol = symbols.get(i);
      image.putInt(names[i]);
      image.put((byte) (symbol.binding() << 4 | STT_FUNC)).put((byte) 0);
      image.putShort(DEFINED);
      image.putLong(textOffset + symbol.offset()).putLong(0);
    }
  }

  private void putHeaders(int dynamic, int dynamicSize) {
    image.position(0);
    image.putInt(Elf.MAGIC);
    image.put((byte) Elf.CLASS_64).put((byte) Elf.DATA_LITTLE_ENDIAN).put((byte) 1);
    image.position(16);
    image.putShort((short) Elf.ET_DYN).putShort((short) Elf.EM_X86_64);
    image.putInt(Elf.VERSION_CURRENT);
    image.putLong(0).putLong(Elf.HEADER_SIZE).putLong(0).putInt(0);
    image.putShort((short) Elf.HEADER_SIZE).putShort((short) Elf.PROGRAM_HEADER_SIZE);
    image.putShort((short) 2).putShort((short) Elf.SECTION_HEADER_SIZE);
    image.putShort((short) 0).putShort((short) 0);
    putSegment(Elf.PT_LOAD, Elf.PF_R | Elf.PF_X, 0, SIZE, SIZE);
    putSegment(Elf.PT_DYNAMIC, Elf.PF_R, dynamic, dynamicSize, WORD);
  }

  private void putSegment(int type, int flags, long offset, long size, long alignment) {
    image.putInt(type).putInt(flags).putLong(offset).putLong(offset).putLong(offset);
    image.putLong(size).putLong(size).putLong(alignment);
  }
}
