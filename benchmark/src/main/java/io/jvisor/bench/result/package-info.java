/** What is measured, and what came out. */
package io.jvisor.bench.result;
