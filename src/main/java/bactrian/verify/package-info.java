/** Proofs: whether a backup is what was backed up, found by reading it back. */
package bactrian.verify;
