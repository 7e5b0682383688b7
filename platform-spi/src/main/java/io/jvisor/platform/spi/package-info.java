/** How guest code runs and traps: platforms, address spaces and contexts. */
package io.jvisor.platform.spi;
