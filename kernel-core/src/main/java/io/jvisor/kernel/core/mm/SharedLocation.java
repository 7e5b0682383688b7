package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.file.Mappable;

/**
 * A place in memory that several address spaces may map.
 *
 * @param object what is mapped; compared by identity
 * @param offset in bytes
 */
public record SharedLocation(Mappable object, long offset) {}
