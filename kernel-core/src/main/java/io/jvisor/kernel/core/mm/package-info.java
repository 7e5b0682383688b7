/**
 * Memory management: virtual memory areas, page tables, faults, and the copies that system calls
 * make.
 *
 * <p>Lock order, outermost first:
 *
 * <ol>
 *   <li>{@code MemoryManager.lock}, one for each address space; only {@code fork} holds two, the
 *       parent's and that of the child that nobody else sees yet
 *   <li>locks of a {@link io.jvisor.kernel.api.file.Mappable}, in {@code addMapping} and {@code
 *       removeMapping}
 *   <li>locks of the platform, in the methods of {@code AddressSpace}
 *   <li>the lock of the {@code MemoryFile}
 * </ol>
 *
 * <p>{@code Mappable.frame} may wait for a file to be read, so it is called without the lock; what
 * was found before is checked again after.
 *
 * <p>The platform's side is a cache of the page table. An entry that is {@code MAPPED} is there, or
 * stands in the {@link io.jvisor.kernel.core.mm.MappingQueue}: what takes something away from the
 * guest is carried out before the write lock is released, and frames are given back after that,
 * since other threads of the guest may be running; what gives something may wait for the next trip
 * or the next fault.
 *
 * <p>Call instructions of guests may be replaced ({@code CallSites}): a private copy of a page of
 * code then differs from its file in a way that the guest is not shown but when it reads its code.
 */
package io.jvisor.kernel.core.mm;
