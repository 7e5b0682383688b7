package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Mappable;
import java.util.Objects;

/**
 * A virtual memory area: a range of an address space with one protection and one backing. Linux's
 * {@code struct vm_area_struct}.
 *
 * <p>Changed with the write lock of the address space held. While it is in a {@link VmaSet} it
 * holds a reference to its file and is registered with the object it maps.
 */
final class Vma implements Mappable.Mapping {
  final MemoryManager mm;

  /** First address; a multiple of the page size. */
  long start;

  /** Address after the last. */
  long end;

  /** {@code PROT_READ}, {@code PROT_WRITE} and {@code PROT_EXEC}. */
  int protection;

  /** {@code PROT_*} bits that {@code mprotect(2)} may set. */
  final int mayProtection;

  /** Of {@link VmFlags}. */
  int flags;

  /** What was mapped, for its name; null for anonymous memory. */
  final FileDescription file;

  /** Where pages come from; null for private anonymous memory. */
  final Mappable mappable;

  /** The index of the object's page at {@link #start}; unused without an object. */
  long pageOffset;

  /** {@code st_dev} and {@code st_ino} of the file, else 0. */
  final long device;

  final long inode;

  /** A name such as {@code [stack]}, or null. */
  final String name;

  /** The page after the last chunk of anonymous memory that a fault brought in. */
  long faultEnd;

  /** The first page of that chunk. */
  long faultFirst;

  /** How large that chunk was meant to be, in pages. */
  int faultPages;

  Vma(
      MemoryManager mm,
      long start,
      long end,
      int protection,
      int mayProtection,
      int flags,
      FileDescription file,
      Mappable mappable,
      long pageOffset,
      long device,
      long inode,
      String name) {
    this.mm = mm;
    this.start = start;
    this.end = end;
    this.protection = protection;
    this.mayProtection = mayProtection;
    this.flags = flags;
    this.file = file;
    this.mappable = mappable;
    this.pageOffset = pageOffset;
    this.device = device;
    this.inode = inode;
    this.name = name;
  }

  /** An area with the same properties for another range of the same object. */
  Vma copy(MemoryManager owner, long newStart, long newEnd, long newPageOffset) {
    return new Vma(
        owner,
        newStart,
        newEnd,
        protection,
        mayProtection,
        flags,
        file,
        mappable,
        newPageOffset,
        device,
        inode,
        name);
  }

  /** Takes what the area holds while it is part of an address space. */
  void attach() {
    if (file != null) {
      file.retain();
    }
    if (mappable != null) {
      mappable.addMapping(this, isSharedWritable());
    }
  }

  /** Gives it back. */
  void detach() {
    if (mappable != null) {
      mappable.removeMapping(this, isSharedWritable());
    }
    if (file != null) {
      file.release();
    }
  }

  long length() {
    return end - start;
  }

  long pages() {
    return (end - start) >>> AddressLayout.PAGE_SHIFT;
  }

  long firstPage() {
    return start >>> AddressLayout.PAGE_SHIFT;
  }

  long endPage() {
    return end >>> AddressLayout.PAGE_SHIFT;
  }

  boolean contains(long address) {
    return address >= start && address < end;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  boolean isShared() {
    return has(VmFlags.SHARED);
  }

  boolean isWritable() {
    return (protection & Prot.PROT_WRITE) != 0;
  }

  /** Whether stores can, or could after {@code mprotect}, reach the object. */
  boolean isSharedWritable() {
    return isShared() && (mayProtection & Prot.PROT_WRITE) != 0;
  }

  /** Whether it counts as data of the process: private and writable, and no stack. */
  boolean isData() {
    return isWritable() && !isShared() && !has(VmFlags.GROWS_DOWN);
  }

  /** The index of the object's page that backs a page of the address space. */
  long objectPage(long page) {
    return pageOffset + page - firstPage();
  }

  /** Whether {@code next}, which begins where this ends, can become part of this area. */
  @SuppressWarnings("ReferenceEquality") // files and objects are themselves and nothing else
  boolean canMerge(Vma next) {
    return end == next.start
        && protection == next.protection
        && mayProtection == next.mayProtection
        && flags == next.flags
        && file == next.file
        && mappable == next.mappable
        && !has(VmFlags.SPECIAL | VmFlags.SEGMENT)
        && Objects.equals(name, next.name)
        && (mappable == null || pageOffset + pages() == next.pageOffset);
  }

  @Override
  public ProcessId process() {
    return mm.process();
  }

  @Override
  public void invalidate(long firstPage, long pages, boolean evenPrivateCopies) {
    mm.invalidate(this, firstPage, pages, evenPrivateCopies);
  }
}
