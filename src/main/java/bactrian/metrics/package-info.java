/** What the service tells a monitoring system that asks. */
package bactrian.metrics;
