/** Telling people how a backup or a proof ended. */
package bactrian.notify;
