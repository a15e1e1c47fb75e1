"""Rules as data, compiled into one function per pipeline."""
