package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Elf;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.SegmentIo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of an ELF file.
 *
 * @param type {@code ET_EXEC} or {@code ET_DYN}
 * @param entry where it starts, before any bias
 * @param headersOffset where the program headers are in the file
 * @param segments the program headers
 */
record ElfImage(int type, long entry, long headersOffset, List<ElfSegment> segments) {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /** All program headers together are at most this long: {@code load_elf_phdrs}. */
  private static final int HEADERS_LIMIT = 65_536;

  private static final int PATH_MAX = 4096;

  ElfImage {
    segments = List.copyOf(segments);
  }

  static boolean hasMagic(byte[] head, int length) {
    return length >= 4 && MemorySegment.ofArray(head).get(INT, 0) == Elf.MAGIC;
  }

  /**
   * Reads the headers.
   *
   * @param damaged the error for a file that is not a program for this machine: {@code ENOEXEC}, or
   *     {@code ELIBBAD} for an interpreter
   */
  static ElfImage read(Task task, FileDescription file, Errno damaged) throws ErrnoException {
    MemorySegment header = MemorySegment.ofArray(new byte[Elf.HEADER_SIZE]);
    if (readFully(task, file, header, 0) != Elf.HEADER_SIZE) {
      throw damaged.exception();
    }
    int type = header.get(SHORT, 16);
    int count = Short.toUnsignedInt(header.get(SHORT, 56));
    if (header.get(INT, 0) != Elf.MAGIC
        || header.get(ValueLayout.JAVA_BYTE, 4) != Elf.CLASS_64
        || header.get(ValueLayout.JAVA_BYTE, 5) != Elf.DATA_LITTLE_ENDIAN
        || (type != Elf.ET_EXEC && type != Elf.ET_DYN)
        || header.get(SHORT, 18) != Elf.EM_X86_64
        || header.get(SHORT, 54) != Elf.PROGRAM_HEADER_SIZE
        || count == 0
        || count * Elf.PROGRAM_HEADER_SIZE > HEADERS_LIMIT) {
      throw damaged.exception();
    }
    long offset = header.get(LONG, 32);
    MemorySegment headers = MemorySegment.ofArray(new byte[count * Elf.PROGRAM_HEADER_SIZE]);
    if (offset < 0
        || offset > Long.MAX_VALUE - headers.byteSize()
        || readFully(task, file, headers, offset) != headers.byteSize()) {
      throw damaged.exception();
    }
    List<ElfSegment> segments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      segments.add(ElfSegment.read(headers, i));
    }
    return new ElfImage(type, header.get(LONG, 24), offset, segments);
  }

  /** Reads until the segment is full or the file ends; returns how many bytes there were. */
  static long readFully(Task task, FileDescription file, MemorySegment target, long offset)
      throws ErrnoException {
    long done = 0;
    while (done < target.byteSize()) {
      long count = file.readAt(task, SegmentIo.sink(target.asSlice(done)), offset + done);
      if (count == 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  /** The path of the interpreter, or null. */
  String interpreter(Task task, FileDescription file) throws ErrnoException {
    for (ElfSegment segment : segments) {
      if (segment.type() != Elf.PT_INTERP) {
        continue;
      }
      if (segment.fileSize() < 2 || segment.fileSize() > PATH_MAX || segment.offset() < 0) {
        throw Errno.ENOEXEC.exception();
      }
      byte[] path = new byte[(int) segment.fileSize()];
      if (readFully(task, file, MemorySegment.ofArray(path), segment.offset()) != path.length) {
        throw Errno.EIO.exception();
      }
      if (path[path.length - 1] != 0) {
        throw Errno.ENOEXEC.exception();
      }
      int length = 0;
      while (path[length] != 0) {
        length++;
      }
      return new String(path, 0, length, StandardCharsets.ISO_8859_1);
    }
    return null;
  }

  /** Whether {@code PT_GNU_STACK} asks for a stack that code may run on. */
  boolean wantsExecutableStack() {
    boolean executable = false;
    for (ElfSegment segment : segments) {
      if (segment.type() == Elf.PT_GNU_STACK) {
        executable = (segment.flags() & Elf.PF_X) != 0;
      }
    }
    return executable;
  }
}
