/**
 * Open file descriptions, descriptor tables, and how bytes travel between files and guest memory.
 */
package io.jvisor.kernel.api.file;
