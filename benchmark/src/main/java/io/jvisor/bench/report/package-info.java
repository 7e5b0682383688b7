/** Results as a table, as JSON, and as a page. */
package io.jvisor.bench.report;
